import { randomUUID } from "node:crypto";
import { AppError } from "@nova/error-handler";
import type { MetaTemplate } from "@nova/whatsapp/meta";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accessToken, makeSenderOf } from "./make-sender.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());
beforeEach(() => {
  api.meta.templates = [];
  api.meta.asked.length = 0;
  delete api.meta.failure;
  api.alerts.length = 0;
});

const definition = [{ type: "BODY", text: "Olá, {{1}}!" }];
const listed = (change: Partial<MetaTemplate> = {}): MetaTemplate => ({
  externalId: "5944",
  name: "boas_vindas",
  language: "pt_BR",
  status: "approved",
  quality: "green",
  category: "marketing",
  parameterFormat: "positional",
  body: "Olá, {{1}}!",
  definition,
  ...change,
});

/** A tenant with a Meta sender of an account, and what its people can do with templates. */
async function setUp(accountId: string | null = "104500000000001", differs: object = {}) {
  const made = await makeSenderOf(api, { ...(accountId && { accountId }), ...differs });
  const { clientId, owner, operator, sender } = made;
  const base = `/v1/clients/${clientId}/templates`;
  const list = async (query = "") => (await api.call("get", `${base}${query}`, operator)).body;
  const sync = (...templates: MetaTemplate[]) => {
    api.meta.templates = templates;
    return api.call("post", `${base}/sync`, { token: operator.token, body: { senderId: sender.id } });
  };
  const write = (name: string, body: string, headers: Record<string, string> = {}) =>
    api.call("post", base, { token: owner.token, body: { name, body }, headers });
  const read = (id: string) => api.call("get", `${base}/${id}`, operator);
  const runs = async (name = "boas_vindas") => {
    const { rows } = await api.pool.query(
      `insert into public.campaigns (client_id, sender_id, template_id, name, status, started_at, content)
       select client_id, $2, id, 'Campanha', 'running', now(), jsonb_build_object('kind', kind, 'name', name, 'language', language)
       from public.templates where client_id = $1 and name = $3 returning id`,
      [clientId, sender.id, name],
    );
    const campaignId: string = rows[0].id;
    return {
      campaignId,
      state: async () =>
        (
          await api.pool.query("select status, status_reason as reason from public.campaigns where id = $1", [
            campaignId,
          ])
        ).rows[0],
    };
  };
  return { ...made, base, list, sync, write, read, runs };
}

describe("a text", () => {
  test("is a new version when it changed, and none when it did not", async () => {
    const { write, list, read, clientId } = await setUp();
    const first = await write("Boas-vindas", "Olá {{name}}");
    expect([first.status, first.body]).toMatchObject([
      201,
      { version: 1, kind: "text", status: "approved", components: [], senderId: null, syncedAt: null },
    ]);
    expect((await write("Boas-vindas", "Olá {{name}}")).body).toEqual(first.body);
    const second = await write("Boas-vindas", "Oi {{name}}");
    expect(second.body).toMatchObject({ version: 2, body: "Oi {{name}}" });
    expect((await list()).items).toEqual([second.body]);
    expect((await read(first.body.id)).body).toMatchObject({
      body: "Olá {{name}}",
      versions: [{ version: 2, id: second.body.id }, { version: 1 }],
    });
    expect((await api.auditOf(clientId)).map(({ action }) => action)).toEqual([
      "sender.created",
      "template.written",
      "template.written",
    ]);
  });

  test("is written once per key, also when another text came in between", async () => {
    const { write } = await setUp();
    const key = { "idempotency-key": randomUUID() };
    const first = await write("Oferta", "um", key);
    await write("Oferta", "dois");
    expect((await write("Oferta", "um", key)).body).toEqual(first.body);
  });

  test.each([
    ["without words", "Oferta", "   ", "body"],
    ["of unreasonable length", "Oferta", "x".repeat(4_097), "body"],
    ["under a name that campaigns keep for themselves", "campaign:1", "Olá", "name"],
  ])("%s is refused by field", async (_what, name, body, field) => {
    const { write } = await setUp();
    const { status, body: problem } = await write(name, body);
    expect([status, problem.errors[0].field]).toEqual([400, field]);
  });

  test("that a campaign keeps for itself is not listed", async () => {
    const { clientId, list } = await setUp();
    await api.pool.query(
      "insert into public.templates (client_id, name, kind, body) values ($1, 'campaign:x', 'text', 'Olá')",
      [clientId],
    );
    expect((await list()).items).toEqual([]);
  });
});

describe("the templates of an account", () => {
  test("are asked for with the sender's own token, and listed by kind and state, page by page", async () => {
    const { sync, list, write, sender } = await setUp();
    await write("Texto", "Olá");
    const { status, body } = await sync(
      listed(),
      listed({ name: "aviso", status: "pending", quality: null }),
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ added: 2, changed: 0, removed: 0, halted: [] });
    expect(api.meta.asked).toEqual([{ wabaId: "104500000000001", accessToken }]);
    expect(body.items).toMatchObject([
      { name: "aviso", status: "pending", quality: null },
      {
        name: "boas_vindas",
        kind: "meta",
        version: 1,
        components: definition,
        category: "marketing",
        parameterFormat: "positional",
        accountId: "104500000000001",
        senderId: sender.id,
      },
    ]);
    const names = async (query: string) =>
      (await list(query)).items.map(({ name }: { name: string }) => name);
    expect(await names("?kind=text")).toEqual(["Texto"]);
    expect(await names("?kind=meta&status=approved")).toEqual(["boas_vindas"]);
    const first = await list("?kind=meta&limit=1");
    expect([first.items[0].name, await names(`?kind=meta&limit=1&after=${first.next}`)]).toEqual([
      "aviso",
      ["boas_vindas"],
    ]);
  });

  test("asked for again are the same; a changed one is a new version with the state of the old", async () => {
    const { sync, read, clientId } = await setUp();
    const first = (await sync(listed())).body.items[0];
    expect((await sync(listed())).body).toMatchObject({ added: 0, changed: 0, removed: 0 });
    const words = [{ type: "BODY", text: "Oi, {{1}}!" }];
    const again = (await sync(listed({ definition: words, body: "Oi, {{1}}!", quality: "red" }))).body;
    expect(again).toMatchObject({
      added: 0,
      changed: 1,
      items: [{ version: 2, components: words, quality: "red" }],
    });
    expect((await read(first.id)).body).toMatchObject({ version: 1, quality: "red", components: definition });
    const audited = (await api.auditOf(clientId)).filter(({ action }) => action === "templates.synced");
    expect(audited.map(({ details }) => details)).toMatchObject([{ added: 1 }, { changed: 1 }]);
  });

  test("that are gone are disabled, and what ran with them stands still and is told", async () => {
    const { sync, list, runs } = await setUp();
    await sync(listed(), listed({ name: "outro" }));
    const [gone, stays] = [await runs(), await runs("outro")];
    const { body } = await sync(listed({ name: "outro" }));
    expect(body).toMatchObject({ removed: 1, halted: [{ campaignId: gone.campaignId, status: "disabled" }] });
    expect(await gone.state()).toEqual({ status: "halted", reason: "template-disabled" });
    expect(await stays.state()).toMatchObject({ status: "running" });
    expect((await list("?kind=meta&status=disabled")).items).toMatchObject([{ name: "boas_vindas" }]);
    expect(api.alerts).toMatchObject([
      { key: `campaign-halted:${gone.campaignId}`, url: expect.stringContaining(gone.campaignId) },
    ]);
    expect((await sync(listed({ name: "outro" }))).body).toMatchObject({ removed: 0, halted: [] });
    expect(api.alerts).toHaveLength(1);
  });

  test("that are paused halt their campaigns once; an approval resumes none", async () => {
    const { sync, runs } = await setUp();
    await sync(listed());
    const campaign = await runs();
    expect((await sync(listed({ status: "paused" }))).body.halted).toHaveLength(1);
    expect(await campaign.state()).toEqual({ status: "halted", reason: "template-paused" });
    expect((await sync(listed())).body).toMatchObject({ changed: 1, halted: [] });
    expect(await campaign.state()).toMatchObject({ status: "halted" });
  });

  test("do not undo what a webhook said since they were asked for", async () => {
    const { sync, sender, list, runs, clientId, operator } = await setUp();
    await sync(listed());
    const campaign = await runs();
    const { askedAt } = await api.nova.platformTemplates.openSync(operator.id, clientId, sender.id);
    const news = { name: "boas_vindas", language: "pt_BR", status: "paused", quality: "red" };
    const ingested = await api.nova.webhooks.ingest({
      provider: "meta",
      endpointId: null,
      clientId: null,
      bodyHash: randomUUID(),
      body: "{}",
      groups: [
        { sender: sender.externalId, statuses: [], optOuts: [], optIns: [], templateStatuses: [news] },
      ],
    });
    expect(ingested.halted).toMatchObject([{ campaignId: campaign.campaignId, status: "paused" }]);
    const asked = { senderId: sender.id, accountId: "104500000000001", askedAt };
    const late = await api.nova.platformTemplates.saveSynced(operator.id, clientId, asked, [listed()]);
    expect(late.halted).toEqual([]);
    expect((await list("?kind=meta")).items).toMatchObject([{ status: "paused", quality: "red" }]);
    const empty = await api.nova.platformTemplates.saveSynced(operator.id, clientId, asked, []);
    expect(empty.removed).toBe(0);
  });

  test("of another account with the same names are others", async () => {
    const { sync, clientId, owner, sender, list, runs } = await setUp();
    await sync(listed());
    const campaign = await runs();
    await api.call("patch", `/v1/clients/${clientId}/senders/${sender.id}`, {
      token: owner.token,
      body: { accountId: "104500000000002" },
    });
    expect((await sync(listed({ status: "approved", body: "outro" }))).body).toMatchObject({ added: 1 });
    expect((await list("?kind=meta")).items).toHaveLength(2);
    expect((await sync()).body).toMatchObject({ removed: 1, halted: [{ campaignId: campaign.campaignId }] });
    expect((await list("?kind=meta&status=approved")).items).toMatchObject([
      { accountId: "104500000000001" },
    ]);
  });
});

describe("a sync is refused", () => {
  test.each<[string, string | null, object, string]>([
    [
      "of a paired phone",
      "1",
      { provider: "evolution", externalId: randomUUID(), credentials: undefined },
      "template.sender-without-templates",
    ],
    ["without an account", null, {}, "template.sender-without-account"],
    ["without credentials", "1045", { credentials: undefined }, "template.sender-without-credentials"],
  ])("%s", async (_what, accountId, differs, code) => {
    const { sync } = await setUp(accountId, differs);
    const { status, body } = await sync(listed());
    expect([status, body.code]).toEqual([409, code]);
    expect(api.meta.asked).toEqual([]);
  });

  test.each([
    ["a token that Meta refuses", "meta.190", "never", "pause-sender", 409, "template.credentials-refused"],
    ["an account that is not there", "meta.100", "never", "fail", 409, "template.account-refused"],
    ["a limit", "meta.80007", "safe", "retry-later", 503, "template.provider-unavailable"],
    ["no answer", "whatsapp.timeout", "unknown", "look-first", 503, "template.provider-unavailable"],
  ] as const)("after %s, and nothing changes", async (_what, code, retry, action, status, problem) => {
    const { sync, list } = await setUp();
    await sync(listed());
    api.meta.failure = new AppError(code, "x", { retry, context: { action } });
    const answer = await sync();
    expect([answer.status, answer.body.code]).toEqual([status, problem]);
    expect((await list("?kind=meta&status=approved")).items).toHaveLength(1);
  });

  test("when the credentials are another row's", async () => {
    const { sync, sender } = await setUp();
    const sealed = api.vault.seal({ accessToken }, { clientId: randomUUID(), rowId: sender.id });
    await api.pool.query("update public.client_providers set credentials = $2 where id = $1", [
      sender.id,
      sealed,
    ]);
    expect((await sync(listed())).body.code).toBe("template.credentials-unreadable");
  });
});
