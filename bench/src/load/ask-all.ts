import { connect, type Socket } from "node:net";

/** A POST unless said. */
export type Request = { method?: string; path: string; body: string; headers?: Record<string, string> };
type Options = { port: number; requests: Request[]; inFlight: number; timeoutMs?: number };

/**
 * Makes all requests over `inFlight` kept connections, each busy all the time; the answers by status, and how long each
 * took. Bare sockets: what makes the load must not take the core from what is measured.
 */
export async function askAll(
  options: Options,
): Promise<{ seconds: number; statuses: Map<number, number>; timesMs: number[] }> {
  const { port, requests, inFlight, timeoutMs = 60_000 } = options;
  const encoded = requests.map(encode);
  const statuses = new Map<number, number>();
  const timesMs: number[] = [];
  const queue = encoded.values();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: Math.min(inFlight, encoded.length) }, async () => {
      const connection = await open(port, timeoutMs);
      try {
        for (const request of queue) {
          const askedAt = performance.now();
          const status = await connection.ask(request);
          timesMs.push(performance.now() - askedAt);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      } finally {
        connection.close();
      }
    }),
  );
  return { seconds: (performance.now() - startedAt) / 1_000, statuses, timesMs };
}

function encode({ method = "POST", path, body, headers = {} }: Request): Buffer {
  const given = { host: "127.0.0.1", "content-type": "application/json", ...headers };
  const head = Object.entries({ ...given, "content-length": String(Buffer.byteLength(body)) });
  return Buffer.from(
    `${method} ${path} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
  );
}

async function open(port: number, timeoutMs: number) {
  let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;
  let received: Buffer = Buffer.alloc(0);
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(opened));
    opened.once("error", reject);
  });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer in ${timeoutMs} ms`)));
  socket.on("error", (error) => waiting?.reject(error));
  socket.on("close", () => waiting?.reject(new Error("the connection was closed")));
  socket.on("data", (chunk: Buffer) => {
    received = received.length > 0 ? Buffer.concat([received, chunk]) : chunk;
    const answer = readAnswer(received);
    if (!answer) return;
    received = received.subarray(answer.bytes);
    waiting?.resolve(answer.status);
  });
  return {
    ask: (request: Buffer) =>
      new Promise<number>((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => {
      waiting = undefined;
      socket.destroy();
    },
  };
}

/** The first whole answer in `bytes`; its length is given by its head, as our servers do. */
function readAnswer(bytes: Buffer): { status: number; bytes: number } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  const whole = end + 4 + length;
  return bytes.length < whole ? undefined : { status: Number(head.slice(9, 12)), bytes: whole };
}
