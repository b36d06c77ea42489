import { createHmac, randomUUID } from "node:crypto";
import { connect } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { createSigningKey } from "../src/broker/signing-key.ts";
import { pushAccount } from "../src/stack/stack-addresses.ts";
import { openStack, readLogs, type TestStack } from "./stack-harness.ts";

export type HostileStack = Awaited<ReturnType<typeof openHostileStack>>;

/** A whole stack that remembers who was running, to be treated badly. */
export async function openHostileStack(options: Parameters<typeof openStack>[0] = {}) {
  const ended: string[] = [];
  const stack = await openStack({
    ...options,
    log: (line) => {
      if (line.includes(" ended (")) ended.push(line);
    },
  });
  const pool = new pg.Pool({ connectionString: stack.databaseUrl, max: 2 });
  const pids = () => stack.manifests.map(({ name }) => [name, stack.supervisor.pidOf(name)]);
  const before = JSON.stringify(pids());

  async function count(sql: string, values: unknown[] = []): Promise<number> {
    const { rows } = await pool.query(`select count(*)::integer as n from ${sql}`, values);
    return rows[0].n;
  }
  return {
    ...stack,
    pool,
    count,
    urlOf: (service: string) => stack.addresses.services[service] ?? "",
    /** What ended although nobody asked it to, and what runs under another pid than at the start. */
    casualties: () => [...ended, ...(JSON.stringify(pids()) === before ? [] : [JSON.stringify(pids())])],
    end: async () => {
      await pool.end();
      await stack.end();
    },
  };
}

/** Bearer tokens for pushes: one that the service believes, and all the ways to get it wrong. */
export async function pushTokens({ stateDir }: TestStack, audience: string) {
  const keyDir = join(stateDir, "keys");
  const ours = createSigningKey(keyDir);
  const expired = createSigningKey(keyDir, () => Date.now() - 2 * 3_600_000);
  const foreign = createSigningKey(undefined);
  const email = pushAccount;
  const good = await ours.token({ email, audience });
  const [, claims = ""] = good.split(".");
  const unsigned = Buffer.from('{"alg":"none"}').toString("base64url");
  return {
    good,
    wrong: {
      "none at all": undefined,
      "no bearer": good,
      garbage: "Bearer x.y.z",
      "two of them": `Bearer ${good}, Bearer ${good}`,
      unsigned: `Bearer ${unsigned}.${claims}.x`,
      tampered: `Bearer ${good.slice(0, -6)}AAAAAA`,
      expired: `Bearer ${await expired.token({ email, audience })}`,
      "of a foreign key": `Bearer ${await foreign.token({ email, audience })}`,
      "for another service": `Bearer ${await ours.token({ email, audience: "http://127.0.0.1:1" })}`,
      "of another account": `Bearer ${await ours.token({ email: "evil@nova-local.iam.gserviceaccount.com", audience })}`,
    } as Record<string, string | undefined>,
  };
}

/** An envelope as our publishers write it. */
export function envelope(type: string, data: unknown, change: object = {}): object {
  const metadata = { retry_count: 0 };
  const timestamp = new Date().toISOString();
  return { id: randomUUID(), timestamp, source: "test", type, data, metadata, ...change };
}

/** A push as Pub/Sub makes it; `data` may be text that is not base64. */
export function push(data: object | string, change: object = {}): object {
  const text = typeof data === "string" ? data : Buffer.from(JSON.stringify(data)).toString("base64");
  const message = { data: text, messageId: randomUUID(), publishTime: new Date().toISOString() };
  return {
    message: { ...message, ...change },
    subscription: "projects/nova-local/subscriptions/x",
    deliveryAttempt: 1,
  };
}

/** `depth` objects inside one another, as JSON. */
export function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
}

/** Meta's signature of a body. */
export function signature(body: Buffer | string, secret: string): Record<string, string> {
  return { "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}` };
}

/** Writes bytes to a service as they stand, in pieces, and returns the status line that came back, if one did. */
export async function writeRaw(url: string, pieces: (string | number)[], limitMs = 10_000): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = "";
  socket.on("data", (chunk) => (received += chunk.toString("latin1")));
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.once("error", () => resolve());
  });
  for (const piece of pieces) {
    if (typeof piece === "number") await new Promise((resolve) => setTimeout(resolve, piece));
    else if (!socket.destroyed) socket.write(piece);
  }
  const limit = new Promise<void>((resolve) => setTimeout(resolve, limitMs).unref());
  const answered = new Promise<void>((resolve) =>
    socket.on("data", () => received.includes("\r\n") && resolve()),
  );
  await Promise.race([closed, limit, received.includes("\r\n") ? undefined : answered]);
  socket.destroy();
  return received.split("\r\n", 1)[0] ?? "";
}

/** Log lines of the services that say 5xx, error or worse. */
export async function complaints(stack: TestStack): Promise<Record<string, unknown>[]> {
  const lines = (await readLogs(stack)).split("\n").filter((line) => line.startsWith('{"severity"'));
  const entries: Record<string, unknown>[] = lines.map((line) => JSON.parse(line));
  return entries.filter(({ status, fatal }) => Number(status) >= 500 || fatal === true);
}
