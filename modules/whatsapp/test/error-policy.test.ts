import { expect, test } from "vitest";
import { classifyError, knownErrorCodes } from "../src/index.ts";

const minute = 60_000;
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** The vendor's table of reactions, code by code. */
const expected: [what: string, codes: number[], retry: string, action: string, retryAfterMs?: number][] = [
  ["an invalid token stops the number", [0, 190], "never", "pause-sender"],
  ["a missing permission stops the number", [3, 10, ...range(200, 299), 131005], "never", "pause-sender"],
  ["a restricted account stops all", [368, 131031], "never", "pause-sender"],
  ["a country not allowed fails the contact", [130497], "never", "fail"],
  ["a request limit backs off for minutes", [4, 80007], "safe", "retry-later", 5 * minute],
  ["throughput backs off", [130429], "safe", "retry-later", 2_000],
  ["the pair limit is tried later", [131056], "safe", "retry-later", 1_000],
  ["a spam restriction pauses the campaign", [131048], "safe", "pause-campaign", 60 * minute],
  ["the marketing cap waits a day", [131049], "safe", "retry-later", 24 * 60 * minute],
  ["a marketing stop is an opt-out", [131050], "never", "opt-out"],
  ["an experiment is not retried", [130472], "never", "fail"],
  ["undeliverable fails", [131026], "never", "fail"],
  ["outside the 24 h window fails", [131047], "never", "fail"],
  ["sender as recipient fails", [131021], "never", "fail"],
  ["a number not on the test list fails", [131030], "never", "fail"],
  ["a payment problem stops all", [131042], "never", "pause-sender"],
  ["a media problem fails", [131051, 131052, 131053], "never", "fail"],
  ["maintenance waits a minute", [131057], "safe", "retry-later", minute],
  ["an unavailable service is tried again", [2, 131016], "safe", "retry-later", 10_000],
  ["an unknown error may have happened", [1, 131000], "unknown", "look-first"],
  ["a bad parameter fails", [100, 131008, 131009], "never", "fail"],
  ["a blocked user fails", [130403], "never", "fail"],
  ["a missing registration stops the number", [131037, 131045, 133010], "never", "pause-sender"],
  ["a variable in the wrong format fails", [132012], "never", "fail"],
  ["another number of variables stops the campaign", [132000], "never", "pause-campaign"],
  ["a missing template stops the campaign", [132001], "never", "pause-campaign"],
  ["a text too long or against policy fails", [132005, 132007], "never", "fail"],
  ["a paused template stops the campaign", [132015, 132016], "never", "pause-campaign"],
  ["a blocked flow stops the campaign", [132068], "never", "pause-campaign"],
  ["a throttled flow is tried later", [132069], "safe", "retry-later", 5 * minute],
  [
    "a PIN problem is the operator's",
    [133004, 133005, 133006, 133008, 133009, 133016],
    "never",
    "pause-sender",
  ],
  ["a number just deleted waits", [133015], "never", "pause-sender", 5 * minute],
  ["template limits are the operator's", [131064, 134100, 134101, 134102], "never", "pause-campaign"],
];

test.each(expected)("%s: %j", (_, codes, retry, action, retryAfterMs) => {
  for (const code of codes) {
    const policy = classifyError("meta", String(code), 400);
    expect(policy).toMatchObject({ retry, action, ...(retryAfterMs !== undefined && { retryAfterMs }) });
    expect(policy.reason).not.toBe("");
    expect(classifyError("meta", `meta.${code}`, 400)).toEqual(policy);
  }
});

test("no code of the table is left out of this list", () => {
  const listed = new Set(expected.flatMap(([, codes]) => codes.map((code) => `meta.${code}`)));
  const missing = knownErrorCodes.filter(
    (code) => code.startsWith("meta.") && code !== "meta.200-299" && !listed.has(code),
  );
  expect(missing).toEqual([]);
});

test("the pair limit waits 4^x seconds, never over an hour", () => {
  expect([0, 1, 2, 3, 4].map((x) => classifyError("meta", "131056", 400, x).retryAfterMs)).toEqual([
    1_000, 4_000, 16_000, 64_000, 256_000,
  ]);
  expect(classifyError("meta", "131056", 400, 1_000).retryAfterMs).toBe(3_600_000);
  expect(classifyError("meta", "131049", 400, 9).retryAfterMs).toBe(24 * 3_600_000);
});

test.each([
  ["429 did not happen", 429, "safe", "retry-later"],
  ["503 did not happen", 503, "safe", "retry-later"],
  ["401 stops the number", 401, "never", "pause-sender"],
  ["403 stops the number", 403, "never", "pause-sender"],
  ["400 fails", 400, "never", "fail"],
  ["404 fails", 404, "never", "fail"],
  ["408 may have happened", 408, "unknown", "look-first"],
  ["500 may have happened", 500, "unknown", "look-first"],
  ["502 may have happened", 502, "unknown", "look-first"],
  ["504 may have happened", 504, "unknown", "look-first"],
  ["200 without a readable answer may have happened", 200, "unknown", "look-first"],
  ["no status may have happened", undefined, "unknown", "look-first"],
] as const)("a code that nobody knows: %s", (_, status, retry, action) => {
  expect(classifyError("meta", "999999", status)).toMatchObject({ retry, action });
  if (status) expect(classifyError("meta", `meta.http_${status}`)).toMatchObject({ retry, action });
});

test("only rate limits, unavailability, maintenance and refused connections are safe", () => {
  const safe = knownErrorCodes.filter((code) => classifyError("meta", code, 400).retry === "safe");
  expect(safe.sort()).toEqual(
    ["2", "4", "80007", "130429", "131016", "131048", "131049", "131056", "131057", "132069"]
      .map((code) => `meta.${code}`)
      .concat("whatsapp.unreachable")
      .sort(),
  );
});

test("an open question beside 503 is answered by the 503", () => {
  expect(classifyError("meta", "131000", 503).retry).toBe("safe");
  expect(classifyError("meta", "131000", 500).retry).toBe("unknown");
});

test("names from an object's prototype are no codes", () => {
  expect(classifyError("meta", "constructor", 400)).toMatchObject({ retry: "never", action: "fail" });
});
