import { createServer } from "node:http";
import { join } from "node:path";
import { whatsappSend } from "@nova/queue";
import { provision } from "@nova/queue/provision";
import { createPublisher, type Publisher } from "@nova/queue/publisher";
import { freePort } from "../../../infra/local/src/ports.ts";
import { type Database, startDatabase, startProgram } from "../infrastructure/start-database.ts";
import type { Scratch } from "../scratch.ts";

export const projectId = "nova-bench";

export type Infrastructure = Pick<Database, "client" | "database"> & {
  publisher: Publisher;
  /** The broker as `host:port`. */
  pubsubHost: string;
};

/** What the dispatcher needs and nothing else: PostgreSQL, the gateway and the broker, each a process of its own. */
export async function startInfrastructure(scratch: Scratch): Promise<Infrastructure> {
  scratch.log("starting PostgreSQL, gateway and broker");
  const { client, database, url } = await startDatabase(scratch);
  const brokerPort = await freePort();
  await startProgram(scratch, "broker", {
    DATABASE_URL: url,
    BROKER_PORT: String(brokerPort),
    BROKER_KEY_DIR: join(scratch.folder, "keys"),
    BROKER_MAX_IN_FLIGHT: "1",
    GCP_PROJECT_ID: projectId,
  });

  const broker = `http://127.0.0.1:${brokerPort}`;
  await provision({
    projectId,
    pubsubUrl: broker,
    subscriptions: [
      {
        topic: whatsappSend.name,
        subscription: `${whatsappSend.name}-sub`,
        pushEndpoint: await startSlowWorker(scratch),
        ackDeadlineSeconds: 600,
        minBackoffSeconds: 600,
        maxBackoffSeconds: 600,
        maxDeliveryAttempts: 20,
      },
    ],
  });
  return {
    client,
    database,
    publisher: createPublisher({
      projectId,
      source: "bench",
      pubsubUrl: broker,
      tasksUrl: broker,
      tasksQueue: "publish-later",
      location: "local",
    }),
    pubsubHost: `127.0.0.1:${brokerPort}`,
  };
}

/** Messages are stored for a subscriber, as they would be, but its pushes must not compete with what is measured. */
async function startSlowWorker({ onClose }: Scratch): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    setTimeout(() => response.writeHead(204).end(), 5_000).unref();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onClose(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}
