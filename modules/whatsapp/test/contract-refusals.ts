import { inspect } from "node:util";
import { attempt } from "@nova/error-handler";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OutboundMessage } from "../src/index.ts";
import { json, startFakeServer, type Treatment } from "./fake-server.ts";
import { type Adapter, failureOfSend, options, text, to } from "./whatsapp-contract.ts";

/** What every adapter refuses by itself, and what it never tells. */
export function describeRefusals(adapter: Adapter): void {
  const { name, create, accepted, acceptedId } = adapter;
  describe(`${name} refuses before it asks`, () => {
    let server: Awaited<ReturnType<typeof startFakeServer>>;
    beforeAll(async () => {
      server = await startFakeServer();
    });
    afterAll(() => server.close());
    const failureOf = (treatment: Treatment, timeoutMs?: number) =>
      failureOfSend(adapter, server, treatment, timeoutMs);

    test.each([
      ["an empty text", { kind: "text", text: " \n" }],
      ["a text beyond any limit", { kind: "text", text: "x".repeat(65_537) }],
      [
        "four buttons",
        { kind: "buttons", text: "?", buttons: ["a", "b", "c", "d"].map((id) => ({ id, title: id })) },
      ],
      ["no button", { kind: "buttons", text: "?", buttons: [] }],
      [
        "two buttons with one id",
        { kind: "buttons", text: "?", buttons: ["a", "b"].map((title) => ({ id: "x", title })) },
      ],
      [
        "a button title of 21 characters",
        { kind: "buttons", text: "?", buttons: [{ id: "a", title: "x".repeat(21) }] },
      ],
      [
        "a footer of 61 characters",
        { kind: "buttons", text: "?", footer: "x".repeat(61), buttons: [{ id: "a", title: "a" }] },
      ],
      ["a link that is a file", { kind: "media", mediaType: "image", url: "file:///etc/passwd" }],
      ["a link with a password", { kind: "media", mediaType: "image", url: "https://a:b@example.com/x.png" }],
      [
        "a caption on a sound",
        { kind: "media", mediaType: "audio", url: "https://example.com/a.ogg", caption: "ouça" },
      ],
    ] satisfies [string, OutboundMessage][])("%s is refused before anything is sent", async (_, message) => {
      const before = server.received.length;
      const result = await attempt(() => create(server.url).send(to, message, options));
      expect(result).toMatchObject({
        ok: false,
        error: { code: "whatsapp.invalid_message", retry: "never" },
      });
      expect(server.received.length).toBe(before);
    });

    test("20 emojis fit in a button title of 20", async () => {
      server.next(accepted);
      const buttons = [{ id: "a", title: "👍".repeat(20) }];
      expect(
        (await create(server.url).send(to, { kind: "buttons", text: "?", buttons }, options))
          .providerMessageId,
      ).toBe(acceptedId);
    });

    test("a track id that would not fit is refused before anything is sent", async () => {
      const result = await attempt(() => create(server.url).send(to, text, { trackId: "é".repeat(257) }));
      expect(result).toMatchObject({
        ok: false,
        error: { code: "whatsapp.invalid_message", retry: "never" },
      });
    });

    test.each(["", "11", "+", "abc", "0011999990000", "55119999900001234", "5511900000011@lid"])(
      "“%s” is no phone to send to",
      async (phone) => {
        const before = server.received.length;
        const result = await attempt(() => create(server.url).send({ phone }, text, options));
        expect(result).toMatchObject({
          ok: false,
          error: { code: "whatsapp.invalid_recipient", retry: "never" },
        });
        expect(server.received.length).toBe(before);
      },
    );

    test.each(["", "line\nbreak", "Zürich", "\0"])(
      "a credential that no header can carry is refused, and not told: %j",
      async (end) => {
        const secret = end === "" ? "" : `top-secret${end}`;
        const result = await attempt(() => create(server.url, { secret }).send(to, text, options));
        if (name === "meta" && secret === "") return; // "Bearer " is a header; the vendor refuses it
        expect(result).toMatchObject({
          ok: false,
          error: { code: "whatsapp.invalid_settings", retry: "never", context: { action: "pause-sender" } },
        });
        expect(inspect(result, { depth: 10 })).not.toContain("top-secret");
      },
    );

    test("a failure holds neither the phone nor the text", async () => {
      const error = await failureOf(
        json(400, {
          error: { code: 100, error_data: { details: "bad value 5511900000011" } },
          response: { message: ["5511900000011 Olá!"] },
        }),
      );
      expect(`${error.message} ${JSON.stringify(error.context)}`).not.toMatch(/5511900000011|Olá/);
    });
  });
}
