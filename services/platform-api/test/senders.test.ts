import { randomUUID } from "node:crypto";
import { AppError } from "@nova/error-handler";
import { profiles } from "@nova/pacing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

const phone = () => String(Math.floor(1e14 + Math.random() * 1e14));
const accessToken = "EAAG-very-secret-token-wxyz";
type Member = { token: string };

async function makeSender(differs: object = {}) {
  const client = await api.makeClient();
  const path = `/v1/clients/${client.clientId}/senders`;
  const body = {
    provider: "meta",
    externalId: phone(),
    name: "Número",
    credentials: { accessToken },
    ...differs,
  };
  const { status, body: sender, text } = await api.call("post", path, { ...client.owner, body });
  const act = (who: Member, method: string, where: string, given?: object) =>
    api.call(method, `${path}/${sender.id}${where}`, { token: who.token, ...(given && { body: given }) });
  return { ...client, status, sender, text, path, act };
}
const actionsOf = async (clientId: string) => (await api.auditOf(clientId)).map(({ action }) => action);

describe("a sender", () => {
  test("is made once per key, with the default profile of its kind, ramp included", async () => {
    const { clientId, owner } = await api.makeClient();
    const call = {
      ...owner,
      body: { provider: "meta", externalId: phone(), name: "Número" },
      headers: { "idempotency-key": randomUUID() },
    };
    const [first, again] = await Promise.all(
      [1, 2].map(() => api.call("post", `/v1/clients/${clientId}/senders`, call)),
    );
    expect(first?.status).toBe(201);
    expect(again?.body).toEqual(first?.body);
    expect(first?.body).toMatchObject({
      status: "active",
      paused: false,
      hasCredentials: false,
      credentialsHint: null,
      profile: { kind: "official", ...profiles.official, breaker: null, portfolioId: null },
    });
    expect(await actionsOf(clientId)).toEqual(["sender.created"]);
    const { body } = await api.call("get", `/v1/clients/${clientId}/senders`, owner);
    expect(body.items).toEqual([first?.body]);
  });

  test("whose number is registered already is refused, whoever has it", async () => {
    const { sender } = await makeSender();
    const other = await makeSender({ externalId: sender.externalId });
    expect([other.status, other.sender.code]).toEqual([409, "sender.number-taken"]);
  });

  test("is renamed and moved by its owner", async () => {
    const { sender, owner, clientId, act } = await makeSender();
    const { body } = await act(owner, "patch", "", { name: "Loja", priority: 1, accountId: "waba-1" });
    expect(body).toEqual({ ...sender, name: "Loja", priority: 1, accountId: "waba-1" });
    expect((await act(owner, "patch", "", { accountId: null })).body).toMatchObject({
      name: "Loja",
      accountId: null,
    });
    expect(await actionsOf(clientId)).toEqual(["sender.created", "sender.changed", "sender.changed"]);
  });

  test("is disabled and enabled, and says why it stands", async () => {
    const { owner, clientId, act } = await makeSender();
    const off = await act(owner, "post", "/disable", { reason: "número antigo" });
    expect(off.body).toMatchObject({ status: "disabled", statusReason: "número antigo" });
    expect((await act(owner, "post", "/reactivate", { reason: "volta" })).body.code).toBe(
      "sender.status-conflict",
    );
    expect((await act(owner, "post", "/enable", { reason: "volta" })).body).toMatchObject({
      status: "active",
      statusReason: null,
    });
    expect((await act(owner, "post", "/enable", { reason: "volta" })).status).toBe(409);
    expect(await actionsOf(clientId)).toEqual(["sender.created", "sender.disabled", "sender.enabled"]);
  });
});

describe("credentials", () => {
  test("go in and never come out: sealed for their row, and of the key its last four characters", async () => {
    const { sender, text, clientId, owner, operator, act } = await makeSender();
    expect(sender).toMatchObject({ hasCredentials: true, credentialsHint: "••••wxyz" });
    const { rows } = await api.pool.query("select credentials from public.client_providers where id = $1", [
      sender.id,
    ]);
    const sealed: string = rows[0].credentials;
    expect(api.vault.open(sealed, { clientId, rowId: sender.id })).toEqual({ accessToken });
    const answers = [text];
    for (const who of [owner, operator])
      answers.push((await act(who, "get", "")).text, (await act(who, "get", "/limits")).text);
    answers.push(JSON.stringify(await api.auditOf(clientId)), JSON.stringify(api.noted));
    for (const answer of answers) {
      expect(answer).not.toContain(accessToken);
      expect(answer).not.toContain(sealed);
    }
  });

  test("are replaced only together with the address that they are sent to, which owners alone see", async () => {
    const { clientId, owner, operator } = await api.makeClient();
    const path = `/v1/clients/${clientId}/senders`;
    const credentials = { apiKey: "evolution-key-1234", apiUrl: "https://evolution.example" };
    const made = await api.call("post", path, {
      ...owner,
      body: { provider: "evolution", externalId: `loja-${clientId}`, name: "Aparelho", credentials },
    });
    expect(made.body).toMatchObject({ apiUrl: credentials.apiUrl, profile: { kind: "qr" } });
    const set = (body: object) => api.call("put", `${path}/${made.body.id}/credentials`, { ...owner, body });
    const changed = await set({
      provider: "evolution",
      apiKey: "evolution-key-9999",
      apiUrl: "https://nova.example",
    });
    expect(changed.body).toMatchObject({ apiUrl: "https://nova.example", credentialsHint: "••••9999" });
    expect((await set({ provider: "evolution", apiUrl: "https://thief.example" })).status).toBe(400);
    expect((await set({ provider: "meta", accessToken })).body.code).toBe("sender.other-provider");
    expect(
      (
        await api.call("patch", `${path}/${made.body.id}`, {
          ...owner,
          body: { apiUrl: "https://thief.example" },
        })
      ).status,
    ).toBe(400);
    expect((await api.call("get", `${path}/${made.body.id}`, operator)).body.apiUrl).toBeNull();
    expect(await actionsOf(clientId)).toEqual(["sender.created", "sender.credentials-set"]);
  });

  test.each([
    "http://evolution.example",
    "https://ana:senha@evolution.example",
    "file:///etc/passwd",
    "evolution.example",
  ])("go to no address like %s", async (apiUrl) => {
    const { sender, status } = await makeSender({
      provider: "evolution",
      externalId: randomUUID(),
      credentials: { apiKey: "evolution-key-1234", apiUrl },
    });
    expect([status, sender.errors[0].field]).toEqual([400, "credentials.apiUrl"]);
  });
});

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

test("a quarantine is lifted by a person: the number is judged anew from then on", async () => {
  const { sender, operator, clientId, act } = await makeSender();
  await api.nova.breaker.stopSender({
    senderId: sender.id,
    status: "quarantined",
    reason: "meta.368",
    wholeAccount: false,
  });
  expect((await act(operator, "get", "")).body).toMatchObject({
    status: "quarantined",
    statusReason: "meta.368",
  });
  const judgedSince = async () =>
    (await api.pool.query("select judged_since from public.sender_states where sender_id = $1", [sender.id]))
      .rows[0].judged_since;
  expect(await judgedSince()).toBe(Number.NEGATIVE_INFINITY);
  const lifted = await act(operator, "post", "/reactivate", { reason: "Meta liberou" });
  expect(lifted.body).toMatchObject({ status: "active", statusReason: null });
  expect(await judgedSince()).toBeInstanceOf(Date);
  expect((await api.auditOf(clientId)).at(-1)).toMatchObject({
    action: "sender.reactivated",
    details: { from: "quarantined", why: "meta.368", reason: "Meta liberou" },
  });
});
