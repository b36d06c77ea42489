import { AppError, type Result } from "@nova/error-handler";
import type { Settled } from "@nova/supabase-client";
import type { Sent } from "@nova/whatsapp";
import { expect, test } from "vitest";
import { blameOf } from "../src/blame-of.ts";
import { granted } from "./fake-sends.ts";

const campaignId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02";
const grant = granted({ id: "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01", campaignId });
const accepted: Result<Sent> = { ok: true, value: { providerMessageId: "wamid.1" } };
const settled = (status: string, code: string | null = null): Settled => ({ status, repeated: false, code });

test("what was accepted and not heard of blames nobody", () => {
  expect(blameOf(accepted, settled("sent"), grant)).toBeUndefined();
  expect(blameOf(accepted, settled("delivered"), grant)).toBeUndefined();
});

test("a refusal is blamed with what its error says", () => {
  const context = { action: "pause-sender", wholeAccount: true };
  const error = new AppError("meta.131031", "Conta bloqueada.", { retry: "never", context });
  expect(blameOf({ ok: false, error }, settled("pending"), grant)).toEqual({
    failure: { code: "meta.131031", message: "Conta bloqueada.", action: "pause-sender", wholeAccount: true },
    blamed: {
      sendId: grant.send.id,
      clientId: grant.send.clientId,
      senderId: grant.sender.id,
      campaignId,
      address: { kind: "phone", value: grant.send.toValue },
    },
  });
});

test("a failed status that came before the answer is blamed like the same code in an answer", () => {
  expect(blameOf(accepted, settled("failed", "meta.132015"), grant)?.failure).toMatchObject({
    code: "meta.132015",
    action: "pause-campaign",
  });
});

test.each([
  ["phone", "5511987654321", { kind: "phone", value: "5511987654321" }],
  ["userId", "BR.123", { kind: "bsuid", value: "BR.123" }],
  ["jid", "123@lid", { kind: "lid", value: "123@lid" }],
] as const)("who was written to by %s is named so", (toKind, toValue, address) => {
  const error = new AppError("meta.131050", "", { retry: "never", context: { action: "opt-out" } });
  const to = { ...grant, send: { ...grant.send, toKind, toValue } };
  expect(blameOf({ ok: false, error }, settled("failed"), to)?.blamed.address).toEqual(address);
});
