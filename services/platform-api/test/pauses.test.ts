import { AppError } from "@nova/error-handler";
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

describe("pauses", () => {
  test.each([
    [
      "a sender",
      (clientId: string, senderId: string) => `/v1/clients/${clientId}/senders/${senderId}`,
      "sender",
    ],
    ["a tenant", (clientId: string) => `/v1/clients/${clientId}`, "client"],
  ])("stop and let go %s, with reason and who, as history", async (_what, pathOf, scope) => {
    const { sender, clientId, operator, attendant } = await makeSender();
    const path = pathOf(clientId, sender.id);
    const paused = await api.call("post", `${path}/pause`, { ...operator, body: { reason: "reclamação" } });
    expect(paused.body).toMatchObject({ scope, action: "pause", reason: "reclamação", source: "api" });
    const during = (await api.call("get", `/v1/clients/${clientId}/pauses`, attendant)).body;
    expect(during.active).toEqual([paused.body]);
    expect(
      (await api.call("get", `/v1/clients/${clientId}/senders/${sender.id}`, attendant)).body.paused,
    ).toBe(true);
    api.published.length = 0;
    await api.call("post", `${path}/resume`, { ...operator, body: { reason: "resolvido" } });
    expect(api.published).toEqual([{ topic: "campaign-plan", data: {} }]);
    const after = (await api.call("get", `/v1/clients/${clientId}/pauses`, attendant)).body;
    expect(after.active).toEqual([]);
    expect(after.items.map(({ action }: { action: string }) => action)).toEqual(["resume", "pause"]);
    expect((await actionsOf(clientId)).slice(-2)).toEqual([`${scope}.paused`, `${scope}.resumed`]);
  });

  test("of everything are the platform's; every tenant sees them, and pages go back in time", async () => {
    const admin = await api.makeAdmin();
    const { clientId, attendant } = await api.makeClient();
    await api.call("post", "/v1/pause", { ...admin, body: { reason: "manutenção" } });
    const seen = (await api.call("get", `/v1/clients/${clientId}/pauses`, attendant)).body;
    expect(seen.active).toMatchObject([{ scope: "global", reason: "manutenção" }]);
    await api.call("post", "/v1/resume", { ...admin, body: { reason: "pronto" } });
    const first = (await api.call("get", "/v1/pauses?limit=1", admin)).body;
    expect([first.active, first.items]).toMatchObject([[], [{ action: "resume" }]]);
    const second = (await api.call("get", `/v1/pauses?limit=1&after=${first.next}`, admin)).body;
    expect(second.items).toMatchObject([{ action: "pause" }]);
    expect(
      (await api.auditOf(null)).filter(({ actor }) => actor === admin.id).map(({ action }) => action),
    ).toEqual(["platform-admin.made", "global.paused", "global.resumed"]);
    expect(await actionsOf(clientId)).toEqual([]);
  });

  test("that end without waking the planner have ended all the same: the tick comes anyway", async () => {
    const { owner, act } = await makeSender();
    await act(owner, "post", "/pause", { reason: "teste" });
    api.queue.failure = new AppError("queue.unreachable", "gone", { retry: "safe" });
    try {
      expect((await act(owner, "post", "/resume", { reason: "teste" })).status).toBe(200);
    } finally {
      delete api.queue.failure;
    }
    expect((await act(owner, "get", "")).body.paused).toBe(false);
  });
});
