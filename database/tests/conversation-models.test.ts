import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Conversations, openConversations, type Talk } from "./conversation-fixture.ts";

let talks: Conversations;
beforeAll(async () => {
  talks = await openConversations();
});
afterAll(() => talks.close());

type Turn = {
  kind: string;
  steps: Record<string, { text: string }>;
  spentMicros: number;
  handedBack: boolean;
  lead: object;
};
type Kept = { kind: string; result?: { text: string }; spentMicros?: number };
const read = (talk: Talk, lease: string) => talks.call<Turn>("read_turn", talk.id, lease);
const keep = (talk: Talk, lease: string, text: string, through = 1) =>
  talks.call<Kept>(
    "store_turn_step",
    ...[talk.id, lease, through, "model-0"],
    JSON.stringify({ text }),
    JSON.stringify({ promptVersion: "1", model: "m", promptTokens: 9, completionTokens: 1, costMicros: 100 }),
  );
async function claimed(talk: Talk): Promise<string> {
  const lease = randomUUID();
  expect(await talks.claim(talk, lease)).toMatchObject({ kind: "granted" });
  return lease;
}
const end = (talk: Talk) =>
  talks.pool.query(
    "update public.active_conversations set lease_until = now() - interval '1 s' where id = $1",
    [talk.id],
  );
async function spoken(): Promise<Talk> {
  const talk = await talks.meet();
  await talks.say(talk, "oi");
  return talk;
}

/** An empty object alone would match any. */
const noSteps = expect.toSatisfy((steps: object) => Object.keys(steps).length === 0);

describe("what a model said", () => {
  test("is there for the worker that comes after one that died, and is paid once", async () => {
    const talk = await spoken();
    const first = await claimed(talk);
    expect(await keep(talk, first, "Olá!")).toMatchObject({ kind: "kept", spentMicros: 100 });
    expect(await keep(talk, first, "Olá!")).toMatchObject({ spentMicros: 100 }); // its answer was lost
    await end(talk);
    const second = await claimed(talk);
    expect(await read(talk, second)).toMatchObject({
      steps: { "model-0": { text: "Olá!" } },
      spentMicros: 100,
    });
  });

  test("counts for nothing from a worker that has lost the conversation, but for what it cost", async () => {
    const talk = await spoken();
    const first = await claimed(talk);
    await end(talk);
    const second = await claimed(talk);
    expect(await keep(talk, first, "tarde demais")).toEqual({ kind: "lost" });
    expect(await read(talk, first)).toEqual({ kind: "lost" });
    expect(await read(talk, second)).toMatchObject({ steps: noSteps, spentMicros: 100 });
  });

  test("is not said again once people have had the conversation, nor in answer to something newer", async () => {
    const talk = await spoken();
    await keep(talk, await claimed(talk), "antiga");
    await talks.say(talk, "outra coisa");
    await end(talk);
    expect(await read(talk, await claimed(talk))).toMatchObject({ steps: noSteps, handedBack: false });
    await talks.steer(talk, "take-over");
    await talks.steer(talk, "hand-back");
    expect(await read(talk, await claimed(talk))).toMatchObject({ steps: noSteps, handedBack: true });
  });

  test("goes with the contact's words when it is erased", async () => {
    const talk = await spoken();
    await keep(talk, await claimed(talk), "Olá, Ana!");
    const owner = randomUUID();
    await talks.pool.query("insert into public.members values ($1, $2, 'owner')", [
      talk.tenant.clientId,
      owner,
    ]);
    await talks.call("erase_contact", owner, talk.tenant.clientId, talk.contactId, "pediu");
    const { rows } = await talks.pool.query(
      "select from public.conversation_turn_steps where conversation_id = $1",
      [talk.id],
    );
    expect(rows).toEqual([]);
  });
});

test("what a contact answered is kept with the turn that heard it", async () => {
  const talk = await spoken();
  const lease = await claimed(talk);
  const lead = { fields: { nome: "Ana" }, score: 10, status: "open" };
  expect(await talks.finish(talk, lease, 1, { bubbles: ["Oi, Ana"], lead })).toMatchObject({ kind: "done" });
  await talks.say(talk, "e aí?");
  const next = await claimed(talk);
  expect(await read(talk, next)).toMatchObject({ lead: { nome: "Ana" }, handedBack: false });
  await talks.finish(talk, next, 2, { bubbles: ["Oi"] });
  expect(await talks.row(talk)).toMatchObject({ lead: { nome: "Ana" }, lead_score: 10, lead_status: "open" });
});

test("people are told of a ceiling once a day and tenant", async () => {
  const [one, other] = [await spoken(), await spoken()];
  const tell = ({ tenant }: Talk) => talks.call<boolean>("tell_of_ceiling", tenant.clientId);
  expect([await tell(one), await tell(one), await tell(other)]).toEqual([true, false, true]);
});
