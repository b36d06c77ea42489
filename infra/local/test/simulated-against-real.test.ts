import { profiles, type SenderProfile } from "@nova/pacing";
import { type Simulation, simulateCampaign } from "@nova/pacing/simulate";
import { expect, onTestFinished, test } from "vitest";
import { openVirtualRun, type VirtualTerms } from "./virtual-run.ts";

const hourMs = 3_600_000;
/** Four zones: São Paulo, Manaus, Rio Branco, and one of the north-east that keeps its own. */
const mixed = (count: number) =>
  Array.from({ length: count }, (_, index) => ["11", "92", "85", "11", "68", "31", "21"][index % 7] ?? "11");

type Profile = {
  kind: "qr" | "official";
  profile: SenderProfile;
  ageDays: number;
  recipients: number;
  startAt: string;
} & VirtualTerms;

/** The same campaign played by the simulator and run by the real parts in virtual time. */
async function runBoth({ kind, profile, ageDays, recipients, startAt, ...terms }: Profile) {
  const start = Date.parse(startAt);
  const inOrder = mixed(recipients);
  const simulated = simulateCampaign({
    kind,
    profile,
    startAt: start,
    state: { ageDays },
    audience: { inOrder },
    terms: { window: terms.window ?? null, test: testOf(terms) },
  });
  const run = await openVirtualRun({ startAt: start, deliveredAfterMs: 5_000 });
  onTestFinished(run.close);
  const sender = await run.addSender(kind, profile, ageDays);
  const campaignId = await run.startCampaign(sender, inOrder, terms);
  await run.runUntilDone(campaignId);
  const accepted = await run.acceptedAt();
  expect(accepted).toHaveLength(recipients);
  return { rule: simulated.decidedBy, realRule: run.heldMostBy(), ...deviations(simulated, accepted) };
}

function testOf({ test }: VirtualTerms) {
  return test ? { share: test.sharePercent / 100, decideAfterMs: test.decideAfterMinutes * 60_000 } : null;
}

/** How far the real run is from the simulated one: its duration, and the share of messages in another hour. */
function deviations({ startAt, finishAt, hours }: Simulation, accepted: number[]) {
  const real = new Map<number, number>();
  for (const at of accepted) {
    const hour = Math.floor(at / hourMs) * hourMs;
    real.set(hour, (real.get(hour) ?? 0) + 1);
  }
  const simulated = new Map(hours.map(({ at, sends }) => [at, sends]));
  const moved = [...new Set([...real.keys(), ...simulated.keys()])].reduce(
    (sum, hour) => sum + Math.abs((real.get(hour) ?? 0) - (simulated.get(hour) ?? 0)),
    0,
  );
  const lasted = (finishAt ?? 0) - startAt;
  return {
    finish: ((accepted.at(-1) ?? 0) - startAt - lasted) / lasted,
    curve: moved / 2 / accepted.length,
  };
}

const cases: [string, Profile][] = [
  [
    "a paired phone with the default profile, over two days and four time zones",
    { kind: "qr", profile: profiles.qr, ageDays: 400, recipients: 125, startAt: "2026-11-23T13:37:12Z" },
  ],
  [
    "a young paired phone that is warmed up",
    {
      kind: "qr",
      profile: {
        ...profiles.qr,
        warmUp: [
          { untilAgeDays: 3, maxPerDay: 15 },
          { untilAgeDays: 7, maxPerDay: 40 },
        ],
      },
      ageDays: 1.4,
      recipients: 60,
      startAt: "2026-11-23T09:10:00Z",
    },
  ],
  [
    "an official number with Meta's first tier and sending hours",
    {
      kind: "official",
      profile: { ...profiles.official, tierPerDay: 250 },
      ageDays: 400,
      recipients: 290,
      startAt: "2026-11-23T21:15:30Z",
    },
  ],
  [
    "an official number at 80 a second, whose template is proven",
    {
      kind: "official",
      profile: { ...profiles.official, window: null, ramp: null },
      ageDays: 400,
      // A message leaves with its half second, so up to that long before its slot: here the last one by a tenth of a second.
      recipients: 410,
      startAt: "2026-11-23T15:00:20Z",
    },
  ],
  [
    "a campaign with hours of its own, of which the sender's leave a part",
    {
      kind: "qr",
      profile: { ...profiles.qr, window: { from: "08:00", until: "20:00" } },
      ageDays: 400,
      recipients: 60,
      startAt: "2026-11-23T20:10:00Z",
      window: { from: "07:00", until: "18:00", days: [1, 2, 3] },
    },
  ],
  [
    "a campaign that tests two messages on a part, while the rest waits for the winner",
    {
      kind: "qr",
      profile: profiles.qr,
      ageDays: 400,
      recipients: 60,
      startAt: "2026-11-23T12:10:00Z",
      test: { sharePercent: 20, decideAfterMinutes: 240 },
    },
  ],
];

test.each(cases)(
  "the simulator is within 5 % of the real parts: %s",
  async (_name, profile) => {
    const { finish, curve, rule, realRule } = await runBoth(profile);
    expect(Math.abs(finish)).toBeLessThan(0.05);
    expect(curve).toBeLessThan(0.05);
    expect(rule).toBe(realRule);
  },
  120_000,
);

test("ticks at which nothing can change may be left out of a virtual run", async () => {
  const startAt = Date.parse("2026-11-23T13:00:00Z");
  const times = async (everyTick: boolean) => {
    const run = await openVirtualRun({ startAt, everyTick, deliveredAfterMs: 5_000 });
    onTestFinished(run.close);
    const sender = await run.addSender("qr", { ...profiles.qr, maxPerHour: 6 });
    await run.runUntilDone(await run.startCampaign(sender, mixed(14)));
    return run.acceptedAt();
  };
  expect(await times(false)).toEqual(await times(true));
}, 120_000);
