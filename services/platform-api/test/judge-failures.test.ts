import { classifyError, knownErrorCodes } from "@nova/whatsapp";
import { expect, test } from "vitest";
import { judgeFailures } from "../src/judge-failures.ts";

const judge = (code: string | null, undelivered = 1, provider: "meta" | "evolution" = "meta") =>
  judgeFailures({
    status: "running",
    provider,
    items: [{ code, reason: code ?? "provider-failed", count: 2, undelivered }],
  });

test.each([
  ["a limit of the provider's is over after a moment", "meta.130429", 2_000],
  ["Meta's limit of marketing to a person takes a day", "meta.131049", 86_400_000],
  ["what was the account's fault can be mended", "meta.131042", 0],
  ["what was the template's fault can be mended", "meta.132015", 0],
])("%s: it may be sent again", (_why, code, waitMs) => {
  const { failures, retries } = judge(code);
  expect(retries).toEqual([{ code, waitMs }]);
  expect(failures).toMatchObject([{ code, count: 2, canRetry: true, retryable: 1 }]);
});

test.each([
  ["the person has no WhatsApp", "meta.131026"],
  ["the person stopped marketing", "meta.131050"],
  ["nobody knows whether it arrived", "meta.131000"],
  ["a code that nobody knows", "meta.999999"],
  ["Evolution's word is not firm", "evolution.delivery_failed"],
  ["the message itself is at fault", "whatsapp.unrenderable"],
])("%s: it is not sent again", (_why, code) => {
  const { failures, retries } = judge(code, 1, code.startsWith("evolution") ? "evolution" : "meta");
  expect([retries, failures[0]?.canRetry]).toEqual([[], false]);
});

test("nothing is sent again while it is not known that it did not arrive, nor without a code", () => {
  expect(judge("meta.130429", 0).retries).toEqual([]);
  expect(judge(null).retries).toEqual([]);
});

test("of all codes there are, none that may have arrived is ever sent again, and each has its words", () => {
  for (const code of knownErrorCodes) {
    const { failures, retries } = judge(code);
    if (classifyError("meta", code).retry === "unknown") expect(retries).toEqual([]);
    expect(failures[0]?.pt).toMatch(/\S/);
    expect(failures[0]?.en).toMatch(/\S/);
  }
});
