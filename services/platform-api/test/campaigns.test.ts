import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCampaign } from "./make-campaign.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

const reason = { reason: "combinado com a loja" };
const text = { kind: "text", text: "Olá {{name}}" };

/** A tenant with a draft that people wrote through the API, and what its operator may do with it. */
async function makeDraft(message: object = text, asked: Parameters<typeof makeCampaign>[2] = {}) {
  const client = await api.makeClient();
  const { senderId, listId } = await makeCampaign(api, client, asked);
  const base = `/v1/clients/${client.clientId}/campaigns`;
  const body = { name: "Aula", senderId, listId, message };
  const made = await api.call("post", base, { ...client.operator, body });
  const act = (method: string, where: string, given?: object) =>
    api.call(method, `${base}/${made.body.id}${where}`, {
      token: client.operator.token,
      ...(given && { body: given }),
    });
  return { ...client, senderId, listId, base, body, made, act };
}
const templatesOf = async (id: string) =>
  (
    await api.pool.query("select version, body from public.templates where name = $1 order by version", [
      `campaign:${id}`,
    ])
  ).rows;

describe("a draft", () => {
  test("is made once per key, its text as a template version of its own", async () => {
    const { base, body, operator, clientId } = await makeDraft();
    const call = { ...operator, body, headers: { "idempotency-key": randomUUID() } };
    const [first, again] = await Promise.all([1, 2].map(() => api.call("post", base, call)));
    expect(first).toMatchObject({ status: 201, body: { status: "draft", message: text, progress: null } });
    expect(again?.body).toEqual(first?.body);
    expect(await templatesOf(first?.body.id)).toEqual([{ version: 1, body: "Olá {{name}}" }]);
    const { body: page } = await api.call("get", `${base}?status=draft&limit=1`, operator);
    expect(page.items).toEqual([first?.body]);
    expect(page.next).toBe(first?.body.id);
    expect((await api.auditOf(clientId)).map(({ action }) => action)).toEqual([
      "campaign.created",
      "campaign.created",
    ]);
  });

  test("is changed until it starts: a changed text is a new version, the same one is not", async () => {
    const { act, made } = await makeDraft();
    await act("patch", "", { message: text, name: "Outra" });
    const changed = await act("patch", "", { message: { kind: "text", text: "Oi {{name}}" } });
    expect(changed.body).toMatchObject({ name: "Outra", message: { text: "Oi {{name}}" } });
    expect((await templatesOf(made.body.id)).map(({ version }) => version)).toEqual([1, 2]);
    await act("post", "/start", {});
    expect((await act("patch", "", { name: "Tarde" })).body.code).toBe("campaign.not-draft");
    expect((await act("delete", "")).body.code).toBe("campaign.not-draft");
  });

  test("is deleted with its text", async () => {
    const { act, made } = await makeDraft();
    expect((await act("delete", "")).status).toBe(204);
    expect((await act("get", "")).body.code).toBe("campaign.not-found");
    expect(await templatesOf(made.body.id)).toEqual([]);
  });

  test("names only what is its tenant's", async () => {
    const mine = await makeDraft();
    const theirs = await makeDraft();
    const send = (differs: object) =>
      api.call("post", mine.base, { ...mine.operator, body: { ...mine.body, ...differs } });
    expect((await send({ senderId: theirs.senderId })).body.code).toBe("sender.not-found");
    expect((await send({ listId: theirs.listId })).body.code).toBe("list.not-found");
    const message = { kind: "meta", templateId: randomUUID() };
    expect((await send({ message })).body.code).toBe("template.not-found");
    expect((await mine.act("patch", "", { senderId: theirs.senderId })).body.code).toBe("sender.not-found");
  });
});

describe("a campaign", () => {
  test("is started by a person: its people are frozen, the planner is woken, the audit knows", async () => {
    const { act, made, operator, clientId } = await makeDraft();
    api.published.length = 0;
    const started = await act("post", "/start", {});
    expect(started.body).toMatchObject({ status: "running", progress: { total: 3, waiting: 3 } });
    expect(api.published).toEqual([{ topic: "campaign-plan", data: {} }]);
    expect((await api.auditOf(clientId)).at(-1)).toMatchObject({
      action: "campaign.started",
      actor: operator.id,
      subject_id: made.body.id,
    });
    expect((await act("post", "/start", {})).body.code).toBe("campaign.not-startable");
    const { body } = await act("get", "");
    expect(body).toMatchObject({ waiting: { until: expect.any(String), pt: expect.stringMatching(/./) } });
    expect(Date.parse(body.finishesAt)).toBeGreaterThan(Date.now() - 60_000);
  });

  test("leaves out who lacks what its text needs, so that nobody gets a text with a hole", async () => {
    const people = [{ phone: "5511955550001", name: "Ana" }, { phone: "5511955550002" }];
    const { act } = await makeDraft(text, { people });
    expect((await act("get", "/dry-run")).body).toMatchObject({
      ...{ total: 2, included: 1 },
      excluded: [{ reason: "missing-variable", count: 1 }],
      problems: [{ code: "missing-value", severity: "warning", variable: "name", recipients: 1 }],
      previews: [{ name: "Ana", text: "Olá Ana" }],
    });
    expect((await act("post", "/start", {})).body.progress).toMatchObject({ waiting: 1, skipped: 1 });
    const { body } = await act("get", "/recipients?status=skipped");
    expect(body.items).toMatchObject([
      { reason: "missing-variable", words: { pt: "falta um dado que o texto usa" } },
    ]);
  });

  test("pauses, resumes and is cancelled, each with its reason; paused it has no time to end", async () => {
    const { act, clientId } = await makeDraft();
    expect((await act("post", "/pause", reason)).body.code).toBe("campaign.not-running");
    await act("post", "/start", {});
    expect((await act("post", "/resume", reason)).body.code).toBe("campaign.not-paused");
    expect((await act("post", "/pause", reason)).body.paused).toBe("campaign");
    expect((await act("get", "")).body).toMatchObject({
      finishesAt: null,
      waiting: { reason: "campaign-paused", until: null, pt: "a campanha está pausada" },
    });
    expect((await act("post", "/resume", reason)).body.paused).toBeNull();
    const cancelled = await act("post", "/cancel", reason);
    expect(cancelled.body).toMatchObject({ status: "cancelled", progress: { waiting: 0, cancelled: 3 } });
    expect((await act("post", "/cancel", reason)).body.code).toBe("campaign.ended");
    expect((await api.auditOf(clientId)).slice(-3)).toMatchObject([
      { action: "campaign.paused", details: reason },
      { action: "campaign.resumed", details: reason },
      { action: "campaign.cancelled", details: { ...reason, spared: 3, from: "running" } },
    ]);
  });

  test("that its template had halted goes on when the template is approved again, and not before", async () => {
    const { act, made } = await makeDraft();
    await act("post", "/start", {});
    await api.pool.query("update public.campaigns set status = 'halted' where id = $1", [made.body.id]);
    const setTemplate = (status: string) =>
      api.pool.query("update public.templates set status = $2 where name = $1", [
        `campaign:${made.body.id}`,
        status,
      ]);
    await setTemplate("paused");
    expect((await act("post", "/resume", reason)).body.code).toBe("campaign.template-not-approved");
    await setTemplate("approved");
    expect((await act("post", "/resume", reason)).body.status).toBe("running");
  });

  test("does not start from a stopped number, and says what to mend", async () => {
    const { act, senderId } = await makeDraft();
    await api.nova.senders.setStatus(senderId, "disconnected", "401");
    expect((await act("post", "/start", {})).body.code).toBe("campaign.sender-not-ready");
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    expect((await act("post", "/schedule", { startsAt })).body.code).toBe("campaign.sender-not-ready");
  });

  test("is scheduled, started when its time has come, and by nobody before", async () => {
    const { act, made } = await makeDraft();
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    const scheduled = await act("post", "/schedule", { startsAt });
    expect(scheduled.body.status).toBe("scheduled");
    expect(Date.parse(scheduled.body.startsAt)).toBe(Date.parse(startsAt));
    expect((await api.nova.schedules.startDue()).started).toBeNull();
    expect((await act("post", "/unschedule", {})).body).toMatchObject({ status: "draft", startsAt: null });
    await act("post", "/schedule", { startsAt: new Date(Date.now() - 1_000).toISOString() });
    expect((await api.nova.schedules.startDue()).started).toBe(made.body.id);
  });
});
