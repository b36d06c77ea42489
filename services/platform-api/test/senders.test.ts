import { randomUUID } from "node:crypto";
import { profiles } from "@nova/pacing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessToken, makeSenderOf, phone } from "./make-sender.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

const makeSender = (differs: object = {}) => makeSenderOf(api, differs);
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
