import { AppError } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import type { Granted } from "@nova/supabase-client";
import { expect, test } from "vitest";
import { createReact } from "../src/react.ts";
import { granted } from "./fake-sends.ts";

const campaignId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02";

function setUp() {
  const done: unknown[][] = [];
  const told: Alert[] = [];
  const states = new Map<string, string>();
  const react = createReact({
    senders: {
      setStatus: async (id, status, reason) => {
        if (states.get(id) === status) return false;
        states.set(id, status);
        done.push(["setStatus", id, status, reason]);
        return true;
      },
      pause: async (request) => done.push(["pause", request]),
    },
    webhooks: {
      recordOptOut: async (clientId, address, source) => done.push(["optOut", clientId, address, source]) > 0,
    },
    notify: async (alert) => void told.push(alert),
    linkTo: (path) => `https://painel.example${path}`,
  });
  const fail = (action: string | undefined, change: Partial<Granted["send"]> = {}, code = "meta.190") => {
    const grant = granted({ id: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01", campaignId });
    const error = new AppError(code, "Token inválido.", { retry: "never", context: { action } });
    return react(error, { ...grant, send: { ...grant.send, ...change } });
  };
  return { fail, done, told };
}
const { send, sender } = granted({ id: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01" });

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
  expect(done).toEqual([["setStatus", sender.id, "quarantined", "meta.190"]]);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    level: "error",
    title: "Remetente parado",
    message: "Token inválido. Nada mais sai por ele até alguém reativá-lo.",
    url: `https://painel.example/senders/${sender.id}`,
  });
});

test("a phone that lost its connection is disconnected, so that it goes on by itself once it is back", async () => {
  const { fail, done, told } = setUp();
  await fail("pause-sender", {}, "evolution.instance_disconnected");
  expect(done).toEqual([["setStatus", sender.id, "disconnected", "evolution.instance_disconnected"]]);
  expect(told[0]).toMatchObject({ title: "Número desconectado" });
  expect(told[0]?.message).toContain("até ser conectado outra vez");
});

test("a campaign at fault is paused, and people are told where to look", async () => {
  const { fail, done, told } = setUp();
  await fail("pause-campaign", {}, "meta.132001");
  expect(done).toEqual([
    [
      "pause",
      {
        scope: "campaign",
        clientId: send.clientId,
        campaignId,
        action: "pause",
        reason: "meta.132001",
        source: "sistema",
      },
    ],
  ]);
  expect(told[0]).toMatchObject({
    title: "Campanha pausada",
    url: `https://painel.example/campaigns/${campaignId}`,
  });
});

test("without a campaign there is none to pause", async () => {
  const { fail, done, told } = setUp();
  await fail("pause-campaign", { campaignId: null });
  expect([done, told]).toEqual([[], []]);
});

test.each([
  ["phone", "5511987654321", { kind: "phone", value: "5511987654321" }],
  ["userId", "BR.123", { kind: "bsuid", value: "BR.123" }],
  ["jid", "123@lid", { kind: "lid", value: "123@lid" }],
] as const)("who stopped us by %s is opted out under that name", async (toKind, toValue, address) => {
  const { fail, done, told } = setUp();
  await fail("opt-out", { toKind, toValue }, "meta.131050");
  expect(done).toEqual([["optOut", send.clientId, address, "meta.131050"]]);
  expect(told).toEqual([]);
});
