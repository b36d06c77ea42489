import { setTimeout as sleep } from "node:timers/promises";
import { attempt } from "@nova/error-handler";
import { campaignPlan } from "@nova/queue";
import type { Service } from "./await-points.ts";
import { services } from "./await-points.ts";
import type { Cell, Deed } from "./cells.ts";
import type { Stage } from "./stage.ts";

type Extra = Partial<Cell>;
const cell = (name: string, fault: string, extra: Extra): Cell => ({
  name,
  fault,
  scenario: "text",
  rules: () => [],
  ...extra,
});
const provider = (fault: string, provides: Record<string, unknown>[], extra: Extra = {}) =>
  cell("provider", fault, { provides, ...extra });
const statuses = (fault: string, provides: Record<string, unknown>[], extra: Extra = {}) =>
  ["text", "evolution"].map((scenario) =>
    cell(scenario === "text" ? "statuses of Meta" : "statuses of Evolution", fault, {
      provides,
      ...extra,
      scenario: scenario === "text" ? "text" : "evolution",
    }),
  );

/** What strikes whole processes, clocks, the provider and its statuses. */
export const globalCells: Cell[] = [
  provider("429", [{ kind: "throttle", rate: 0.4, times: 8, retryAfterMs: 300 }]),
  provider("500", [{ kind: "server-error", status: 500, rate: 0.3, times: 5 }]),
  provider("503", [{ kind: "server-error", status: 503, rate: 0.3, times: 5 }]),
  provider("timeout after acceptance", [{ kind: "timeout-after", rate: 0.4, times: 6, ms: 7_500 }]),
  provider("timeout before", [{ kind: "timeout-before", rate: 0.4, times: 4, ms: 7_500 }]),
  provider("connection reset", [{ kind: "reset", rate: 0.4, times: 4 }]),
  ...statuses("lost", [{ kind: "lost-statuses", rate: 0.5 }], { statusesLost: true }),
  ...statuses("doubled", [{ kind: "duplicate-statuses", rate: 0.7, copies: 3 }]),
  ...statuses("reordered", [{ kind: "reordered-statuses" }]),
  ...statuses("before the answer", [{ kind: "early-statuses" }]),
  cell("statuses of Meta", "after the lease", {
    provides: [{ kind: "late-statuses", ms: 2_500 }],
    rules: () => [
      { point: "whatsapp-worker → send by Meta", fault: "killed after", skip: 6, times: 1, share: 1 },
    ],
    during: expireLeases,
  }),
  ...["gateway", "broker", "sandbox"].map((name) =>
    cell(name, "killed", { during: inTheMiddle(({ stack }) => killed(stack, name)) }),
  ),
  cell("database", "killed", { during: inTheMiddle(({ stack }) => stack.signalDatabase("SIGKILL")) }),
  cell("database", "restarted at once", {
    during: inTheMiddle(({ stack }) => stack.signalDatabase("SIGQUIT")),
  }),
  cell("database", "unreachable for four seconds", {
    during: inTheMiddle(({ stack }) => stack.interposer.cut("/rest/", 4_000)),
  }),
  cell("queue", "unreachable for four seconds", {
    during: inTheMiddle(({ stack }) => stack.interposer.cut("/v1/", 4_000)),
  }),
  ...services.map((service) => cell(service, "killed three times", { during: killThrice(service) })),
  ...services.map((service) =>
    cell(service, "deployed (SIGTERM)", {
      during: inTheMiddle(({ stack }) => stack.instances.renew(service)),
    }),
  ),
  ...services.map((service) =>
    cell(service, "two at once", { before: second(service), during: nothing, after: only(service) }),
  ),
  ...[-5_000, 5_000].flatMap((offMs) =>
    (["whatsapp-dispatcher", "whatsapp-worker"] as const).map((service) =>
      cell(service, `clock ${offMs / 1_000} s off`, {
        before: second(service, offMs),
        during: nothing,
        after: only(service),
      }),
    ),
  ),
  cell("campaign", "started twice", { during: startAgain }),
  cell("whatsapp-dispatcher", "planned ten times at once", { during: planTenTimes }),
];

async function nothing(_stage: Stage, happened: () => void): Promise<void> {
  happened();
}

/** Does it once some of the campaign is out and some is not. */
function inTheMiddle(deed: (stage: Stage) => Promise<unknown>): Deed {
  return async (stage, happened) => {
    await untilSome(stage);
    await deed(stage);
    happened();
  };
}

async function untilSome({ stack, senderId, recipients }: Stage): Promise<void> {
  for (let left = 500; left > 0; left--) {
    const asked = await attempt(() =>
      stack.pool.query("select count(*)::int as n from public.send_attempts where sender_id = $1", [
        senderId,
      ]),
    );
    if (asked.ok && asked.value.rows[0].n >= recipients / 4) return;
    await sleep(10);
  }
}

async function killed(stack: Stage["stack"], name: string): Promise<void> {
  await stack.kill(name);
  // Only a message that the provider was just taking can be in doubt.
  if (name === "sandbox") stack.interposer.mourn(undefined);
}

function killThrice(service: Service): Deed {
  return async (stage, happened) => {
    const { instances, interposer } = stage.stack;
    await untilSome(stage);
    for (let left = 3; left > 0; left--) {
      const [name] = instances.namesOf(service);
      if (name) await instances.kill(name);
      if (name) interposer.mourn(name);
      await sleep(400);
    }
    happened();
  };
}

function second(service: Service, clockOffMs?: number): Deed {
  return ({ stack }) => stack.instances.start(service, clockOffMs === undefined ? {} : { clockOffMs });
}

function only(service: Service): (stage: Stage) => Promise<unknown> {
  return ({ stack }) => stack.instances.renew(service);
}

/** The lease of the killed worker's send ends before the provider's word comes. */
async function expireLeases(stage: Stage, happened: () => void): Promise<void> {
  const { stack, senderId } = stage;
  for (let left = 100; left > 0; left--) {
    await sleep(50);
    const { rowCount } = await stack.pool.query(
      "update public.sends set lease_until = now() - interval '1 second' where sender_id = $1 and status = 'sending' and attempt_id = any ($2)",
      [senderId, stack.interposer.mourned()],
    );
    if (!rowCount) continue;
    await stack.publisher.publish(campaignPlan, {});
    return happened();
  }
}

async function startAgain({ stack, campaignId }: Stage, happened: () => void): Promise<void> {
  const start = () => stack.database.campaigns.start(stack.settings.clientId, campaignId, "faults");
  const again = await Promise.all([1, 2, 3].map(() => attempt(start)));
  if (again.every(({ ok }) => !ok)) happened();
  await stack.publisher.publishBatch(campaignPlan, [{ campaignId }, { campaignId }, {}]);
}

async function planTenTimes({ stack, campaignId }: Stage, happened: () => void): Promise<void> {
  await stack.publisher.publishBatch(
    campaignPlan,
    Array.from({ length: 10 }, () => ({ campaignId })),
  );
  happened();
}
