import { ddds, profiles, timeZoneOfDdd } from "@nova/pacing";
import { expect, onTestFinished, test } from "vitest";
import { openVirtualRun } from "./virtual-run.ts";

const minuteMs = 60_000;
const zones = [...new Set(ddds.map(timeZoneOfDdd))];
const window = { from: "08:00", until: "20:00" };

/** What a clock on the wall there shows. */
function wallClock(at: number, timeZone: string) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    ...{ timeZone, hourCycle: "h23", dateStyle: "short", timeStyle: "medium" },
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return { day: part("day"), time: `${part("hour")}:${part("minute")}:${part("second")}` };
}

/** Zones by the moment at which their clocks show two minutes to eight in the evening. */
const evenings = Map.groupBy(zones, (zone) => {
  const midnight = Date.parse("2026-11-24T00:00:00Z");
  const minutes = Array.from(
    { length: 24 * 60 },
    (_, minute) => midnight - 12 * 60 * minuteMs + minute * minuteMs,
  );
  return minutes.find((at) => wallClock(at, zone).time === "19:58:00") ?? Number.NaN;
});

test("Brazil's area codes lie in fourteen zones, whose evenings begin at three moments", () => {
  expect(zones).toHaveLength(14);
  expect([...evenings.keys()]).not.toContain(Number.NaN);
  expect(evenings.size).toBe(3);
});

test.each([...evenings].map(([startAt, there]) => ({ startAt, there, names: there.join(", ") })))(
  "what the evening leaves over goes out the next morning, by the recipient's clock and by itself: $names",
  async ({ startAt, there }) => {
    const run = await openVirtualRun({ startAt, deliveredAfterMs: 5_000 });
    onTestFinished(run.close);
    const codes = there.map((zone) => ddds.find((ddd) => timeZoneOfDdd(ddd) === zone) ?? "");
    const people = Array.from({ length: 12 }, () => codes).flat();
    const sender = await run.addSender("official", {
      ...profiles.official,
      ...{ window, ramp: null, minGapMs: 120_000 / (codes.length * 4), gapJitterMs: 0 },
    });
    const campaignId = await run.startCampaign(sender, people);
    await run.runUntilDone(campaignId); // from here on only ticks and messages: nobody does anything
    await run.services.dispatch({});

    const { rows } = await run.pool.query<{ ddd: string; sent_at: Date }>(
      "select substr(to_value, 3, 2) as ddd, sent_at from public.sends where campaign_id = $1 and sent_at is not null",
      [campaignId],
    );
    expect(rows).toHaveLength(people.length);
    expect(await run.acceptedAt()).toHaveLength(people.length);
    for (const [index, code] of codes.entries()) {
      const local = rows
        .filter(({ ddd }) => ddd === code)
        .map(({ sent_at }) => wallClock(sent_at.getTime(), there[index] ?? ""));
      const [first] = local.map(({ day }) => day).sort();
      const evening = local.filter(({ day }) => day === first).map(({ time }) => time);
      const morning = local.filter(({ day }) => day !== first).map(({ time }) => time);
      expect(evening.length).toBeGreaterThan(0);
      expect(morning.length).toBeGreaterThan(0);
      expect(evening.every((time) => time >= "19:58:00" && time < "20:00:00")).toBe(true);
      expect(morning.every((time) => time >= "08:00:00" && time < "08:30:00")).toBe(true);
      expect(new Set(local.map(({ day }) => day)).size).toBe(2);
    }
    const { rows: campaigns } = await run.pool.query("select status from public.campaigns where id = $1", [
      campaignId,
    ]);
    expect(campaigns).toEqual([{ status: "finished" }]);
  },
  120_000,
);
