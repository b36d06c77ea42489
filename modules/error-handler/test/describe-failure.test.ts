import { expect, test } from "vitest";
import { AppError } from "../src/app-error.ts";
import { describeFailure } from "../src/describe-failure.ts";

test("a failure is its code, its retry and its ids; what is told of it wins over what it says itself", () => {
  const error = new AppError("a.b", "Não deu.", {
    retry: "never",
    context: { sendId: "s1", attempt: 2, code: "x" },
  });
  expect(describeFailure(error, { sendId: "s2", campaignId: null })).toEqual({
    message: "Não deu.",
    code: "a.b",
    retry: "never",
    sendId: "s2",
    attempt: 2,
    campaignId: null,
  });
});

test("no phone or secret is among them", () => {
  const context = { to: "5511987654321", hint: "Bearer abc.def" };
  const facts = describeFailure(new AppError("a.b", "to +55 11 98765-4321", { retry: "never", context }), {
    detail: "token=abc",
  });
  expect(facts).toMatchObject({
    message: "to [phone]",
    to: "[phone]",
    hint: "Bearer [redacted]",
    detail: "token=[redacted]",
  });
});
