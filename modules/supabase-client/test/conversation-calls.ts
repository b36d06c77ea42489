import { randomUUID } from "node:crypto";
import type pg from "pg";
import { expect } from "vitest";
import type { NovaDatabase } from "../src/index.ts";
import { clientId, sender } from "./planned-campaign.ts";

/** A turn that fails, one that is superseded, one that answers, and a person who steps in. */
export async function tryConversations(nova: NovaDatabase, pool: pg.Pool): Promise<void> {
  const ana = randomUUID();
  await pool.query("insert into public.members values ($1, $2, 'attendant')", [clientId, ana]);
  await pool.query(
    'update public.clients set settings = settings || \'{"conversation": {"bot": true, "quietMs": 0}}\' where id = $1',
    [clientId],
  );
  const say = async (text: string): Promise<string> => {
    const { rows } = await pool.query(
      `select app.store_message(p, app.find_or_create_contact(p.client_id, 'phone', '5511955551111', 'Ana'), 'phone', '5511955551111', $2) as id
       from public.client_providers p where p.id = $1`,
      [sender.id, { direction: "in", type: "text", text, externalId: randomUUID() }],
    );
    return rows[0].id;
  };
  const { claim, readTurn, storeStep, tellOfCeiling, sweep, finish, giveUp, steer } = nova.conversations;
  expect(await claim(randomUUID(), randomUUID())).toEqual({ kind: "gone" });

  const id = await say("oi");
  const failed = randomUUID();
  expect(await claim(id, failed)).toMatchObject({
    kind: "granted",
    clientId,
    messages: [{ text: "oi", turn: 1 }],
  });
  expect(await claim(id, randomUUID())).toMatchObject({ kind: "wait", reason: "leased" });
  expect(await giveUp(id, failed, "model", "Um momento.")).toMatchObject({ kind: "retry", failures: 1 });
  await pool.query("update public.active_conversations set answer_due_at = now() where id = $1", [id]);

  const superseded = randomUUID();
  await claim(id, superseded);
  await say("mais uma coisa");
  expect(await finish(id, superseded, 1, { bubbles: ["Oi!"] })).toMatchObject({ kind: "superseded" });

  const answering = randomUUID();
  expect(await readTurn(id, answering)).toEqual({ kind: "lost" });
  await claim(id, answering);
  expect(await readTurn(id, answering)).toMatchObject({
    kind: "turn",
    voice: { bot: true },
    contactName: "Ana",
    lead: {},
    handedBack: false,
    steps: {},
  });
  const usage = { promptVersion: "1", model: "m", promptTokens: 10, completionTokens: 2, costMicros: 30 };
  const step = { name: "model-0", result: { text: "Oi!" }, usage };
  expect(await storeStep(id, answering, 2, step)).toMatchObject({ kind: "kept", spentMicros: 30 });
  expect(await storeStep(id, answering, 2, { ...step, result: {} })).toMatchObject({ result: step.result });
  expect(await storeStep(id, randomUUID(), 2, step)).toEqual({ kind: "lost" });
  expect(await readTurn(id, answering)).toMatchObject({ steps: { "model-0": step.result }, spentMicros: 90 });
  expect([await tellOfCeiling(clientId), await tellOfCeiling(clientId)]).toEqual([true, false]);
  expect(await sweep()).toEqual({ due: [], resumed: 0, alarms: [] });
  const done = await finish(id, answering, 2, {
    bubbles: ["Oi!", "Claro."],
    handOver: { reason: "asked" },
    summary: "s",
    lead: { fields: { nome: "Ana" }, score: 10, status: "qualified" },
  });
  expect(done).toMatchObject({ kind: "done", sendIds: [expect.any(String), expect.any(String)] });
  expect(await finish(id, randomUUID(), 2, { bubbles: [] })).toEqual({ kind: "lost", state: "waiting" });
  expect(await claim(id, randomUUID())).toEqual({ kind: "not-ours", state: "waiting" });
  expect(await steer(ana, { clientId, conversationId: id }, "take-over")).toMatchObject({ state: "human" });
  expect(await steer(ana, { clientId, conversationId: id }, "hand-back", "pronto")).toMatchObject({
    state: "bot",
    wakeAt: null,
  });
  expect(await claim(id, randomUUID())).toEqual({ kind: "answered" });

  for (const kind of ["retry", "retry", "handed-over"]) {
    if (kind === "retry") await say("e agora?");
    await pool.query("update public.active_conversations set answer_due_at = now() where id = $1", [id]);
    const lease = randomUUID();
    await claim(id, lease);
    expect(await giveUp(id, lease, "model", "Já chamo alguém.")).toMatchObject({ kind });
  }
}
