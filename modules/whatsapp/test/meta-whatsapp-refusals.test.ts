import { attempt } from "@nova/error-handler";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { OutboundMessage } from "../src/index.ts";
import { createMetaWhatsApp } from "../src/meta/index.ts";
import { json, startFakeServer } from "./fake-server.ts";

const phoneNumberId = "106500000000001";
const options = { trackId: "send:42" };

let server: Awaited<ReturnType<typeof startFakeServer>>;
beforeAll(async () => {
  server = await startFakeServer();
});
afterAll(() => server.close());
const meta = () =>
  createMetaWhatsApp({ baseUrl: `${server.url}/v25.0/`, phoneNumberId, accessToken: "EAAGexample" });

test.each([
  ["an undeliverable contact", 400, 131026, "never", "fail"],
  ["the pair limit", 400, 131056, "safe", "retry-later"],
  ["an expired token", 401, 190, "never", "pause-sender"],
  ["an unknown error with 500", 500, 131000, "unknown", "look-first"],
  ["the same with 503", 503, 131000, "safe", "retry-later"],
  ["a code of tomorrow with 400", 400, 999999, "never", "fail"],
  ["a code of tomorrow with 500", 500, 999999, "unknown", "look-first"],
])("%s is told by code", async (_, status, code, retry, action) => {
  server.next(
    json(status, {
      error: {
        message: "(#1) x",
        type: "OAuthException",
        code,
        error_data: { details: "why" },
        fbtrace_id: "A1b2",
      },
    }),
  );
  const result = await attempt(() =>
    meta().send({ phone: "5511900000011" }, { kind: "text", text: "oi" }, options),
  );
  expect(result).toMatchObject({
    ok: false,
    error: {
      code: `meta.${code}`,
      retry,
      context: { httpStatus: status, action, details: "why", traceId: "A1b2" },
    },
  });
});

test("each throttled attempt waits longer", async () => {
  const waits: (number | undefined)[] = [];
  for (const tries of [0, 1, 2]) {
    server.next(json(400, { error: { code: 131056 } }));
    const result = await attempt(() =>
      meta().send({ phone: "5511900000011" }, { kind: "text", text: "oi" }, { ...options, attempt: tries }),
    );
    waits.push(result.ok ? undefined : result.error.retryAfterMs);
  }
  expect(waits).toEqual([1_000, 4_000, 16_000]);
});

test.each([
  ["a text of 4,097 characters", { kind: "text", text: "x".repeat(4_097) }],
  ["a template name with a slash", { kind: "template", name: "../x", language: "pt_BR", components: [] }],
  ["a language that is none", { kind: "template", name: "x", language: "português", components: [] }],
] satisfies [string, OutboundMessage][])("%s is refused before anything is sent", async (_, message) => {
  const result = await attempt(() => meta().send({ phone: "5511900000011" }, message, options));
  expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.invalid_message", retry: "never" } });
});

test("a JID is no address of Meta, and a path is no number id", async () => {
  const text: OutboundMessage = { kind: "text", text: "oi" };
  expect(await attempt(() => meta().send({ jid: "21@lid" }, text, options))).toMatchObject({
    error: { code: "whatsapp.invalid_recipient" },
  });
  const lost = createMetaWhatsApp({ baseUrl: server.url, phoneNumberId: "../me", accessToken: "x" });
  expect(await attempt(() => lost.send({ phone: "5511900000011" }, text, options))).toMatchObject({
    error: { code: "whatsapp.invalid_settings" },
  });
});
