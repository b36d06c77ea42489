import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CampaignSignals, decideBreaker, type SenderSignals } from "../src/index.ts";

const bad = "meta.131026";

/** Latest first: so many failures among so many, spread evenly. */
function outcomes(failed: number, of: number, code = bad): (string | null)[] {
  return Array.from({ length: of }, (_, index) =>
    Math.floor(((index + 1) * failed) / of) > Math.floor((index * failed) / of) ? code : null,
  );
}
const campaign = (change: Partial<CampaignSignals> = {}): CampaignSignals => ({
  campaignId: "a",
  name: "Aula",
  paused: false,
  warned: false,
  outcomes: [],
  reached: 1_000,
  optOuts: 0,
  ...change,
});
const sender = (campaigns: CampaignSignals[], change: Partial<SenderSignals> = {}): SenderSignals => ({
  senderId: "s",
  clientId: "c",
  kind: "official",
  limits: null,
  seenAt: "2026-03-02T12:00:00Z",
  campaigns,
  ...change,
});
const decide = (...given: Parameters<typeof sender>) =>
  decideBreaker(sender(...given)).map(({ kind, scope, id }) => `${kind} ${scope} ${id}`);

describe("of one campaign", () => {
  test.each([
    ["one bad contact", campaign({ outcomes: [bad] }), []],
    ["nine failures, all there is", campaign({ outcomes: outcomes(9, 9) }), []],
    ["ten failures, all there is", campaign({ outcomes: outcomes(10, 10) }), ["pause campaign a"]],
    ["3 % bad numbers", campaign({ outcomes: outcomes(3, 100) }), []],
    ["10 % bad numbers", campaign({ outcomes: outcomes(10, 100) }), []],
    ["more than 10 %: people are told", campaign({ outcomes: outcomes(12, 100) }), ["warn campaign a"]],
    ["of which they have been told", campaign({ outcomes: outcomes(12, 100), warned: true }), []],
    ["a quarter", campaign({ outcomes: outcomes(25, 100) }), ["pause campaign a"]],
    ["a quarter, and paused already", campaign({ outcomes: outcomes(25, 100), paused: true }), []],
    [
      "fifteen in a row after all went well",
      campaign({ outcomes: [...outcomes(15, 15), ...outcomes(0, 85)] }),
      ["pause campaign a"],
    ],
    [
      "fourteen in a row",
      campaign({ outcomes: [...outcomes(14, 14), ...outcomes(0, 86)], warned: true }),
      [],
    ],
    [
      "what is older than the window",
      campaign({ outcomes: [...outcomes(0, 100), ...outcomes(100, 100)] }),
      [],
    ],
    [
      "people whom Meta spares from marketing, and an experiment",
      campaign({ outcomes: [...outcomes(50, 50, "meta.131049"), ...outcomes(30, 50, "meta.130472")] }),
      [],
    ],
    ["many opt-outs of those reached", campaign({ optOuts: 10, reached: 90 }), ["pause campaign a"]],
    ["a normal share of opt-outs", campaign({ optOuts: 20, reached: 1_000 }), []],
    ["a few opt-outs of few", campaign({ optOuts: 3, reached: 10 }), []],
  ])("%s", (_name, signals, expected) => {
    expect(decide([signals])).toEqual(expected);
  });

  test("the verdict carries the figures and the most frequent code", () => {
    const mixed = [...outcomes(20, 20, "meta.132012"), ...outcomes(10, 80)];
    expect(decideBreaker(sender([campaign({ outcomes: mixed })]))).toEqual([
      {
        kind: "pause",
        scope: "campaign",
        id: "a",
        cause: "failures",
        count: 30,
        of: 100,
        code: "meta.132012",
      },
    ]);
  });
});

describe("of a sender", () => {
  const failing = (campaignId: string, paused = false) =>
    campaign({ campaignId, paused, outcomes: outcomes(6, 10) });
  const fine = campaign({ campaignId: "fine", outcomes: outcomes(1, 100) });

  test.each([
    ["two campaigns that fail: it is the number", [failing("a"), failing("b"), fine], ["pause sender s"]],
    ["also when one is paused", [failing("a", true), failing("b")], ["pause sender s"]],
    ["one that fails is its own", [campaign({ outcomes: outcomes(10, 10) }), fine], ["pause campaign a"]],
    ["all that fail are paused", [failing("a", true), failing("b", true), fine], []],
  ])("%s", (_name, campaigns, expected) => {
    expect(decide(campaigns)).toEqual(expected);
  });
});

describe("limits", () => {
  test("a paired phone is judged by fewer, and by a larger share of them", () => {
    expect(decide([campaign({ outcomes: outcomes(6, 10) })], { kind: "qr" })).toEqual(["pause campaign a"]);
    expect(decide([campaign({ outcomes: outcomes(6, 20) })], { kind: "qr" })).toEqual(["warn campaign a"]);
  });
  test("are the profile's where it says so", () => {
    const limits = { minFailures: 2, failureShare: 0.5 };
    expect(decide([campaign({ outcomes: outcomes(2, 4) })], { limits })).toEqual(["pause campaign a"]);
    expect(decide([campaign({ outcomes: outcomes(50, 50) })], { limits: { enabled: false } })).toEqual([]);
  });
});

test("fewer failures than the minimum never pause anything, whatever else happened and in whatever order", () => {
  const few = fc.array(
    fc.constantFrom<(string | null)[]>([bad, null]).chain((both) => fc.constantFrom(...both)),
    {
      maxLength: 100,
    },
  );
  fc.assert(
    fc.property(few, (all) => {
      let left = 9;
      const capped = all.map((code) => (code !== null && left-- > 0 ? code : null));
      expect(decide([campaign({ outcomes: capped })])).toEqual([]);
    }),
  );
});
