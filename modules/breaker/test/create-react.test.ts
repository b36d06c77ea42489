import { expect, test } from "vitest";
import { createReact, type Failure } from "../src/index.ts";

const address = { kind: "phone" as const, value: "5511987654321" };
const blamed = { sendId: "send", clientId: "client", senderId: "sender", campaignId: "campaign", address };

function setUp({ stops = 1 } = {}) {
  const done: unknown[] = [];
  const told: { title: string; message: string; url?: string }[] = [];
  let isStopped = false;
  let isPaused = false;
  const react = createReact({
    stopSender: async (stop) => {
      done.push(["stop", stop]);
      if (isStopped) return 0;
      isStopped = true;
      return stops;
    },
    trip: async (request) => {
      done.push(["trip", request]);
      if (isPaused) return false;
      isPaused = true;
      return true;
    },
    recordOptOut: async (...given) => done.push(["opt-out", ...given]),
    notify: async (alert) => void told.push(alert),
    linkTo: (path) => `https://painel.example${path}`,
  });
  const fail = (action: unknown, change: Partial<Failure> = {}, whose: Partial<typeof blamed> = {}) =>
    react({ code: "meta.190", message: "Token inválido.", action, ...change }, { ...blamed, ...whose });
  return { fail, react, done, told };
}

test.each(["fail", "retry-later", "look-first", undefined, "toString"])(
  "%s concerns this send only: nothing is done, nobody is told",
  async (action) => {
    const { fail, done, told } = setUp();
    await fail(action);
    expect([done, told]).toEqual([[], []]);
  },
);

test("a sender whose credentials are refused is quarantined, and people are told once", async () => {
  const { fail, done, told } = setUp();
  await fail("pause-sender");
  await fail("pause-sender");
  const stop = {
    senderId: "sender",
    status: "quarantined",
    reason: "meta.190",
    wholeAccount: false,
    sendId: "send",
  };
  expect(done).toEqual([
    ["stop", stop],
    ["stop", stop],
  ]);
  expect(told).toEqual([
    expect.objectContaining({
      title: "Remetente parado",
      message: "Token inválido. Nada mais sai por ele até alguém reativá-lo.",
      url: "https://painel.example/senders/sender",
    }),
  ]);
});

test("where the account is blamed its other numbers stop too, and people are told how many", async () => {
  const { fail, done, told } = setUp({ stops: 3 });
  await fail("pause-sender", { code: "meta.131031", wholeAccount: true });
  expect(done).toMatchObject([["stop", { wholeAccount: true }]]);
  expect(told[0]?.message).toContain("Outros 2 número(s) da mesma conta");
});

test("a phone that lost its connection is disconnected, so that it goes on by itself once it is back", async () => {
  const { fail, done, told } = setUp();
  await fail("pause-sender", { code: "evolution.instance_disconnected" });
  expect(done).toMatchObject([["stop", { status: "disconnected" }]]);
  expect(told[0]).toMatchObject({ title: "Número desconectado" });
  expect(told[0]?.message).toContain("até ser conectado outra vez");
});

test("a campaign at fault is paused, and people are told once where to look", async () => {
  const { fail, done, told } = setUp();
  await fail("pause-campaign", { code: "meta.132001" });
  await fail("pause-campaign", { code: "meta.132001" });
  expect(done[0]).toEqual([
    "trip",
    { scope: "campaign", id: "campaign", reason: "meta.132001", sendId: "send" },
  ]);
  expect(told).toEqual([
    expect.objectContaining({ title: "Campanha pausada", url: "https://painel.example/campaigns/campaign" }),
  ]);
});

test("without a campaign there is none to pause", async () => {
  const { react, done, told } = setUp();
  await react(
    { code: "meta.132001", message: "", action: "pause-campaign" },
    { ...blamed, campaignId: null },
  );
  expect([done, told]).toEqual([[], []]);
});

test("who stopped us is opted out under the name we wrote to", async () => {
  const { fail, done, told } = setUp();
  await fail("opt-out", { code: "meta.131050" });
  expect(done).toEqual([["opt-out", "client", address, "meta.131050"]]);
  expect(told).toEqual([]);
});
