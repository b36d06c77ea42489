import { randomUUID } from "node:crypto";
import { AppError } from "@nova/error-handler";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());
beforeEach(() => {
  api.published.length = 0;
  delete api.queue.failure;
});

/** A push as Pub/Sub sends it; the worker keeps it as it came. */
function pushOf(topic: string, data: object): string {
  const envelope = {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    source: "whatsapp-dispatcher",
    type: topic,
    data,
    metadata: { correlation_id: "c-1", retry_count: 0 },
  };
  const attributes = { CloudPubSubDeadLetterSourceDeliveryCount: "20" };
  const message = {
    data: Buffer.from(JSON.stringify(envelope)).toString("base64"),
    messageId: randomUUID(),
    attributes,
  };
  return JSON.stringify({ message, subscription: "s" });
}

type Given = { topic?: string; reason?: string; body?: string };
async function bury(
  data: object,
  { topic = "whatsapp-send", reason = "queue.dead-letter: given up after 20", body }: Given = {},
) {
  const messageId = randomUUID();
  await api.nova.operations.recordDeadLetter({ topic, messageId, reason, body: body ?? pushOf(topic, data) });
  const { rows } = await api.pool.query("select id from public.dead_letters where message_id = $1", [
    messageId,
  ]);
  return String(rows[0].id);
}

/** A tenant with a campaign of one send. */
async function makeSend() {
  const client = await api.makeClient();
  const sender = await api.call("post", `/v1/clients/${client.clientId}/senders`, {
    ...client.owner,
    body: { provider: "evolution", externalId: client.clientId, name: "Aparelho" },
  });
  const { campaigns } = api.nova;
  const { campaignId, listId } = await campaigns.create({
    clientId: client.clientId,
    senderId: sender.body.id,
    name: "Campanha",
    template: { name: "t", kind: "text", body: "Olá" },
    listName: "lista",
    seed: 1,
  });
  await campaigns.importContacts(client.clientId, listId, [{ phone: "5511987654321" }]);
  await campaigns.start(client.clientId, campaignId, "teste");
  const { rows } = await api.pool.query("select id from public.sends where campaign_id = $1", [campaignId]);
  const path = `/v1/clients/${client.clientId}/dead-letters`;
  return { ...client, campaignId, sendId: String(rows[0].id), path };
}

test("a letter is its tenant's by the ids that it holds, whatever the topic; what cannot be read is the platform's", async () => {
  const one = await makeSend();
  const two = await makeSend();
  const letters = [
    await bury({ sendId: one.sendId }),
    await bury({ campaignId: one.campaignId }, { topic: "campaign-plan" }),
    await bury({ clientId: one.clientId }, { topic: "other" }),
  ];
  const nobodys = [
    await bury({}, { body: "not json" }),
    await bury({}, { body: JSON.stringify({ message: { data: "%%%" } }) }),
    await bury({ sendId: "no id" }),
    await bury({ sendId: randomUUID() }),
  ];
  const { body } = await api.call("get", one.path, one.attendant);
  expect(body.items.map(({ id }: { id: string }) => id).sort()).toEqual([...letters].sort());
  expect((await api.call("get", two.path, two.owner)).body.items).toEqual([]);
  const all = (await api.call("get", "/v1/dead-letters?limit=200", await api.makeAdmin())).body.items;
  for (const id of nobodys) expect(all).toContainEqual(expect.objectContaining({ id, clientId: null }));
});

test("open letters are grouped by topic and cause, filtered, and read page by page", async () => {
  const { sendId, campaignId, path, operator } = await makeSend();
  for (let index = 0; index < 3; index++) await bury({ sendId }, { reason: "queue.unreadable: x" });
  await bury({ campaignId }, { topic: "campaign-plan", reason: "database.nv409: x" });
  const groups = (await api.call("get", `${path}/groups`, operator)).body.items;
  expect(groups).toMatchObject([
    { topic: "whatsapp-send", cause: "queue.unreadable", letters: 3, occurrences: 3 },
    { topic: "campaign-plan", cause: "database.nv409", letters: 1 },
  ]);
  const first = (await api.call("get", `${path}?cause=queue.unreadable&limit=2`, operator)).body;
  const rest = (await api.call("get", `${path}?cause=queue.unreadable&limit=2&after=${first.next}`, operator))
    .body;
  expect([first.items.length, rest.items.length, rest.next]).toEqual([2, 1, null]);
});

describe("a replay", () => {
  test("publishes the original message to its topic, marks the letter, and is in the audit", async () => {
    const { sendId, clientId, path, operator } = await makeSend();
    const id = await bury({ sendId });
    const shown = (await api.call("get", `${path}/${id}`, operator)).body;
    expect(shown).toMatchObject({
      payload: { sendId },
      deliveryAttempts: 20,
      canReplay: true,
      resolvedAt: null,
    });
    const { status, body } = await api.call("post", `${path}/${id}/replay`, operator);
    expect([status, body]).toMatchObject([
      200,
      { replayedBy: operator.id, canReplay: false, isReplaying: false },
    ]);
    expect(api.published).toEqual([{ topic: "whatsapp-send", data: { sendId } }]);
    expect((await api.auditOf(clientId)).at(-1)).toMatchObject({
      action: "dead-letter.replayed",
      subject_id: id,
    });
    const again = await api.call("post", `${path}/${id}/replay`, operator);
    expect([again.status, again.body.code]).toEqual([409, "dead-letter.resolved"]);
    expect(api.published).toHaveLength(1);
  });

  test("happens once, however many ask at one moment", async () => {
    const { sendId, path, operator, owner } = await makeSend();
    const id = await bury({ sendId });
    const answers = await Promise.all(
      [operator, owner, operator, owner].map((who) => api.call("post", `${path}/${id}/replay`, who)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(api.published).toHaveLength(1);
  });

  test("that the queue refused leaves the letter open; one that may have happened, taken for a while", async () => {
    const { sendId, path, operator } = await makeSend();
    const id = await bury({ sendId });
    const replay = () => api.call("post", `${path}/${id}/replay`, operator);
    api.queue.failure = new AppError("queue.unreachable", "gone", { retry: "safe" });
    expect((await replay()).status).toBe(503);
    api.queue.failure = new AppError("queue.timeout", "late", { retry: "unknown" });
    expect((await replay()).status).toBe(500);
    delete api.queue.failure;
    expect((await replay()).body.code).toBe("dead-letter.replaying");
    await api.pool.query(
      "update public.dead_letters set replay_lease_until = now() - interval '1 second' where id = $1",
      [id],
    );
    expect((await replay()).status).toBe(200);
    expect(api.published).toHaveLength(1);
  });

  test("of what its queue could not read is refused, and it can be dismissed with a reason", async () => {
    const { clientId, path, operator } = await makeSend();
    const id = await bury({ clientId });
    const { status, body } = await api.call("post", `${path}/${id}/replay`, operator);
    expect([status, body.code]).toEqual([409, "dead-letter.unreadable"]);
    expect((await api.call("get", `${path}/${id}`, operator)).body).toMatchObject({
      canReplay: false,
      isReplaying: false,
    });
    const dismissed = await api.call("post", `${path}/${id}/dismiss`, {
      ...operator,
      body: { reason: "contrato antigo" },
    });
    expect(dismissed.body).toMatchObject({ resolvedAt: expect.any(String), replayedAt: null });
    expect((await api.auditOf(clientId)).at(-1)).toMatchObject({
      action: "dead-letter.dismissed",
      details: { reason: "contrato antigo" },
    });
  });

  test("of all of a cause takes each once, and says which could not be", async () => {
    const { sendId, campaignId, clientId, path, operator } = await makeSend();
    for (let index = 0; index < 3; index++) await bury({ sendId });
    const odd = await bury({ clientId });
    await bury({ campaignId }, { topic: "campaign-plan" });
    const replay = () =>
      api.call("post", `${path}/replay`, { ...operator, body: { topic: "whatsapp-send" } });
    const [one, two] = (await Promise.all([replay(), replay()])).map(({ body }) => body);
    expect(one.replayed + two.replayed).toBe(3);
    expect([...one.refused, ...two.refused]).toContainEqual({ id: odd, code: "dead-letter.unreadable" });
    expect(api.published.map(({ topic }) => topic)).toEqual([
      "whatsapp-send",
      "whatsapp-send",
      "whatsapp-send",
    ]);
    expect((await api.call("get", path, operator)).body.items).toHaveLength(2);
  });

  test("stops at the first that the queue does not take", async () => {
    const { sendId, path, operator } = await makeSend();
    for (let index = 0; index < 3; index++) await bury({ sendId });
    api.queue.failure = new AppError("queue.unreachable", "gone", { retry: "safe" });
    const { body } = await api.call("post", `${path}/replay`, { ...operator, body: {} });
    expect(body).toMatchObject({ replayed: 0, refused: [{ code: "queue.unreachable" }] });
    expect(body.next).toBe(body.refused[0].id);
  });
});
