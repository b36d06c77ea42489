import { createHash } from "node:crypto";
import { attempt } from "@nova/error-handler";
import * as z from "zod";
import { seededRandom } from "../sandbox/seeded-random.ts";
import { awaitEnd } from "./await-end.ts";
import type { Cell } from "./cells.ts";
import { judgeCell, type Verdict } from "./judge-cell.ts";
import type { FaultStack } from "./open-fault-stack.ts";
import { readEvidence } from "./read-evidence.ts";
import { scenes } from "./scenarios.ts";
import { askSandbox, setStage, startCampaign } from "./stage.ts";

export type CellResult = { cell: Cell; verdict: Verdict; fired: number; seconds: number };
export type Options = { recipients: number; seed: number; limitMs?: number };

const faultsSchema = z.object({ faults: z.array(z.object({ hits: z.int() })) });
const neverStruck = "the fault never struck";
const triesToStrike = 3;
const nobody = { recipients: 0, delivered: 0, failed: 0, unconfirmed: 0, duplicated: 0, lost: 0 };

/**
 * Runs one campaign under one fault and judges it by both records. What it stumbles over is a complaint, not a throw.
 * A run in which everything was well because the fault missed its moment proves nothing: it is made again.
 */
export async function runCell(stack: FaultStack, cell: Cell, options: Options): Promise<CellResult> {
  for (let tries = 1; ; tries++) {
    const result = await runOnce(stack, cell, options);
    const isMissed = result.verdict.complaints.every((complaint) => complaint === neverStruck);
    if (!isMissed || result.verdict.complaints.length === 0 || tries === triesToStrike) return result;
  }
}

async function runOnce(
  stack: FaultStack,
  cell: Cell,
  { recipients, seed, limitMs = 60_000 }: Options,
): Promise<CellResult> {
  const startedAt = performance.now();
  const random = seededRandom(seedOf(cell, seed));
  const played = await attempt(() => play());
  const seconds = (performance.now() - startedAt) / 1_000;
  const complaints = played.ok ? played.value.verdict.complaints : [String(played.error.message)];
  complaints.push(...stack.interposer.unknown, ...stack.instances.deaths.splice(0));
  const cleared = await attempt(() => clear(stack));
  if (!cleared.ok) complaints.push(`could not be cleared away: ${cleared.error.message}`);
  const { verdict, fired } = played.ok ? played.value : { verdict: nobody, fired: 0 };
  return { cell, verdict: { ...verdict, complaints }, fired, seconds };

  async function play(): Promise<{ verdict: Verdict; fired: number }> {
    const { interposer } = stack;
    const scene = scenes[cell.scenario];
    interposer.reset(random);
    const stage = await setStage(stack, {
      provider: scene.provider ?? "meta",
      profile: scene.profile ?? {},
      recipients,
    });
    let deeds = 0;
    const happened = () => void deeds++;
    await scene.before?.(stage);
    await cell.before?.(stage, happened);
    const provided = [...(scene.provides?.(stage) ?? []), ...(cell.provides ?? [])];
    for (const fault of provided) {
      const own = { sender: stage.externalId, seed: Math.floor(random() * 2 ** 31), ...fault };
      await askSandbox(stack, "POST", "/_sandbox/faults", own);
    }
    for (const rule of [...(scene.rules ?? []), ...cell.rules(random)]) interposer.rules.add(rule);
    const own = interposer.rules.list().filter((rule) => !rule.scenery);
    const fired = () => own.reduce((sum, rule) => sum + rule.fired, 0) + deeds;
    const wantsRules = own.length > 0 || cell.during !== undefined;
    let acting = true;
    const hasHappened = () =>
      !acting && (!wantsRules || (own.every((rule) => rule.fired > 0) && (!cell.during || deeds > 0)));
    const statusesLost = cell.statusesLost ?? false;

    await (scene.start ?? startCampaign)(stage);
    const act = async () => {
      const [added = 0] = await Promise.all([scene.during?.(stage), cell.during?.(stage, happened)]);
      acting = false;
      return added;
    };
    const [added, ended] = await Promise.all([
      act(),
      awaitEnd(stage, {
        limitMs,
        hasHappened,
        isActing: () => acting,
        person: cell.person ?? scene.person,
        statusesLost,
      }),
    ]);
    const hits = cell.provides ? await hitsOf(stack) : 0;
    await scene.after?.(stage);
    await cell.after?.(stage);

    const verdict = judgeCell({
      ...(await readEvidence(stage)),
      expected: recipients + added,
      failed: scene.failed ?? 0,
      mayBeUnconfirmed: interposer.mourned().length + interposer.vanished(),
      statusesLost,
    });
    if (!ended) verdict.complaints.push(`did not end within ${limitMs / 1_000} s`);
    if (!hasHappened() || (cell.provides && hits === 0)) verdict.complaints.push(neverStruck);
    return { verdict, fired: fired() + hits };
  }
}

/** The next cell must find nothing of this one: neither faults nor messages that come again. */
async function clear(stack: FaultStack): Promise<void> {
  stack.interposer.reset(Math.random);
  stack.interposer.unknown.clear();
  await stack.instances.settled();
  await askSandbox(stack, "DELETE", "/_sandbox/faults");
  await stack.pool.query("delete from broker.deliveries");
  await stack.pool.query("delete from broker.tasks");
}

async function hitsOf(stack: FaultStack): Promise<number> {
  const { faults } = faultsSchema.parse(await askSandbox(stack, "GET", "/_sandbox/faults"));
  return faults.reduce((sum, { hits }) => sum + hits, 0);
}

/** The cell's own numbers, whichever cells run before it. */
function seedOf({ name, fault }: Cell, seed: number): number {
  return createHash("sha256").update(`${seed}:${name}:${fault}`).digest().readUInt32BE(0);
}
