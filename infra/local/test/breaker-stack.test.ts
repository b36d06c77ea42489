import { profiles } from "@nova/pacing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createScenes } from "./breaker-scenes.ts";
import { addFault, openStack, type TestStack } from "./stack-harness.ts";

const recipients = 300;
const limits = { timeout: 120_000 };
let stack: TestStack;
let scenes: ReturnType<typeof createScenes>;

beforeAll(async () => {
  stack = await openStack();
  scenes = createScenes(stack);
}, 120_000);
afterAll(() => stack?.end());

describe("on the whole stack,", () => {
  test("a template that Meta has paused stops its campaign before anyone is lost to it", limits, async () => {
    const sender = await scenes.openSender([{ kind: "error", code: 132015 }]);
    const campaign = await scenes.start(sender, recipients, "modelo pausado");
    const { failed, waits } = await scenes.untilPaused(campaign);
    expect([failed, waits, await scenes.accepted(campaign)]).toEqual([0, recipients, 0]);
    expect(await scenes.alertsOf(campaign.campaignId)).toEqual(["Campanha pausada"]);
    expect(await scenes.whyWaiting(campaign)).toBe("a campanha está pausada");
  });

  test(
    "a campaign whose messages are taken and then fail is stopped by its first slice",
    limits,
    async () => {
      const ramp = profiles.official.ramp ?? null;
      const sender = await scenes.openSender([{ kind: "failed-status", code: 131026 }], ramp);
      const campaign = await scenes.start(sender, recipients, "público errado");
      const { failed } = await scenes.untilPaused(campaign);
      expect(failed).toBeGreaterThanOrEqual(10);
      expect(failed).toBeLessThanOrEqual(50);
      expect(await scenes.alertsOf(campaign.campaignId)).toEqual(["Campanha pausada: público errado"]);
    },
  );

  test(
    "without a probe too, after a small share; resumed, it goes on and is not judged by old failures",
    limits,
    async () => {
      const sender = await scenes.openSender([{ kind: "failed-status", code: 131026 }]);
      const campaign = await scenes.start(sender, 1_000, "sem sonda");
      const { failed } = await scenes.untilPaused(campaign);
      expect(failed).toBeGreaterThanOrEqual(10);
      expect(failed).toBeLessThan(500); // of 1,000; a calm machine stops at about 150
      await fetch(`${stack.addresses.sandbox}/_sandbox/faults`, { method: "DELETE" });
      await scenes.resume(campaign.campaignId);
      const later = await scenes.until(
        () => scenes.look(campaign),
        ({ arrived }) => arrived > 50,
      );
      expect([later.paused, later.failed]).toEqual([null, failed]);
      expect(await scenes.alertsOf(campaign.campaignId)).toHaveLength(1);
    },
  );

  test("three bad contacts in a hundred stop nothing", limits, async () => {
    const sender = await scenes.openSender([{ kind: "failed-status", code: 131026, rate: 0.03, seed: 3 }]);
    const campaign = await scenes.start(sender, recipients, "lista normal");
    const { failed, arrived, paused } = await scenes.untilFinished(campaign);
    expect([arrived + failed, paused]).toEqual([recipients, null]);
    expect(failed).toBeGreaterThan(0);
  });

  test(
    "an account that Meta has locked stops the number, and its campaigns say that they wait for a person",
    limits,
    async () => {
      const sender = await scenes.openSender();
      await addFault(stack, { kind: "error", code: 131031, sender: sender.number });
      const one = await scenes.start(sender, 100, "uma");
      const two = await scenes.start(sender, 100, "outra");
      const why = "o remetente foi parado e espera alguém reativá-lo";
      await scenes.until(
        () => scenes.whyWaiting(one),
        (text) => text === why,
      );
      expect(await scenes.whyWaiting(two)).toBe(why);
      expect(await scenes.accepted(one)).toBe(0);
      expect(await scenes.alertsOf(sender.senderId)).toEqual(["Remetente parado"]);
    },
  );

  test("a new template begins with a slice that is watched, and ramps within seconds", limits, async () => {
    const sender = await scenes.openSender([], profiles.official.ramp ?? null);
    const campaign = await scenes.start(sender, recipients, "modelo novo");
    const held = await scenes.until(
      () => scenes.look(campaign),
      ({ blockedReason }) => blockedReason !== null,
    );
    expect(held.blockedReason).toMatchObject({ code: "probe" });
    expect(held.arrived + held.underWay).toBeLessThanOrEqual(recipients);
    const done = await scenes.untilFinished(campaign);
    expect([done.arrived, done.failed]).toEqual([recipients, 0]);
    // By the tick alone each slice would take a minute.
    const seconds = (done.finishedAt ?? new Date()).getTime() - campaign.startedAt.getTime();
    expect(seconds).toBeLessThan(60_000);
  });
});
