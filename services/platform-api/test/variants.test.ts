import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCampaign, newPhones } from "./make-campaign.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

const words = (text: string) => ({ kind: "text", text });
const variantsWith = (change: object = {}) => ({
  ...{ sharePercent: 50, metric: "read", decideAfterMinutes: 30, minimumEach: 1 },
  items: [{ key: "B", message: words("Oi {{name}}") }],
  ...change,
});
const undecided = { winner: null, decidedAt: null, decision: null };

/** A draft with a test, and what its operator may do with it. */
async function makeTest(
  people = 8,
  variants: object = variantsWith(),
  asked: object = {},
  text = "Olá {{name}}",
) {
  const client = await api.makeClient();
  const named = newPhones(people).map((phone, index) => ({ phone, name: `Pessoa ${index}` }));
  const { senderId, listId } = await makeCampaign(api, client, { people: named, ...asked });
  const base = `/v1/clients/${client.clientId}/campaigns`;
  const body = { name: "Aula", senderId, listId, message: words(text), variants };
  const made = await api.call("post", base, { ...client.operator, body });
  const act = (method: string, where: string, given?: object) =>
    api.call(method, `${base}/${made.body.id}${where}`, {
      token: client.operator.token,
      ...(given && { body: given }),
    });
  return { ...client, senderId, made, act };
}

test("a test of variants is kept as it was given, changed, and taken back", async () => {
  const { made, act } = await makeTest();
  expect(made.status).toBe(201);
  expect(made.body.variants).toEqual({ ...variantsWith(), ...undecided });
  expect((await act("patch", "", { name: "Outra" })).body.variants).toEqual(made.body.variants);
  const changed = variantsWith({ metric: "replied", items: [{ key: "B", message: words("E aí?") }] });
  expect((await act("patch", "", { variants: changed })).body.variants).toEqual({ ...changed, ...undecided });
  const { rows } = await api.pool.query(
    "select version, body from public.templates where name = $1 order by version",
    [`campaign:${made.body.id}:B`],
  );
  expect(rows).toEqual([
    { version: 1, body: "Oi {{name}}" },
    { version: 2, body: "E aí?" },
  ]);
  expect((await act("patch", "", { variants: null })).body.variants).toBeNull();
  expect((await act("delete", "")).status).toBe(204);
  const left = await api.pool.query("select 1 from public.templates where name like $1", [
    `campaign:${made.body.id}%`,
  ]);
  expect(left.rows).toEqual([]);
});

test.each([
  ["too small a share", { sharePercent: 4 }],
  ["too large a share", { sharePercent: 51 }],
  ["too early a decision", { decideAfterMinutes: 14 }],
  ["a metric that nobody counts", { metric: "clicked" }],
  ["no second message", { items: [] }],
  ["a variant out of order", { items: [{ key: "C", message: words("x") }] }],
  ["A as one of the others", { items: [{ key: "A", message: words("x") }] }],
])("a test is refused with %s", async (_name, change) => {
  const { made } = await makeTest(1, variantsWith(change));
  expect(made.status).toBe(400);
});

test("each message passes the same checks: a mistake in B is named as B's, and nothing starts", async () => {
  const { act } = await makeTest(4, variantsWith({ items: [{ key: "B", message: words("Olá {{idade}}") }] }));
  const { body } = await act("get", "/dry-run");
  expect(body.problems).toContainEqual(
    expect.objectContaining({ variant: "B", severity: "error", variable: "idade" }),
  );
  expect((await act("post", "/start", {})).body.code).toBe("campaign.message-has-errors");
});

test("a dry run shows each message as it will read", async () => {
  const { act } = await makeTest(1);
  expect((await act("get", "/dry-run")).body).toMatchObject({
    problems: [],
    previews: [
      { name: "Pessoa 0", text: "Olá Pessoa 0" },
      { name: "Pessoa 0", text: "Oi Pessoa 0", variant: "B" },
    ],
  });
});

test("of a paired phone each message must vary enough, for whichever wins goes to everyone else", async () => {
  const varied =
    "{Oi {{name}}, chegou turma nova de inglês|Bom dia! Abrimos vagas para quem quer aprender a cozinhar massas|Preparamos algo: oficina gratuita sobre finanças pessoais neste sábado|Convite especial de aniversário, com sorteio e música ao vivo}";
  const alike = words("Olá {{name}}, temos uma aula nova hoje às oito da noite, venha ver.");
  const phone = { provider: "evolution" };
  const { act } = await makeTest(30, variantsWith({ items: [{ key: "B", message: alike }] }), phone, varied);
  expect((await act("get", "/dry-run")).body.variety).toMatchObject({ isEnough: false });
  expect((await act("post", "/start", {})).body.code).toBe("campaign.texts-too-alike");
});

test("a schedule keeps no list or sender that its messages could not start with", async () => {
  const alike = words("Olá {{name}}, temos uma aula nova hoje às oito da noite, venha ver.");
  const { act, ...client } = await makeTest(30, variantsWith({ items: [{ key: "B", message: alike }] }));
  const startsAt = new Date(Date.now() + 3_600_000).toISOString();
  expect((await act("post", "/schedule", { startsAt })).status).toBe(200);
  const people = newPhones(30).map((phone) => ({ phone }));
  const phone = await makeCampaign(api, client, { people, provider: "evolution" });
  expect((await act("patch", "", { senderId: phone.senderId })).body.code).toBe("campaign.texts-too-alike");
  const { body } = await act("get", "");
  expect(body.senderId).not.toBe(phone.senderId);
});

test("recipients, metrics and export say which message each got, and why the rest waits", async () => {
  const { act, clientId } = await makeTest(8);
  expect((await act("post", "/start", {})).body).toMatchObject({ status: "running" });
  const { items } = (await act("get", "/recipients?limit=20")).body;
  expect(items.map(({ variant }: { variant: string | null }) => variant).sort()).toEqual(
    ["A", "A", "B", "B", null, null, null, null].sort(),
  );
  const waiting = items.find(({ variant }: { variant: string | null }) => variant === null);
  expect(waiting.words.pt).toMatch(/^aguardando o resultado do teste A\/B, previsto para \d\d\/\d\d às /);
  expect(waiting.words.en).toMatch(/^waiting for the result of the A\/B test, expected on /);
  expect(Date.parse(waiting.until)).toBeGreaterThan(Date.now() + 25 * 60_000);
  expect(Date.parse(waiting.notBefore)).toBeLessThan(Date.now() + 35 * 60_000);

  await api.pool.query(
    "update public.sends set status = 'read' where client_id = $1 and variant = 'B' and campaign_id is not null",
    [clientId],
  );
  expect((await act("get", "/metrics")).body.byVariant).toMatchObject([
    { variant: "A", recipients: 2, sent: 0, delivered: 0, readShare: null },
    { variant: "B", recipients: 2, sent: 2, delivered: 2, read: 2, readShare: 1 },
  ]);
  const decided = await act("post", "/decide-variant", { variant: "B" });
  expect(decided.body.variants).toMatchObject({ winner: "B", decision: { by: "person", reason: "person" } });
  expect((await act("post", "/decide-variant", { variant: "A" })).body.code).toBe("campaign.test-decided");
  const { text: csv } = await act("get", "/recipients/export");
  expect(csv.split("\r\n")[0]).toContain("variante");
  expect(csv.split("\r\n").filter((line: string) => line.endsWith("B"))).toHaveLength(6);
});

test("without a test there is nothing to decide", async () => {
  const { act } = await makeTest(2, undefined);
  await act("patch", "", { variants: null });
  await act("post", "/start", {});
  expect((await act("post", "/decide-variant", { variant: "A" })).body.code).toBe("campaign.no-test");
  expect((await act("post", "/decide-variant", { variant: "E" })).status).toBe(400);
});

test("a simulation has the rest wait for the decision, as it runs and before", async () => {
  const { act } = await makeTest(8);
  const before = (await act("post", "/simulate", {})).body;
  expect(before.recipients).toBe(8);
  expect(Date.parse(before.finishAt) - Date.parse(before.startAt)).toBeGreaterThan(30 * 60_000);
  expect(before.decidedBy).toBe("ab-test");
  await act("post", "/start", {});
  const during = (await act("get", "")).body;
  expect(Date.parse(during.finishesAt)).toBeGreaterThan(Date.now() + 29 * 60_000);
  expect(during.variants).toMatchObject(undecided);
});

test("a variant of Meta's on a number that is not, or of another tenant, is refused", async () => {
  const meta = variantsWith({
    items: [{ key: "B", message: { kind: "meta", templateId: randomUUID() } }],
  });
  expect((await makeTest(1, meta)).made.body.code).toBe("template.not-found");
});
