import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openConversationWorld } from "./conversation-world.ts";
import type { Death } from "./mortal-worker.ts";

let world: Awaited<ReturnType<typeof openConversationWorld>>;
beforeAll(async () => {
  world = await openConversationWorld();
}, 60_000);
beforeEach(() => world.renew());
afterAll(() => world?.close());

const answered = "Olá! Como posso ajudar?";
const usual = { quietMs: 5_000, failureNotice: "Tive um problema.", handOverNotice: "Chamo alguém." };
const meet = (settings: object = {}) => world.talks.meet({ ...usual, ...settings });

test("a burst gets one answer, to all of it", async () => {
  const talk = await meet();
  for (const text of ["oi", "tudo bem?", "quanto custa?"]) {
    await world.say(talk, text);
    await world.pass(2_000);
  }
  await world.settle();
  expect(await world.saidTo(talk)).toEqual([answered]);
  expect(await world.talks.row(talk)).toMatchObject({ said: "3", answered: "3" });
  expect(await world.asked()).toBe(1);
});

test("what is said while the model thinks supersedes the answer, and one answer covers both", async () => {
  const talk = await meet();
  await world.say(talk, "oi");
  let isFirst = true;
  await world.settle({
    onModel: async () => {
      if (isFirst) await world.say(talk, "esqueci: e o preço?");
      isFirst = false;
    },
  });
  expect(await world.saidTo(talk)).toEqual([answered]);
  expect(await world.asked()).toBe(2);
  expect(await world.talks.row(talk)).toMatchObject({ said: "2", answered: "2", superseded: 0 });
});

test("a contact who never stops typing is answered all the same, and what is left over too", async () => {
  const talk = await meet();
  await world.say(talk, "0");
  let said = 0;
  await world.settle({
    onModel: async () => {
      if (said < 6) await world.say(talk, String(++said));
    },
  });
  expect((await world.saidTo(talk)).length).toBeGreaterThanOrEqual(2);
  expect(await world.talks.row(talk)).toMatchObject({ said: "7", answered: "7" });
});

describe("a worker that is killed", () => {
  const deaths: Death[] = ["claim", "readTurn", "model", "storeStep", "finish", "publish"].flatMap((port) => [
    { port, when: "before" },
    { port, when: "after" },
  ]);
  test.each(deaths.map((death) => [death.when, death.port, death] as const))(
    "%s %s leaves exactly one answer to whoever comes next",
    async (_when, port, death) => {
      const talk = await meet();
      await world.say(talk, "oi");
      await world.pass(5_001);
      world.state.wakes = [];
      expect(await world.deliver(talk.id, { death })).toBe(false);
      // The push comes again, early and late; and if it never did, the dispatcher's tick.
      await world.deliver(talk.id);
      await world.settle();
      await world.tick();
      await world.settle();
      expect(await world.saidTo(talk)).toEqual([answered]);
      expect(await world.talks.row(talk)).toMatchObject({ said: "1", answered: "1", state: "bot" });
      const isStored =
        port === "finish" || port === "publish" || (port === "storeStep" && death.when === "after");
      if (isStored) expect(await world.asked()).toBe(1);
    },
  );

  test("for good is followed by another as soon as the dispatcher sweeps", async () => {
    const talk = await meet();
    await world.say(talk, "oi");
    await world.pass(5_001);
    await world.deliver(talk.id, { death: { port: "model", when: "after" } });
    world.state.wakes = [];
    await world.tick();
    expect(world.state.wakes).toMatchObject([{ conversationId: talk.id }]);
    await world.settle();
    expect(await world.saidTo(talk)).toEqual([answered]);
  });
});

test("two workers at once give one answer", async () => {
  const talk = await meet();
  await world.say(talk, "oi");
  await world.pass(5_001);
  await Promise.all([1, 2, 3, 4].map(() => world.deliver(talk.id)));
  await world.settle();
  expect(await world.saidTo(talk)).toEqual([answered]);
  expect(await world.asked()).toBe(1);
});

test("a person who steps in while the model thinks silences the bot, which comes back knowing what was agreed", async () => {
  const talk = await meet();
  await world.renew({
    when: { prompt: "<resumo_do_atendimento>\\n([^<]*[^<\\s])" },
    content: "Combinado: {{1}}",
  });
  await world.say(talk, "oi");
  let isFirst = true;
  await world.settle({
    onModel: async () => {
      if (isFirst) await world.talks.replyByHand(talk, "Fechado por R$ 400");
      isFirst = false;
    },
  });
  await world.say(talk, "ótimo");
  await world.settle();
  expect(await world.saidTo(talk)).toEqual([]);
  expect(await world.talks.row(talk)).toMatchObject({ state: "human" });

  await world.talks.steer(talk, "hand-back");
  await world.wakeOf(talk);
  await world.settle();
  expect(await world.saidTo(talk)).toEqual(["Combinado: Fechado por R$ 400"]);
  expect(await world.talks.row(talk)).toMatchObject({ state: "bot", summary: "Fechado por R$ 400" });
});

describe("a model that fails", () => {
  test.each([
    ["throttles", { kind: "throttle", retryAfterMs: 1_500 }, "llm.rate_limited"],
    ["breaks", { kind: "server-error", status: 500 }, "llm.server_error"],
    ["says nothing", { kind: "timeout-before", ms: 5_000 }, "llm.timeout"],
  ])(
    "(%s) for good is asked three times; then people have it, and the contact is told once",
    async (_, fault, code) => {
      const talk = await meet();
      await world.fault(fault);
      await world.say(talk, "oi");
      await world.settle({ timeoutMs: 500 });
      expect(await world.saidTo(talk)).toEqual([usual.failureNotice]);
      expect(await world.talks.row(talk)).toMatchObject({ state: "waiting", reason: code });
      expect(world.state.alerts).toMatchObject([{ key: `hand-over:${talk.id}` }]);
    },
  );

  test("once is asked again, and the contact hears only the answer", async () => {
    const talk = await meet();
    await world.fault({ kind: "server-error", status: 500, times: 1 });
    await world.say(talk, "oi");
    await world.settle();
    expect(await world.saidTo(talk)).toEqual([answered]);
    expect(await world.talks.row(talk)).toMatchObject({ state: "bot", failures: 0 });
  });
});

test("whoever wants a person gets one: a notice, an alert, and the bot's silence", async () => {
  const talk = await meet();
  await world.say(talk, "quero falar com uma pessoa");
  await world.settle();
  await world.say(talk, "alguém aí?");
  await world.settle();
  expect(await world.saidTo(talk)).toEqual([usual.handOverNotice]);
  expect(await world.talks.row(talk)).toMatchObject({ state: "waiting", reason: "asked" });
  expect(world.state.alerts).toHaveLength(1);
  expect(await world.asked()).toBe(0);
});

test("SAIR gets one confirmation and silence, also for what was said before it", async () => {
  const talk = await meet();
  const phone = { kind: "phone", value: "5511987654321" };
  await world.say(talk, "quanto custa?");
  for (const id of ["1", "2"]) {
    await world.talks.ingest(talk.tenant.phoneNumberId, {
      optOuts: [{ ...phone, confirmation: "Pronto!" }],
      messages: [
        { ...phone, direction: "in", type: "text", text: "SAIR", externalId: `sair-${id}-${talk.id}` },
      ],
    });
    await world.deliver(talk.id);
  }
  await world.settle();
  await world.tick();
  await world.settle();
  expect(await world.saidTo(talk)).toEqual(["Pronto!"]);
  expect(await world.asked()).toBe(0);
});

test("above the ceiling people have the conversations, and are told once", async () => {
  const talk = await meet({ dailyCeilingUsd: 0.0000001 });
  await world.say(talk, "oi");
  await world.settle();
  await world.say(talk, "e aí?");
  await world.settle();
  await world.talks.steer(talk, "take-over");
  await world.talks.steer(talk, "hand-back");
  await world.say(talk, "oi de novo");
  await world.settle();
  expect(await world.wroteTo(talk)).toEqual([answered, usual.handOverNotice, usual.handOverNotice]);
  expect(world.state.alerts).toMatchObject([{ key: `spend-ceiling:${talk.tenant.clientId}` }]);
  expect(await world.asked()).toBe(1);
});
