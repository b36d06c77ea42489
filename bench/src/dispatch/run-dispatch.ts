import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { median, spread } from "../statistics.ts";
import { importList } from "./campaign-setup.ts";
import {
  type BarePublisher,
  type BareTimes,
  createBarePublisher,
  keepRows,
  measureBare,
} from "./measure-bare.ts";
import { type DispatchTimes, measureDispatch } from "./measure-dispatch.ts";
import { type Infrastructure, startInfrastructure } from "./start-infrastructure.ts";

/** `budgetMs`: no further repetition is begun after this long, on a machine that is busy or slow. */
type Size = { recipients: number; repetitions: number; budgetMs: number };

const usualSizes: Size[] = [
  { recipients: 1_000, repetitions: 9, budgetMs: 20_000 },
  { recipients: 100_000, repetitions: 7, budgetMs: 55_000 },
];

/** From "start the campaign" to "its first two minutes are with the queue", against the same rows and messages bare. */
export async function runDispatch(scratch: Scratch, sizes: Size[] = usualSizes): Promise<Row[]> {
  const infrastructure = await startInfrastructure(scratch);
  const bare = await createBarePublisher(infrastructure);
  scratch.onClose(bare.close);
  const rows: Row[] = [];
  for (const size of sizes) rows.push(...(await measureSize(scratch, infrastructure, bare, size)));
  return rows;
}

async function measureSize(
  { log, signal }: Scratch,
  infrastructure: Infrastructure,
  publisher: BarePublisher,
  { recipients, repetitions, budgetMs }: Size,
): Promise<Row[]> {
  const { database, client } = infrastructure;
  log(`importing ${recipients} contacts`);
  const tenant = await importList(database, client, recipients);

  log(`${recipients} recipients: one round to warm up, ${repetitions} to measure`);
  const { campaignId, published } = await measureDispatch(infrastructure, tenant);
  await keepRows(client, campaignId);
  await measureBare(infrastructure, publisher, published);

  const until = Date.now() + budgetMs;
  const ours: DispatchTimes[] = [];
  const theirs: BareTimes[] = [];
  for (let round = 0; round < repetitions && (round === 0 || Date.now() < until); round++) {
    signal.throwIfAborted();
    const steps = [
      async () => void ours.push((await measureDispatch(infrastructure, tenant)).times),
      async () => void theirs.push(await measureBare(infrastructure, publisher, published)),
    ];
    for (const step of round % 2 === 0 ? steps : steps.reverse()) await step();
  }

  const busy = spread(theirs.map(({ total }) => total));
  if (repetitions > 2 && busy > 0.3)
    log(`the machine was busy: the bare times spread over ${Math.round(busy * 100)} %`);
  const nova = (of: keyof DispatchTimes) => median(ours.map((times) => times[of]));
  const bare = (of: keyof BareTimes) => median(theirs.map((times) => times[of]));
  const name = (what: string) => `dispatch/${recipients}/${what}`;
  return [
    toRow(name("total"), "s", nova("total"), bare("total")),
    toRow(name("rate"), "rows/s", recipients / nova("total"), recipients / bare("total")),
    toRow(name("ledger"), "s", nova("ledger"), bare("insert")),
    toRow(name("read-plan"), "s", nova("readPlan")),
    toRow(name("plan-slots"), "s", nova("planSlots")),
    toRow(name("reserve"), "s", nova("reserve")),
    toRow(name("publish"), "s", nova("publish"), bare("publish")),
    toRow(name("published"), "messages", published),
  ];
}
