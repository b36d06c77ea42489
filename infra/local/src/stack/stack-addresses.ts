/** Where everything of a running local stack listens. */
export type Addresses = {
  gateway: string;
  /** Pub/Sub and Cloud Tasks. */
  broker: string;
  sandbox: string;
  /** Server-rendered pages of campaigns, senders and stored webhooks, for this machine only. */
  panel: string;
  /** The built frontend, where one is served. */
  dashboard?: string | undefined;
  services: Record<string, string>;
};

/** The addresses behind the chosen ports; ports that are not the infrastructure's belong to services. */
export function addressesOf(ports: Record<string, number>): Addresses {
  const { gateway, broker, sandbox, panel, dashboard, postgres: _, ...services } = ports;
  const url = (port: number | undefined) => `http://127.0.0.1:${port}`;
  return {
    gateway: url(gateway),
    broker: url(broker),
    sandbox: url(sandbox),
    panel: url(panel),
    dashboard: dashboard === undefined ? undefined : url(dashboard),
    services: Object.fromEntries(Object.entries(services).map(([name, port]) => [name, url(port)])),
  };
}

export const projectId = "nova-local";
export const projectRef = "nova-local";
export const pushAccount = `pubsub-push@${projectId}.iam.gserviceaccount.com`;
export const tasksQueue = "publish-later";
export const location = "local";
