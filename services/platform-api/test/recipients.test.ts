import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCampaign, newPhones, runTo } from "./make-campaign.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

type Outcome = Parameters<Api["nova"]["sends"]["settle"]>[1];
const failed = (code: string): Outcome => ({ kind: "failed", code, reason: code });
const sent = (): Outcome => ({ kind: "sent", providerMessageId: randomUUID() });
const unsure: Outcome = { kind: "unconfirmed", code: "whatsapp.timeout", reason: "whatsapp.timeout" };

async function run(people: { phone: string; name: string }[], endOf: (index: number) => Outcome) {
  const client = await api.makeClient();
  const made = await makeCampaign(api, client, { people });
  const { sendIds } = await runTo(api, client, made, endOf);
  const base = `/v1/clients/${client.clientId}`;
  const ask = (method: string, where: string, body?: object) =>
    api.call(method, `${base}${where}`, { token: client.operator.token, ...(body && { body }) });
  const act = (method: string, where: string, body?: object) =>
    ask(method, `/campaigns/${made.campaignId}${where}`, body);
  return { ...client, ...made, sendIds, ask, act };
}
const many = (count: number) => newPhones(count).map((phone, index) => ({ phone, name: `Pessoa ${index}` }));

describe("recipients", () => {
  test("are read page by page in the list's order, and filtered by status, reason, name and phone", async () => {
    const people = many(7);
    const { act, sendIds } = await run(people, (index) => (index < 3 ? failed("meta.131026") : sent()));
    const seen: string[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const { body } = await act("get", `/recipients?limit=3${next && `&after=${next}`}`);
      seen.push(...body.items.map(({ sendId }: { sendId: string }) => sendId));
      next = body.next;
    }
    expect(seen).toEqual(sendIds);
    const found = async (query: string) => (await act("get", `/recipients?${query}`)).body.items;
    expect(await found("status=failed")).toHaveLength(3);
    expect(await found("status=failed,sent")).toHaveLength(7);
    expect(await found("reason=meta.131026")).toHaveLength(3);
    expect(await found("search=PESSOA%204")).toMatchObject([{ name: "Pessoa 4", status: "sent" }]);
    expect(await found(`search=${people[5]?.phone.slice(-6)}`)).toMatchObject([{ name: "Pessoa 5" }]);
    expect((await act("get", "/recipients?status=nothing")).status).toBe(400);
    expect((await found("status=failed&limit=1"))[0].words.en).toBe(
      "Undeliverable: no WhatsApp, an old app, or a block.",
    );
  });

  test("that wait say why and until when, in both languages", async () => {
    const client = await api.makeClient();
    const made = await makeCampaign(api, client);
    await api.nova.campaigns.start(client.clientId, made.campaignId, "teste");
    await api.pool.query(
      "update public.sends set not_before = now() + interval '1 hour', reason = 'window' where campaign_id = $1",
      [made.campaignId],
    );
    const path = `/v1/clients/${client.clientId}/campaigns/${made.campaignId}/recipients?limit=1`;
    const { body } = await api.call("get", path, client.attendant);
    expect(body.items[0]).toMatchObject({
      until: expect.any(String),
      words: {
        pt: expect.stringContaining("fora do horário de envio"),
        en: expect.stringContaining("outside the recipient's sending hours"),
      },
    });
  });

  test("leave as a CSV of any length that no cell turns into a formula, and the audit knows", async () => {
    const people = many(2_500);
    people[0] = { phone: people[0]?.phone ?? "", name: '=HYPERLINK("http://x";"y")' };
    const { act, clientId } = await run(people.slice(0, 2), sent);
    const long = await api.makeClient();
    const made = await makeCampaign(api, long, { people: people.slice(2) });
    await api.nova.campaigns.start(long.clientId, made.campaignId, "teste");
    const { text, headers } = await act("get", "/recipients/export");
    expect(headers.get("content-type")).toContain("text/csv");
    expect(text.startsWith("nome;telefone;")).toBe(true);
    expect(text).toContain(`"'=HYPERLINK(""http://x"";""y"")";${people[0]?.phone};enviada`);
    expect((await api.auditOf(clientId)).at(-1)).toMatchObject({ action: "campaign.exported" });
    const path = `/v1/clients/${long.clientId}/campaigns/${made.campaignId}/recipients/export?status=pending`;
    const all = await api.call("get", path, long.owner);
    expect(all.text.trim().split("\r\n")).toHaveLength(1 + 2_498);
  });
});

describe("failures", () => {
  const codes = ["meta.130429", "meta.131026", "meta.131042", "meta.131000"];

  test("are grouped by code, and only those that may pass can be sent again", async () => {
    const { act } = await run(many(8), (index) => failed(codes[index % 4] ?? ""));
    const { body } = await act("get", "/failures");
    const can = body.items.map(({ code, count, canRetry }: Record<string, unknown>) => [
      code,
      count,
      canRetry,
    ]);
    expect(can.sort()).toEqual([
      ["meta.130429", 2, true],
      ["meta.131000", 2, false],
      ["meta.131026", 2, false],
      ["meta.131042", 2, true],
    ]);
    expect(body.items[0]).toMatchObject({
      pt: expect.stringMatching(/\.$/),
      en: expect.stringMatching(/\.$/),
    });
  });

  test("that may pass are sent again, by code or all of them; the others stay", async () => {
    const { act } = await run(many(8), (index) => failed(codes[index % 4] ?? ""));
    api.published.length = 0;
    expect((await act("post", "/retry", { codes: ["meta.131042"] })).body).toEqual({ retried: 2, left: 0 });
    expect(api.published).toEqual([{ topic: "campaign-plan", data: {} }]);
    expect((await act("post", "/retry", {})).body).toEqual({ retried: 2, left: 0 });
    const again = await act("post", "/retry", {});
    expect([again.status, again.body.code]).toEqual([409, "campaign.nothing-to-retry"]);
    const { body } = await act("get", "");
    expect(body.progress).toMatchObject({ waiting: 4, failed: 4 });
    expect((await act("get", "/recipients?status=pending")).body.items).toHaveLength(4);
  });

  test("wait as long as the provider asked before they go again", async () => {
    const { act } = await run(many(1), () => failed("meta.131049"));
    await act("post", "/retry", {});
    const [one] = (await act("get", "/recipients")).body.items;
    expect(Date.parse(one.notBefore)).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    expect(one.words.pt).toMatch(/^será enviado de novo, \d\d\/\d\d às /);
  });
});

test("what nobody confirmed is decided by a person, once, and is never sent again for that", async () => {
  const { ask, act, sendIds, clientId, operator } = await run(many(2), () => unsure);
  const decide = (sendId: string, decision: string) => ask("post", `/sends/${sendId}/decide`, { decision });
  const [first = "", second = ""] = sendIds;
  expect((await decide(first, "failed")).body).toMatchObject({
    status: "failed",
    pt: "decidido por uma pessoa",
  });
  expect((await decide(second, "sent")).body.status).toBe("sent");
  expect((await decide(second, "failed")).body.code).toBe("send.not-unconfirmed");
  expect((await ask("get", `/sends/${first}/explain`)).body).toMatchObject({ status: "failed", until: null });
  expect((await act("post", "/retry", {})).body.code).toBe("campaign.nothing-to-retry");
  expect((await api.auditOf(clientId)).at(-1)).toMatchObject({
    ...{ action: "send.decided", actor: operator.id, subject_id: second },
    details: { decision: "sent" },
  });
});

test("metrics count what arrived, was read, failed, and who left because of it", async () => {
  const { act, campaignId, clientId } = await run(many(4), (index) =>
    index === 0 ? failed("meta.131026") : sent(),
  );
  await api.pool.query("update public.sends set status = 'read' where campaign_id = $1 and position = 2", [
    campaignId,
  ]);
  const { rows } = await api.pool.query(
    "select to_value from public.sends where campaign_id = $1 and position = 2",
    [campaignId],
  );
  await api.nova.webhooks.recordOptOut(clientId, { kind: "phone", value: rows[0].to_value }, "teste");
  expect((await act("get", "/metrics")).body).toMatchObject({
    ...{ deliveredShare: 0.25, readShare: 0.25, failedShare: 0.25, optOuts: 1 },
    progress: { total: 4, sent: 2, read: 1, failed: 1 },
  });
});
