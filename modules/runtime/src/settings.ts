import { createOidcVerifier, type OidcVerifier } from "@nova/queue/oidc";

type PublishConfig = {
  GCP_PROJECT_ID: string;
  SERVICE_NAME: string;
  PUBSUB_EMULATOR_HOST?: string | undefined;
  CLOUD_TASKS_URL?: string | undefined;
  CLOUD_TASKS_QUEUE?: string | undefined;
  CLOUD_TASKS_LOCATION?: string | undefined;
  TASKS_SERVICE_ACCOUNT?: string | undefined;
};

/** How a service publishes, read from its `publishShape` settings. */
export function publisherSettings(config: PublishConfig) {
  return {
    projectId: config.GCP_PROJECT_ID,
    source: config.SERVICE_NAME,
    pubsubUrl: config.PUBSUB_EMULATOR_HOST && `http://${config.PUBSUB_EMULATOR_HOST}`,
    tasksUrl: config.CLOUD_TASKS_URL,
    tasksQueue: config.CLOUD_TASKS_QUEUE,
    location: config.CLOUD_TASKS_LOCATION,
    serviceAccount: config.TASKS_SERVICE_ACCOUNT,
  };
}

type PushConfig = {
  PUSH_OIDC_AUDIENCE?: string | undefined;
  PUSH_OIDC_JWKS_URL?: string | undefined;
  PUSH_SERVICE_ACCOUNT?: string | undefined;
};

/** The check of push tokens where the `pushShape` settings ask for it; on Cloud Run the platform checks them. */
export function pushVerifier(config: PushConfig): OidcVerifier | undefined {
  const { PUSH_OIDC_AUDIENCE: audience, PUSH_OIDC_JWKS_URL: jwksUrl, PUSH_SERVICE_ACCOUNT: email } = config;
  return audience && jwksUrl && email ? createOidcVerifier({ audience, jwksUrl, email }) : undefined;
}

/** Makes links into the dashboard; none where its address is not configured. */
export function linksTo(dashboardUrl: string | undefined): (path: string) => string | undefined {
  return (path) => dashboardUrl && `${dashboardUrl.replace(/\/+$/, "")}${path}`;
}
