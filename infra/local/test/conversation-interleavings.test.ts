import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openConversationWorld } from "./conversation-world.ts";
import type { Death } from "./mortal-worker.ts";

let world: Awaited<ReturnType<typeof openConversationWorld>>;
beforeAll(async () => {
  world = await openConversationWorld();
}, 60_000);
beforeEach(() =>
  world.renew(
    { when: { toolResult: "hand_over" }, content: "Já chamei alguém." },
    {
      when: { text: "ajuda", tool: "hand_over" },
      toolCalls: [{ name: "hand_over", arguments: { reason: "cannot-help", summary: "Precisa de ajuda." } }],
    },
  ),
);
afterAll(() => world?.close());

const answered = "Olá! Como posso ajudar?";
const both = ["before", "after"] as const;
const steps = ["claim", "readTurn", "model", "storeStep", "finish"];
const places = steps.flatMap((port) => both.map((when) => [when, port] as const));

async function spoken(text: string) {
  const talk = await world.talks.meet({ quietMs: 5_000 });
  await world.say(talk, text);
  await world.pass(5_001);
  world.state.wakes = [];
  return talk;
}

describe("a person who steps in", () => {
  test.each(places)("%s %s has the conversation alone: the bot's answer never leaves", async (when, port) => {
    const talk = await spoken("oi");
    const instead = () => world.talks.replyByHand(talk, "Oi, aqui é a Bia");
    await world.deliver(talk.id, { death: { port, when, instead } });
    await world.settle();
    await world.tick();
    await world.settle();
    expect(await world.saidTo(talk)).toEqual([]);
    expect(await world.talks.row(talk)).toMatchObject({
      state: "human",
      said: "1",
      answered: "1",
      lease_id: null,
    });
  });
});

describe("a message that comes", () => {
  test.each(places)(
    "%s %s is answered, alone or with the one before it, and none twice",
    async (when, port) => {
      const talk = await spoken("oi");
      const instead = () => world.say(talk, "mais uma coisa");
      await world.deliver(talk.id, { death: { port, when, instead } });
      await world.settle();
      await world.tick();
      await world.settle();
      const said = await world.saidTo(talk);
      expect(said).toEqual(port === "finish" && when === "after" ? [answered, answered] : [answered]);
      expect(await world.talks.row(talk)).toMatchObject({ state: "bot", said: "2", answered: "2" });
    },
  );
});

describe("a worker that dies in the middle of a tool's round", () => {
  const deaths: Death[] = ["model", "storeStep"].flatMap((port) =>
    [1, 2].flatMap((nth) => both.map((when) => ({ port, when, nth }))),
  );
  test.each(deaths.map((death) => [death.when, death.port, death.nth, death] as const))(
    "%s %s %i hands over once, and asks nothing that is stored again",
    async (_when, port, _nth, death) => {
      const talk = await spoken("preciso de ajuda");
      expect(await world.deliver(talk.id, { death })).toBe(false);
      await world.tick();
      await world.settle();
      expect(await world.saidTo(talk)).toEqual(["Já chamei alguém."]);
      expect(await world.talks.row(talk)).toMatchObject({ state: "waiting", reason: "cannot-help" });
      expect(world.state.alerts).toHaveLength(1);
      const isPaidTwice =
        (port === "model" && death.when === "after") || (port === "storeStep" && death.when === "before");
      expect(await world.asked()).toBe(isPaidTwice ? 3 : 2);
    },
  );
});

test.each(both)("a worker that dies %s giving up is followed by one that hands over once", async (when) => {
  const talk = await spoken("oi");
  await world.fault({ kind: "server-error", status: 500 });
  await world.deliver(talk.id, { death: { port: "giveUp", when } });
  await world.tick();
  await world.settle();
  expect(await world.saidTo(talk)).toHaveLength(1);
  expect(await world.talks.row(talk)).toMatchObject({ state: "waiting", reason: "llm.server_error" });
});
