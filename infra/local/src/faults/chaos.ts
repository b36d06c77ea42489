import { setTimeout as sleep } from "node:timers/promises";
import { attempt } from "@nova/error-handler";
import { seededRandom } from "../sandbox/seeded-random.ts";
import { awaitPoints, type Service, services } from "./await-points.ts";
import type { Cell } from "./cells.ts";
import { type Fault, faults } from "./fault.ts";
import { letGoOn } from "./people.ts";
import { askSandbox, type Stage } from "./stage.ts";

type Event = { weight: number; happen: (stage: Stage, random: () => number) => Promise<unknown> };

/** Reached by any campaign: the others would wait for a scene that never comes. */
const common = awaitPoints.filter(({ scenario }) => scenario === "text" || scenario === "paced");

/** Faults of every kind at random points and times over one campaign. */
export function chaosCell(seed: number): Cell {
  return {
    name: "chaos",
    fault: `seed ${seed}`,
    scenario: "text",
    rules: () => [],
    during: async (stage, happened) => {
      const random = seededRandom(seed);
      while (await isGoing(stage)) {
        await sleep(150 + random() * 900);
        const event = pick(events, random);
        // What is struck may be down already; then that was it.
        await attempt(() => event.happen(stage, random));
        happened();
      }
    },
    // So much fails that the breaker stops the campaign; somebody looks, and lets it go on.
    person: letGoOn,
    after: async ({ stack }) => {
      for (const service of services) await stack.instances.renew(service);
    },
  };
}

const events: Event[] = [
  { weight: 12, happen: async (stage, random) => void armPoint(stage, random) },
  { weight: 4, happen: disturbProvider },
  { weight: 4, happen: killService },
  { weight: 2, happen: ({ stack }, random) => stack.instances.renew(oneOf(services, random)) },
  { weight: 1, happen: addInstance },
  { weight: 1, happen: ({ stack }) => stack.kill("broker") },
  { weight: 1, happen: ({ stack }) => stack.kill("gateway") },
  { weight: 1, happen: killSandbox },
  { weight: 1, happen: ({ stack }, random) => stack.signalDatabase(random() < 0.5 ? "SIGKILL" : "SIGQUIT") },
  {
    weight: 1,
    happen: ({ stack }, random) =>
      stack.interposer.cut(oneOf(["/rest/", "/v1/"], random), 1_500 + random() * 3_000),
  },
];

function armPoint({ stack }: Stage, random: () => number): void {
  const point = oneOf(common, random);
  const possible = faults.filter((fault) => !(point.neverRepeated && fault === "delivered twice"));
  const fault: Fault = oneOf(possible, random);
  const many = point.often && !fault.startsWith("killed");
  stack.interposer.rules.add({
    point: point.name,
    fault,
    skip: Math.floor(random() * 10),
    times: many ? 10 : 1,
    share: many ? 0.3 : 1,
  });
}

async function disturbProvider({ stack, externalId }: Stage, random: () => number): Promise<void> {
  const own = { sender: externalId, seed: Math.floor(random() * 2 ** 31), rate: 0.3 };
  const fault = oneOf(
    [
      { kind: "throttle", times: 10, retryAfterMs: 300 },
      { kind: "server-error", status: 500, times: 3 },
      { kind: "server-error", status: 503, times: 5 },
      { kind: "timeout-after", times: 3, ms: 7_500 },
      { kind: "timeout-before", times: 2, ms: 7_500 },
      { kind: "reset", times: 3 },
      { kind: "early-statuses", times: 20 },
      { kind: "duplicate-statuses", times: 20 },
      { kind: "reordered-statuses", times: 20 },
      { kind: "late-statuses", times: 20, ms: 2_000 },
    ],
    random,
  );
  await askSandbox(stack, "POST", "/_sandbox/faults", { ...own, ...fault });
}

async function killService({ stack }: Stage, random: () => number): Promise<void> {
  const names = stack.instances.namesOf(oneOf(services, random));
  if (names.length === 0) return;
  const name = oneOf(names, random);
  await stack.instances.kill(name);
  stack.interposer.mourn(name);
}

async function killSandbox({ stack }: Stage): Promise<void> {
  await stack.kill("sandbox");
  stack.interposer.mourn(undefined);
}

async function addInstance({ stack }: Stage, random: () => number): Promise<void> {
  const service: Service = oneOf(services, random);
  if (stack.instances.namesOf(service).length > 2) return;
  await stack.instances.start(service, { clockOffMs: oneOf([-5_000, 0, 5_000], random) });
}

/** Until nobody waits to be sent to any more; the rest is the aftermath. */
async function isGoing({ stack, senderId }: Stage): Promise<boolean> {
  const asked = await attempt(() =>
    stack.pool.query(
      "select from public.sends where sender_id = $1 and status in ('pending', 'queued') limit 1",
      [senderId],
    ),
  );
  return !asked.ok || asked.value.rowCount === 1;
}

function pick(from: readonly Event[], random: () => number): Event {
  let left = random() * from.reduce((sum, { weight }) => sum + weight, 0);
  for (const event of from) {
    left -= event.weight;
    if (left <= 0) return event;
  }
  throw new Error("there is nothing to pick from");
}

function oneOf<T>(from: readonly T[], random: () => number): T {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error("there is nothing to choose from");
  return chosen;
}
