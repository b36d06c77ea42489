import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCampaign, newPhones } from "./make-campaign.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

type Asked = Parameters<typeof makeCampaign>[2];

async function write(message: object, asked: Asked = {}) {
  const client = await api.makeClient();
  const made = await makeCampaign(api, client, asked);
  const { senderId, listId } = made;
  const base = `/v1/clients/${client.clientId}`;
  const body = { name: "Aula", senderId, listId, message };
  const { body: campaign } = await api.call("post", `${base}/campaigns`, { ...client.operator, body });
  const act = (method: string, where: string, given?: object) =>
    api.call(method, `${base}/campaigns/${campaign.id}${where}`, {
      token: client.operator.token,
      ...(given && { body: given }),
    });
  const check = (given: object) =>
    api.call("post", `${base}/messages/check`, { ...client.attendant, body: given });
  return { ...client, ...made, act, check };
}
const many = (count: number) => newPhones(count).map((phone, index) => ({ phone, name: `Pessoa ${index}` }));
const codes = (problems: { code: string }[]) => problems.map(({ code }) => code);

/** The first person of a list has had a campaign message of the tenant. */
async function sentBefore(listId: string, clientId: string): Promise<void> {
  await api.pool.query(
    `with person as (select contact_id from public.contact_list_members where list_id = $1 order by position limit 1),
     sent as (
       insert into public.sends (client_id, sender_id, contact_id, dedupe_key, lane, status, to_value, content)
       select $2, c.sender_id, p.contact_id, 'x' || p.contact_id, 'campaign', 'sent', 'x', '{"kind": "text", "body": "x"}'
       from person p cross join (select sender_id from public.campaigns where client_id = $2 limit 1) c returning *)
     insert into public.send_attempts (id, send_id, client_id, sender_id, contact_id, outcome, settled_at)
     select gen_random_uuid(), s.id, s.client_id, s.sender_id, s.contact_id, 'sent', now() from sent s`,
    [listId, clientId],
  );
}

describe("a dry run", () => {
  test("says who is in, who is out and why", async () => {
    const { act, clientId, listId } = await write({ kind: "text", text: "Olá" }, { people: many(5) });
    const { rows } = await api.pool.query(
      "select a.contact_id as id, a.value as phone from public.contact_aliases a join public.contact_list_members m on m.contact_id = a.contact_id where m.list_id = $1 order by m.position",
      [listId],
    );
    await api.nova.webhooks.recordOptOut(clientId, { kind: "phone", value: rows[0].phone }, "teste");
    await api.pool.query("update public.contacts set erased_at = now() where id = $1", [rows[1].id]);
    await api.pool.query("delete from public.contact_aliases where contact_id = $1", [rows[2].id]);
    const { body } = await act("get", "/dry-run");
    expect(body).toMatchObject({ total: 5, included: 2, problems: [], variety: null });
    const reasons = body.excluded.map(({ reason, count, sample }: Record<string, unknown>) => [
      reason,
      count,
      sample,
    ]);
    expect(reasons.sort()).toEqual([
      ["erased", 1, [rows[1].id]],
      ["no-phone", 1, [rows[2].id]],
      ["opted-out", 1, [rows[0].id]],
    ]);
  });

  test("counts who got as many campaigns as the number may send, by its cap", async () => {
    const profile = { frequencyCap: { max: 1, days: 7 } };
    const { act, listId, clientId } = await write(
      { kind: "text", text: "Olá" },
      { people: many(3), profile },
    );
    await sentBefore(listId, clientId);
    expect((await act("get", "/dry-run")).body).toMatchObject({
      included: 2,
      excluded: [{ reason: "frequency-cap", count: 1 }],
    });
  });
});

describe("a paired phone", () => {
  const alike = { kind: "text", text: "Olá {{name}}, temos uma aula nova hoje às oito da noite, venha ver." };
  const phone: Asked = { people: many(30), provider: "evolution" };

  test("does not start with near-identical texts, also by a schedule", async () => {
    const { act } = await write(alike, phone);
    expect((await act("get", "/dry-run")).body.variety).toMatchObject({ isEnough: false, needed: 3 });
    const refused = await act("post", "/start", {});
    expect([refused.status, refused.body.code]).toEqual([409, "campaign.texts-too-alike"]);
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    expect((await act("post", "/schedule", { startsAt })).body.code).toBe("campaign.texts-too-alike");
  });

  test("starts with texts that differ", async () => {
    const text =
      "{Oi {{name}}, chegou turma nova de inglês|Bom dia! Abrimos vagas para quem quer aprender a cozinhar massas|Preparamos algo: oficina gratuita sobre finanças pessoais neste sábado|Convite especial de aniversário, com sorteio e música ao vivo}";
    const { act } = await write({ kind: "text", text }, phone);
    expect((await act("get", "/dry-run")).body.variety).toMatchObject({ isEnough: true });
    expect((await act("post", "/start", {})).body.status).toBe("running");
  });
});

describe("what is scheduled from a paired phone", () => {
  const text = "Olá {{name}}, temos uma aula nova hoje às oito da noite, venha ver.";
  const startsAt = () => new Date(Date.now() + 3_600_000).toISOString();
  /** Few enough that one text will do. */
  const toFew: Asked = { people: many(8), provider: "evolution" };

  test("does not take a text, or a list, that it could not start with, and stays as it was", async () => {
    const { act } = await write({ kind: "text", text }, toFew);
    expect((await act("post", "/schedule", { startsAt: startsAt() })).body.status).toBe("scheduled");
    const longer = { kind: "text", text: "Olá {{nome}}" };
    const refused = await act("patch", "", { message: longer });
    expect([refused.status, refused.body.code]).toEqual([409, "campaign.message-has-errors"]);
    expect((await act("get", "")).body).toMatchObject({ status: "scheduled", message: { text } });
    expect((await act("patch", "", { name: "Aula de hoje" })).status).toBe(200);
    expect((await act("patch", "", { message: { kind: "text", text: `${text} Até já!` } })).status).toBe(200);
    await act("post", "/unschedule", {});
    expect((await act("patch", "", { message: longer })).status).toBe(200); // a draft may hold anything
  });

  test.each([
    ["more people than its text is good for", 30, "draft"],
    ["a few more", 1, "scheduled"],
  ])("whose list grows by %s is judged again", async (_name, more, status) => {
    const { act, clientId, listId, operator } = await write({ kind: "text", text }, toFew);
    const { body: campaign } = await act("post", "/schedule", { startsAt: startsAt() });
    const base = `/v1/clients/${clientId}/imports`;
    const columns = [
      { role: "phone", variable: "telefone" },
      { role: "name", variable: "nome" },
    ];
    const mapping = { hasHeader: true, columns };
    const body = { name: "mais.csv", listId, mapping };
    const { body: created } = await api.call("post", base, { ...operator, body });
    const rows = newPhones(more).map((phone) => `${phone};Ana\n`);
    const file = Buffer.from(`telefone;nome\n${rows.join("")}`);
    const sent = await api.call("put", `${base}/${created.id}/file`, { ...operator, body: file });
    expect(sent.body).toMatchObject({ status: "done", added: more });
    expect((await act("get", "")).body.status).toBe(status);
    const told = api.alerts.filter(({ key }) => key === `campaign-unscheduled:${campaign.id}`);
    expect(told).toHaveLength(status === "draft" ? 1 : 0);
  });
});

test("a text with mistakes does not start", async () => {
  const { act } = await write({ kind: "text", text: "Olá {{nome}}" });
  expect(codes((await act("get", "/dry-run")).body.problems)).toEqual(["unknown-variable"]);
  const refused = await act("post", "/start", {});
  expect(refused.body).toMatchObject({ code: "campaign.message-has-errors", hint: "unknown-variable" });
});

test("a text is checked while it is written, with a list and without one", async () => {
  const { check, listId, senderId } = await write({ kind: "text", text: "Olá" });
  expect((await check({ text: "Olá {{name}" })).body.problems).not.toEqual([]);
  expect((await check({ text: "Olá {{cidade}}" })).body).toMatchObject({ problems: [], variables: [] });
  const { body } = await check({ text: "Olá {{cidade}}", listId, senderId });
  expect([codes(body.problems), body.variables]).toEqual([["unknown-variable"], ["name"]]);
  expect((await check({ text: "x", templateId: listId })).status).toBe(400);
});

describe("a template of Meta's", () => {
  async function withTemplate(parameters: object, status = "approved") {
    const made = await write({ kind: "text", text: "Olá" });
    const { rows } = await api.pool.query(
      "insert into public.templates (client_id, name, kind, body, status, category) values ($1, 'aula', 'meta', 'Olá {{1}}, é às {{2}}', $2, 'MARKETING') returning id",
      [made.clientId, status],
    );
    const message = { kind: "meta", templateId: rows[0].id, parameters };
    expect((await made.act("patch", "", { message })).status).toBe(200);
    return { ...made, message };
  }

  test("is shown as it will read, and its parameters go to the ledger", async () => {
    const body = ["{{name}}", "20h"];
    const { act, campaignId: _, clientId } = await withTemplate({ body });
    expect((await act("get", "/dry-run")).body.previews[0].text).toBe("Olá Pessoa 0, é às 20h");
    expect((await act("post", "/start", {})).body.status).toBe("running");
    const { rows } = await api.pool.query(
      "select content from public.campaigns where client_id = $1 and status = 'running'",
      [clientId],
    );
    expect(rows[0].content).toMatchObject({
      ...{ kind: "meta", name: "aula" },
      components: [{ type: "body", parameters: body.map((text) => ({ type: "text", text })) }],
    });
  });

  test("with too few parameters, or not approved, does not start", async () => {
    const few = await withTemplate({ body: ["{{name}}"] });
    expect(codes((await few.act("get", "/dry-run")).body.problems)).toEqual(["parameters-differ"]);
    expect((await few.act("post", "/start", {})).body.code).toBe("campaign.message-has-errors");
    const paused = await withTemplate({ body: ["a", "b"] }, "paused");
    expect((await paused.act("post", "/start", {})).body.hint).toBe("template-not-approved");
  });

  test("does not go through a paired phone", async () => {
    const { message } = await withTemplate({ body: ["a", "b"] });
    const { act, clientId } = await write({ kind: "text", text: "Olá" }, { provider: "evolution" });
    await api.pool.query("update public.templates set client_id = $2, name = 'outro' where id = $1", [
      message.templateId,
      clientId,
    ]);
    expect((await act("patch", "", { message })).body.code).toBe("campaign.template-needs-meta");
  });
});

test("a simulation uses the sender's own limits and the list's area codes", async () => {
  const people = many(40).map(({ phone, ...rest }) => ({ ...rest, phone }));
  const profile = { maxPerHour: 20, window: null };
  const { act } = await write({ kind: "text", text: "Olá" }, { people, profile });
  const { body } = await act("post", "/simulate", {});
  expect(body).toMatchObject({ recipients: 40, unsent: 0, decidedBy: "hourly-cap" });
  expect(Date.parse(body.finishAt) - Date.parse(body.startAt)).toBeGreaterThan(3_500_000);
  expect(body.summary.pt[0]).toContain("40 contatos");
  const startsAt = new Date(Date.now() + 86_400_000).toISOString();
  expect((await act("post", "/simulate", { startsAt })).body.startAt).toBe(startsAt);
});

describe("a test send", () => {
  test("goes to one phone with the first person's values, once, and is published", async () => {
    const { act, clientId } = await write({ kind: "text", text: "Olá {{name}}" });
    api.published.length = 0;
    const { status, body } = await act("post", "/test", { phone: "(11) 98765-4321" });
    expect(status).toBe(202);
    expect(api.published).toEqual([{ topic: "whatsapp-send", data: { sendId: body.sendId } }]);
    const { rows } = await api.pool.query("select * from public.sends where id = $1", [body.sendId]);
    expect(rows).toMatchObject([
      {
        ...{ lane: "human", to_value: "5511987654321", campaign_id: null, client_id: clientId },
        ...{ variables: { name: "Pessoa 0" }, content: { kind: "text", body: "Olá {{name}}" } },
      },
    ]);
  });

  test("goes to nobody who has opted out, to no wrong number, and not without end", async () => {
    const { act, clientId, operator } = await write({ kind: "text", text: "Olá" });
    const phone = "5511987650000";
    await api.nova.webhooks.recordOptOut(clientId, { kind: "phone", value: phone }, "teste");
    expect((await act("post", "/test", { phone })).body.code).toBe("campaign.test-opted-out");
    expect((await act("post", "/test", { phone: "12345678" })).body.code).toBe("campaign.bad-phone");
    await api.pool.query(
      "insert into public.audit_events (client_id, actor, action, subject_kind) select $1, $2, 'campaign.tested', 'campaign' from generate_series(1, 30)",
      [clientId, operator.id],
    );
    expect((await act("post", "/test", { phone: "5511987650001" })).body.code).toBe(
      "campaign.too-many-tests",
    );
  });
});

describe("a campaign's own rules", () => {
  const hours = (from: string, until: string, days?: number[]) => ({ from, until, ...(days && { days }) });

  test("are kept, changed and taken back; without them a campaign has none", async () => {
    const { act } = await write({ kind: "text", text: "Olá" }, { people: many(1) });
    expect((await act("get", "")).body).toMatchObject({ window: null, frequencyCap: null });
    const rules = { window: hours("09:00", "18:00", [1, 2]), frequencyCap: { max: 2, days: 7 } };
    expect((await act("patch", "", rules)).body).toMatchObject(rules);
    expect((await act("patch", "", { name: "Outra" })).body).toMatchObject(rules);
    expect((await act("patch", "", { window: null })).body).toMatchObject({ ...rules, window: null });
    expect((await act("patch", "", { window: hours("25:00", "18:00") })).status).toBe(400);
    expect((await act("patch", "", { frequencyCap: { max: 0, days: 7 } })).status).toBe(400);
  });

  test("whose hours never meet the sender's are refused wherever they could come to be so", async () => {
    const profile = { window: hours("08:00", "12:00", [1, 2, 3]) };
    const { act, senderId, listId, clientId, operator } = await write(
      { kind: "text", text: "Olá" },
      { people: many(2), profile },
    );
    const never = { window: hours("12:00", "20:00") };
    const code = "campaign.window-never-meets";
    const body = { name: "Aula", senderId, listId, message: { kind: "text", text: "Olá" }, ...never };
    expect(
      (await api.call("post", `/v1/clients/${clientId}/campaigns`, { ...operator, body })).body.code,
    ).toBe(code);
    expect((await act("patch", "", never)).body.code).toBe(code);
    expect((await act("patch", "", { window: hours("11:45", "20:00", [3]) })).status).toBe(200);
    expect((await act("get", "/dry-run")).body.problems).toEqual([]);

    // The sender's hours change after the campaign was written.
    await api.pool.query("update public.sender_profiles set send_window = $2 where sender_id = $1", [
      senderId,
      hours("08:00", "11:00"),
    ]);
    expect((await act("get", "/dry-run")).body.problems).toMatchObject([
      { code: "window-never-meets", severity: "error" },
    ]);
    expect((await act("post", "/start", {})).body.code).toBe(code);
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    expect((await act("post", "/schedule", { startsAt })).body.code).toBe(code);
  });

  test("are played by the simulation", async () => {
    const { act } = await write({ kind: "text", text: "Olá" }, { people: many(3) });
    await act("patch", "", { window: hours("09:00", "09:30") });
    const { body } = await act("post", "/simulate", { startsAt: "2027-03-10T15:00:00Z" });
    expect(body.firstAt).toBe("2027-03-11T12:00:00.000Z");
    expect(body.decidedBy).toBe("campaign-window");
  });

  test("count in the dry run: whoever has had as many as its cap allows is named", async () => {
    const { act, listId, clientId } = await write({ kind: "text", text: "Olá" }, { people: many(3) });
    await sentBefore(listId, clientId);
    expect((await act("get", "/dry-run")).body.included).toBe(3);
    await act("patch", "", { frequencyCap: { max: 1, days: 7 } });
    expect((await act("get", "/dry-run")).body).toMatchObject({
      included: 2,
      excluded: [{ reason: "frequency-cap", count: 1 }],
    });
  });
});
