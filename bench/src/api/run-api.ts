import { freePort } from "../../../infra/local/src/ports.ts";
import { startDatabase } from "../infrastructure/start-database.ts";
import { startScript } from "../infrastructure/start-script.ts";
import { startService } from "../infrastructure/start-service.ts";
import { askAll, type Request } from "../load/ask-all.ts";
import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { quantile, spread } from "../statistics.ts";
import { type ApiCase, apiCases } from "./api-cases.ts";
import { type Seeded, type Sizes, seedApi } from "./seed-api.ts";

/** `budgetMs`: no further round is begun after this long, on a machine that is busy or slow. */
type Options = Partial<Sizes> & { rounds?: number; share?: number; budgetMs?: number };
type Contender = { port: number; requestOf: (one: ApiCase, turn: number) => Request };

/**
 * How long platform-api, as it is deployed, takes to answer what people ask all day, against node:http that makes the same
 * SQL calls through the same gateway.
 */
export async function runApi(scratch: Scratch, options: Options = {}): Promise<Row[]> {
  const { rounds = 5, share = 1, budgetMs = 120_000, ...sizes } = options;
  scratch.log("starting PostgreSQL, gateway and servers");
  const database = await startDatabase(scratch);
  // 64 people: one alone is held to twenty requests a second.
  const usual = { recipients: 100_000, listed: 10_000, campaigns: 60, people: 64 };
  const seeded = await seedApi(database, { ...usual, ...sizes });
  const barePort = await freePort();
  await startScript(scratch, "api/bare-server", {
    PORT: String(barePort),
    GATEWAY_URL: database.gatewayUrl,
    SERVICE_KEY: database.settings.serviceKey,
  });
  const { port } = await startService(scratch, database, "platform-api");
  const nova = { port, requestOf: novaRequest(seeded) };
  const bare = { port: barePort, requestOf: bareRequest(seeded) };

  const rows: Row[] = [];
  const cases = apiCases(seeded);
  for (const one of cases) {
    const perRound = Math.max(2, Math.round(one.perRound * share));
    const given = { nova, bare, rounds, budgetMs: budgetMs / cases.length };
    rows.push(...(await measureCase(scratch, { ...one, perRound }, given)));
  }
  return rows;
}

type Given = { nova: Contender; bare: Contender; rounds: number; budgetMs: number };

async function measureCase(
  { log, signal }: Scratch,
  one: ApiCase,
  { nova, bare, rounds, budgetMs }: Given,
): Promise<Row[]> {
  const times = new Map<Contender, number[]>([
    [nova, []],
    [bare, []],
  ]);
  const until = Date.now() + budgetMs;
  // The first round warms up.
  for (let round = 0; round <= rounds && (round < 2 || Date.now() < until); round++) {
    for (const contender of round % 2 === 0 ? [nova, bare] : [bare, nova]) {
      signal.throwIfAborted();
      const measured = await ask(one, contender, round);
      if (round > 0) times.get(contender)?.push(...measured);
    }
  }
  const of = (contender: Contender, which: number) => quantile(times.get(contender) ?? [], which);
  const row = (what: string, which: number) =>
    toRow(`api/${one.name}/${what}`, "ms", of(nova, which), of(bare, which));
  const busy = spread(times.get(bare) ?? []);
  log(`${one.name}: p50 ${of(nova, 0.5).toFixed(1)} ms${busy > 0.5 ? ", on a busy machine" : ""}`);
  return [row("p50", 0.5), row("p99", 0.99)];
}

async function ask(one: ApiCase, { port, requestOf }: Contender, round: number): Promise<number[]> {
  const requests = Array.from({ length: one.perRound }, (_, index) =>
    requestOf(one, round * one.perRound + index),
  );
  const { statuses, timesMs } = await askAll({ port, requests, inFlight: one.inFlight });
  const unwanted = [...statuses.keys()].filter((status) => status >= 300);
  if (unwanted.length > 0) throw new Error(`${one.name} was answered ${unwanted.join(", ")}`);
  return timesMs;
}

const personOf = ({ people }: Seeded, turn: number) => {
  const person = people[turn % people.length];
  if (!person) throw new Error("there is nobody to ask");
  return person;
};

function novaRequest(seeded: Seeded): Contender["requestOf"] {
  return ({ method, path, body }, turn) => ({
    ...{ method, path, body: body ? JSON.stringify(body()) : "" },
    headers: { authorization: `Bearer ${personOf(seeded, turn).token}` },
  });
}

function bareRequest(seeded: Seeded): Contender["requestOf"] {
  return ({ calls }, turn) => ({ path: "/", body: JSON.stringify(calls(personOf(seeded, turn))) });
}
