import { loadavg } from "node:os";
import { freePort } from "../../../infra/local/src/ports.ts";
import { growLedger } from "../infrastructure/grow-ledger.ts";
import { cpuMs } from "../infrastructure/process-usage.ts";
import { type Seeded, seedSenders } from "../infrastructure/seed-senders.ts";
import { type Database, startDatabase } from "../infrastructure/start-database.ts";
import { startScript } from "../infrastructure/start-script.ts";
import { startService } from "../infrastructure/start-service.ts";
import { askAll } from "../load/ask-all.ts";
import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { median } from "../statistics.ts";
import { insertSent, statusRequests } from "./status-bodies.ts";

/** CPU time is per status, of the server, of the gateway if it is in the path, and of PostgreSQL. */
type Run = { perSecond: number; serverMs: number; gatewayMs: number; postgresMs: number };
type Contender = { name: string; port: number; pid: number; gateway: boolean; applies: boolean };
export type Size = { perBody: number; statuses: number; rounds: number };

const usualSizes: Size[] = [
  { perBody: 1, statuses: 3_000, rounds: 7 },
  { perBody: 20, statuses: 10_000, rounds: 3 },
];
const inFlight = 32;
/** Sends of the months before: nobody's ledger is empty. */
const usualHistory = 20_000;

/** Signed status webhooks stored and applied, against node:http that stores the same bodies and does nothing else. */
export async function runStatuses(
  scratch: Scratch,
  { sizes = usualSizes, history = usualHistory }: { sizes?: Size[]; history?: number } = {},
): Promise<Row[]> {
  scratch.log("starting PostgreSQL, gateway and servers");
  const database = await startDatabase(scratch);
  const seeded = await seedSenders(database, { senders: 8, contacts: 8, minGapMs: 1 });
  await growLedger(database.client, seeded.clientId, history);
  const contenders = await startContenders(scratch, database);
  const rows: Row[] = [];
  for (const size of sizes)
    rows.push(...(await measureSize(scratch, { database, seeded, contenders, size })));
  return rows;
}

async function startContenders(scratch: Scratch, database: Database): Promise<Contender[]> {
  await database.client.query(
    `create function public.bench_store(p_hash text, p_body text) returns void language sql as $$
       insert into public.webhook_events (provider, body_hash, body, status) values ('meta', p_hash, p_body, 'stored')
       on conflict (provider, endpoint_id, body_hash) do nothing $$`,
  );
  await database.client.query("grant execute on function public.bench_store to service_role");
  const bare = async (name: string, env: Record<string, string>) => {
    const port = await freePort();
    const own = { PORT: String(port), DATABASE_URL: database.url, ...env };
    const { pid } = await startScript(scratch, "statuses/bare-server", own, name);
    return { name, port, pid, gateway: "GATEWAY_URL" in env, applies: false };
  };
  const nova = await startService(scratch, database, "whatsapp-webhook");
  return [
    { name: "nova", ...nova, gateway: true, applies: true },
    await bare("bare", {}),
    await bare("bare-gateway", {
      GATEWAY_URL: database.gatewayUrl,
      SERVICE_KEY: database.settings.serviceKey,
    }),
  ];
}

type Given = { database: Database; seeded: Seeded; contenders: Contender[]; size: Size };

async function measureSize({ log, signal }: Scratch, given: Given): Promise<Row[]> {
  const { contenders, size } = given;
  const runs = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]));
  // The first round warms up.
  for (let round = 0; round <= size.rounds; round++) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      signal.throwIfAborted();
      const run = await measure(given, contender);
      if (round > 0 || size.rounds === 0) runs.get(contender.name)?.push(run);
      log(
        `${size.perBody} a body, ${contender.name}: ${Math.round(run.perSecond)}/s (load ${loadavg()[0]?.toFixed(1)})`,
      );
    }
  }
  const of = (name: string, what: (run: Run) => number) => median((runs.get(name) ?? []).map(what));
  const name = (what: string) => `statuses/${size.perBody}/${what}`;
  const all = ({ serverMs, gatewayMs, postgresMs }: Run) => serverMs + gatewayMs + postgresMs;
  const each = "CPU ms/status";
  return [
    ...["bare", "bare-gateway"].flatMap((other) => [
      toRow(
        name(`rate/${other}`),
        "statuses/s",
        of("nova", (run) => run.perSecond),
        of(other, (run) => run.perSecond),
      ),
      toRow(name(`cpu-all/${other}`), each, of("nova", all), of(other, all)),
    ]),
    toRow(
      name("cpu-service"),
      each,
      of("nova", (run) => run.serverMs),
      of("bare", (run) => run.serverMs),
    ),
    toRow(
      name("cpu-gateway"),
      each,
      of("nova", (run) => run.gatewayMs),
      of("bare-gateway", (run) => run.gatewayMs),
    ),
    toRow(
      name("cpu-postgres"),
      each,
      of("nova", (run) => run.postgresMs),
      of("bare", (run) => run.postgresMs),
    ),
  ];
}

async function measure({ database, seeded, size }: Given, contender: Contender): Promise<Run> {
  const { client, pids, settings } = database;
  const requests = statusRequests(
    await insertSent(database, seeded, size.statuses),
    size.perBody,
    settings.metaAppSecret,
  );
  const usage = () => ({
    server: cpuMs(contender.pid),
    gateway: contender.gateway ? cpuMs(pids.gateway) : 0,
    postgres: cpuMs(pids.postgres, { children: true }),
  });
  const from = usage();
  const { seconds, statuses } = await askAll({ port: contender.port, requests, inFlight });
  const until = usage();
  if (statuses.get(200) !== requests.length) throw new Error(`answered ${JSON.stringify([...statuses])}`);
  const { rows } = await client.query("select 1 from public.sends where status = 'sent' limit 1");
  if (contender.applies && rows.length > 0) throw new Error("a status was not applied");
  await client.query("update public.sends set status = 'delivered' where status = 'sent'");
  const each = (what: "server" | "gateway" | "postgres") => (until[what] - from[what]) / size.statuses;
  return {
    perSecond: size.statuses / seconds,
    serverMs: each("server"),
    gatewayMs: each("gateway"),
    postgresMs: each("postgres"),
  };
}
