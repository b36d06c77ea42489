import type { AddressInfo, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createApi } from "./api.ts";
import { createDispatcher } from "./dispatcher.ts";
import { type Faults, faultsPatch, noFaults } from "./faults.ts";
import type { GrpcServer } from "./grpc.ts";
import { createHttpCall } from "./http-call.ts";
import { createHttpServer } from "./http-server.ts";
import { createProtocolSwitch } from "./protocol-switch.ts";
import { createResources } from "./resources.ts";
import { answerRest } from "./rest.ts";
import { createSigningKey } from "./signing-key.ts";
import { type BrokerStats, readStats } from "./stats.ts";
import { openStore } from "./store.ts";

export type { Faults } from "./faults.ts";
export type { BrokerStats } from "./stats.ts";

export type BrokerOptions = {
  databaseUrl: string;
  /** 0 for a free one. */
  port: number;
  projectId: string;
  /** The address listened on; 127.0.0.1 unless told, since the broker asks nobody who they are. */
  listenOn?: string | undefined;
  /** Where the key of push tokens is kept. */
  keyDir?: string | undefined;
  /** Other origins by which services call this broker, such as `http://broker:8085`. */
  origins?: readonly string[] | undefined;
  /** Pushes under way at once, per subscription. */
  maxInFlight?: number | undefined;
  faults?: Partial<Faults> | undefined;
  /** How long pushes under way may take to end when the broker does. */
  closeGraceMs?: number | undefined;
  log?: ((line: string) => void) | undefined;
};

export type Broker = {
  /** `http://127.0.0.1:PORT`, for REST. */
  url: string;
  /** `127.0.0.1:PORT`, for PUBSUB_EMULATOR_HOST. */
  host: string;
  port: number;
  jwksUrl: string;
  stats(): Promise<BrokerStats>;
  setFaults(change: Partial<Faults>): void;
  /** Drops what is past its retention; it also does so by itself every minute. */
  sweep(): Promise<void>;
  close(): Promise<void>;
};

/** Starts Pub/Sub push and Cloud Tasks on one port, durable in the schema `broker` of a Postgres. */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const {
    databaseUrl,
    projectId,
    listenOn = "127.0.0.1",
    maxInFlight = 100,
    closeGraceMs = 5_000,
    log = () => {},
  } = options;
  let faults: Faults = { ...noFaults, ...options.faults };
  const setFaults = (change: Partial<Faults>) => {
    faults = { ...faults, ...change };
  };

  const store = await openStore(databaseUrl, log);
  const call = createHttpCall();
  const key = createSigningKey(options.keyDir);
  let port = options.port;
  const ownOrigins = () => [
    `http://127.0.0.1:${port}`,
    `http://localhost:${port}`,
    ...(options.origins ?? []),
  ];
  const dispatcher = createDispatcher({
    store,
    databaseUrl,
    call,
    key,
    faults: () => faults,
    maxInFlight,
    ownOrigins,
    log,
  });
  const api = createApi(store, createResources(store, dispatcher.subscriptionsChanged), dispatcher);

  async function answer(method: string, path: string, body: unknown): Promise<unknown> {
    if (path === "/oauth2/v3/certs") return key.jwks();
    if (path === "/_broker/stats") return readStats(store, dispatcher);
    if (path === "/_broker/faults") {
      if (method === "POST") setFaults(faultsPatch.parse(body));
      return faults;
    }
    if (path === "/") return { broker: "nova", projectId, leads: dispatcher.leads() };
    return answerRest(api, method, path, body);
  }

  const { server, idle } = createHttpServer(answer);
  const connections = new Set<Socket>();
  let grpc: Promise<GrpcServer> | undefined;
  const onGrpc = (connection: Socket) => {
    grpc ??= import("./grpc.ts").then(({ createGrpcServer }) => createGrpcServer(api));
    grpc.then(
      (ready) => ready.serve(connection),
      () => connection.destroy(),
    );
  };
  const entrance = createProtocolSwitch(server, onGrpc);
  entrance.on("connection", (socket: Socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });

  try {
    port = await listen(entrance, options.port, listenOn);
    await dispatcher.start();
  } catch (error) {
    entrance.close();
    await store.close();
    throw error;
  }

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    entrance.close();
    const stopped = dispatcher.stop();
    // A publish under way is answered: cut off, it would be published again.
    await Promise.race([Promise.all([stopped, idle()]), pause(closeGraceMs, undefined, { ref: false })]);
    call.close();
    await stopped;
    (await grpc)?.close();
    for (const socket of connections) socket.destroy();
    await store.close();
  }

  const host = `127.0.0.1:${port}`;
  return {
    url: `http://${host}`,
    host,
    port,
    jwksUrl: `http://${host}/oauth2/v3/certs`,
    stats: () => readStats(store, dispatcher),
    setFaults,
    sweep: dispatcher.sweep,
    close: () => (closing ??= close()),
  };
}

function listen(
  server: ReturnType<typeof createProtocolSwitch>,
  port: number,
  host: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
