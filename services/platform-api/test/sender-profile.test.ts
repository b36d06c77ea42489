import { profiles } from "@nova/pacing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeSenderOf } from "./make-sender.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());
const makeSender = () => makeSenderOf(api);
const actionsOf = async (clientId: string) => (await api.auditOf(clientId)).map(({ action }) => action);

describe("a profile", () => {
  const whole = { kind: "official", ...profiles.official, breaker: null, portfolioId: null };

  test("is given whole, holds at once, and the audit has what was before and after", async () => {
    const { sender, owner, clientId, act } = await makeSender();
    api.published.length = 0;
    const profile = { ...whole, maxPerDay: 500, breaker: { enabled: false }, ramp: null, portfolioId: "p1" };
    const changed = await act(owner, "put", "/profile", profile);
    expect(changed.body).toEqual({ ...sender, profile });
    expect(api.published).toEqual([{ topic: "campaign-plan", data: {} }]);
    expect((await api.auditOf(clientId)).at(-1)).toMatchObject({
      action: "sender.profile-changed",
      details: { maxPerDay: [null, 500], portfolioId: [null, "p1"], breaker: [null, { enabled: false }] },
    });
    await act(owner, "put", "/profile", profile);
    expect(await actionsOf(clientId)).toEqual(["sender.created", "sender.profile-changed"]);
    expect((await act(owner, "put", "/profile", { maxPerDay: 1 })).status).toBe(400);
  });

  test.each<[string, object, string]>([
    ["a gap of nothing", { minGapMs: 0 }, "minGapMs"],
    ["an hour that is none", { window: { from: "8h", until: "20:00" } }, "window.from"],
    ["a day twice", { window: { from: "08:00", until: "20:00", days: [1, 1] } }, "window.days"],
    ["an hourly cap above the daily one", { maxPerHour: 20, maxPerDay: 10 }, "maxPerHour"],
    [
      "stages out of order",
      {
        warmUp: [
          { untilAgeDays: 7, maxPerDay: 10 },
          { untilAgeDays: 3, maxPerDay: 5 },
        ],
      },
      "warmUp",
    ],
    ["Meta's limit on a paired phone", { kind: "qr", tierPerDay: 1_000 }, "tierPerDay"],
    ["a share above one", { ramp: { ...profiles.official.ramp, knownShare: 2 } }, "ramp.knownShare"],
    ["a breaker's limit that there is none of", { breaker: { windows: 3 } }, "breaker"],
    ["all of a cap kept for replies", { replyHeadroom: 1 }, "replyHeadroom"],
  ])("with %s is refused, naming the field in both languages", async (_what, differs, field) => {
    const { owner, act } = await makeSender();
    const { status, body } = await act(owner, "put", "/profile", { ...whole, ...differs });
    expect([status, body.errors.map((one: { field: string }) => one.field)]).toEqual([400, [field]]);
    expect(body.errors[0].message).not.toBe(body.errors[0].messageEn);
  });
});
