import { loadavg } from "node:os";
import { freePort } from "../../../infra/local/src/ports.ts";
import { growLedger } from "../infrastructure/grow-ledger.ts";
import { seedSenders } from "../infrastructure/seed-senders.ts";
import { type Database, startDatabase } from "../infrastructure/start-database.ts";
import { startScript } from "../infrastructure/start-script.ts";
import { startService } from "../infrastructure/start-service.ts";
import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { median } from "../statistics.ts";
import { createNova } from "./measure-nova.ts";
import { createPeer } from "./measure-peer.ts";
import type { Run } from "./watch-ledger.ts";

/** `warmUp` sends of each run are left out. */
export type Size = { delayMs: number; sends: number; warmUp: number; rounds: number };
type Contender = { name: string; measure: (size: Size) => Promise<Run> };

const usualSizes: Size[] = [
  { delayMs: 0, sends: 3_000, warmUp: 600, rounds: 5 },
  { delayMs: 300, sends: 1_200, warmUp: 200, rounds: 3 },
];
/** Sends of the months before: nobody's ledger is empty. */
const usualHistory = 20_000;
/** Pushes that one instance is given at a time: `run.concurrency` of its manifest. */
const concurrency = 32;
/** A number of Meta's fastest tier sends 1,000 a second: with one sender its gap alone would be measured. */
const senders = { senders: 16, minGapMs: 1 };

/** Sends per second of the worker, against pg-boss and graphile-worker with the same HTTP call and the same two writes. */
export async function runWorker(
  scratch: Scratch,
  { sizes = usualSizes, history = usualHistory }: { sizes?: Size[]; history?: number } = {},
): Promise<Row[]> {
  const { log } = scratch;
  log("starting PostgreSQL and gateway");
  const database = await startDatabase(scratch);
  await database.client.query("create schema bench");
  await database.client.query(
    `create table bench.sends (id uuid primary key, recipient text not null, status text not null,
       provider_message_id text, started_at timestamptz not null, settled_at timestamptz)`,
  );
  const most = Math.max(...sizes.map(({ sends }) => sends));
  const seeded = await seedSenders(database, { ...senders, contacts: most });
  await growLedger(database.client, seeded.clientId, history);
  const rows: Row[] = [];
  for (const size of sizes) {
    const contenders = await startContenders(scratch, database, seeded, size);
    rows.push(...(await measureSize(scratch, contenders, size)));
    await scratch.supervisor.stop("whatsapp-worker");
  }
  return rows;
}

async function startContenders(
  scratch: Scratch,
  database: Database,
  seeded: Awaited<ReturnType<typeof seedSenders>>,
  { delayMs }: Size,
): Promise<Contender[]> {
  const port = await freePort();
  const provider = `http://127.0.0.1:${port}/v25.0`;
  await startScript(
    scratch,
    "worker/provider-stand-in",
    { PORT: String(port), DELAY_MS: String(delayMs) },
    `provider-${delayMs}`,
  );
  const service = await startService(scratch, database, "whatsapp-worker", { META_API_URL: provider });
  const peer = { scratch, database, concurrency, providerUrl: `${provider}/100000000000000/messages` };
  return [
    { name: "nova", measure: createNova({ database, service, seeded, concurrency, signal: scratch.signal }) },
    { name: "pg-boss", measure: createPeer({ ...peer, name: "pg-boss" }) },
    { name: "graphile-worker", measure: createPeer({ ...peer, name: "graphile-worker" }) },
  ];
}

async function measureSize({ log, signal }: Scratch, contenders: Contender[], size: Size): Promise<Row[]> {
  const runs = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < size.rounds; round++) {
    const first = round % contenders.length;
    for (const { name, measure } of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      signal.throwIfAborted();
      const run = await measure(size);
      runs.get(name)?.push(run);
      log(`${size.delayMs} ms, ${name}: ${Math.round(run.perSecond)}/s (load ${loadavg()[0]?.toFixed(1)})`);
    }
  }
  const of = (name: string, what: keyof Run | "totalMs") =>
    median((runs.get(name) ?? []).map((run) => (what === "totalMs" ? totalMs(run) : run[what])));
  const name = (what: string) => `worker/${size.delayMs}ms/${what}`;
  const [nova, ...peers] = contenders.map((contender) => contender.name);
  if (nova === undefined) return [];
  const each = "CPU ms/send";
  return [
    ...peers.flatMap((peer) => [
      toRow(name(`rate/${peer}`), "sends/s", of(nova, "perSecond"), of(peer, "perSecond")),
      toRow(name(`cpu-all/${peer}`), each, of(nova, "totalMs"), of(peer, "totalMs")),
      toRow(name(`cpu-worker/${peer}`), each, of(nova, "workerMs"), of(peer, "workerMs")),
      toRow(name(`cpu-postgres/${peer}`), each, of(nova, "postgresMs"), of(peer, "postgresMs")),
      toRow(name(`transactions/${peer}`), "per send", of(nova, "transactions"), of(peer, "transactions")),
    ]),
    toRow(name("cpu-gateway"), each, of(nova, "gatewayMs")),
  ];
}

/** Of all processes but the provider's and the queue's stand-ins; a peer has no gateway. */
function totalMs({ workerMs, gatewayMs, postgresMs }: Run): number {
  return workerMs + gatewayMs + postgresMs;
}
