import { loadavg } from "node:os";
import pg from "pg";
import { growLedger } from "../infrastructure/grow-ledger.ts";
import { seedSenders } from "../infrastructure/seed-senders.ts";
import { startDatabase } from "../infrastructure/start-database.ts";
import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { median } from "../statistics.ts";
import type { Cost } from "./measure-calls.ts";
import { type Ledger, measureRound, type Step, senders, steps } from "./measure-round.ts";

export type Options = { ledgers: number[]; recipients: number; sends: number; rounds: number };

const usual: Options = {
  ledgers: [1_000, 10_000, 100_000, 1_000_000],
  recipients: 1_000,
  sends: 250,
  rounds: 5,
};

/** What one send costs in SQL, from its campaign's start to "delivered", with more and more rows in the ledger. */
export async function runFlat(scratch: Scratch, options: Options = usual): Promise<Row[]> {
  const { ledgers, sends, rounds } = options;
  const opened = await openLedgers(scratch, options);
  const costs = new Map<number, Record<Step, Cost[]>>(ledgers.map((rows) => [rows, empty()]));
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    scratch.log(`round ${round} of ${rounds} (load ${loadavg()[0]?.toFixed(1)})`);
    const first = round % opened.length;
    for (const ledger of [...opened.slice(first), ...opened.slice(0, first)]) {
      scratch.signal.throwIfAborted();
      const measured = await measureRound(ledger, { round, sends });
      if (round > 0) for (const step of steps) costs.get(ledger.rows)?.[step].push(...measured[step]);
    }
  }

  const of = (rows: number, step: Step, what: keyof Cost) =>
    median((costs.get(rows)?.[step] ?? []).map((cost) => cost[what]));
  const whole = (rows: number, what: keyof Cost) =>
    (of(rows, "start", what) + of(rows, "plan", what) + of(rows, "reserve", what)) / options.recipients +
    of(rows, "claim", what) +
    of(rows, "settle", what) +
    of(rows, "status", what);
  const [smallest = 0] = ledgers;
  const against = (rows: number, value: (rows: number) => number) =>
    rows === smallest ? null : value(smallest);
  return ledgers.flatMap((rows) =>
    (["ms", "pages"] as const).flatMap((what) => [
      toRow(
        `flat/${rows}/send/${what}`,
        what,
        whole(rows, what),
        against(rows, (count) => whole(count, what)),
      ),
      ...steps.map((step) =>
        toRow(
          `flat/${rows}/${step}/${what}`,
          what,
          of(rows, step, what),
          against(rows, (count) => of(count, step, what)),
        ),
      ),
    ]),
  );
}

function empty(): Record<Step, Cost[]> {
  return { start: [], plan: [], reserve: [], claim: [], settle: [], status: [] };
}

/** One database per size in one server, so that rounds can take turns. */
async function openLedgers(scratch: Scratch, { ledgers, recipients }: Options): Promise<Ledger[]> {
  scratch.log("starting PostgreSQL");
  const database = await startDatabase(scratch);
  // Claims follow each other here faster than a number's 80 a second.
  const { clientId } = await seedSenders(database, { senders, contacts: recipients, minGapMs: 1 });
  // A database is copied only while nobody is connected to it.
  await scratch.supervisor.stop("gateway");
  await database.client.end();
  const connect = async (name: string) => {
    const url = new URL(database.url);
    url.pathname = `/${name}`;
    const client = new pg.Client({ connectionString: url.href, application_name: "nova-bench" });
    client.on("error", () => {});
    await client.connect();
    scratch.onClose(() => client.end());
    return client;
  };
  const original = new URL(database.url).pathname.slice(1);
  const admin = await connect("template1");
  const opened: Ledger[] = [];
  for (const rows of ledgers) {
    scratch.log(`a ledger of ${rows} rows`);
    await admin.query(`create database flat_${rows} template "${original}"`);
    const client = await connect(`flat_${rows}`);
    for (let from = 0; from < rows; from += 100_000) {
      scratch.signal.throwIfAborted();
      await growLedger(client, clientId, Math.min(100_000, rows - from));
    }
    opened.push({ rows, client, clientId });
  }
  await admin.query("checkpoint");
  return opened;
}
