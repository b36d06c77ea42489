import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import {
  type Alert,
  type AlertChannel,
  createDiscordChannel,
  createSlackChannel,
  createTelegramChannel,
} from "../src/index.ts";

const at = new Date("2026-03-10T12:00:00.000Z");

/** What the channel would post, read with the vendor's limits; a body beyond them does not parse. */
async function bodyOf<T>(channel: AlertChannel, alert: Alert, schema: z.ZodType<T>): Promise<T> {
  let body: unknown;
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    body = JSON.parse(String(init?.body));
    return new Response("ok");
  };
  await channel.send(alert, { fetch, signal: AbortSignal.timeout(1_000), at });
  return schema.parse(body);
}

const text = (max: number) => z.string().min(1).max(max);

const discordBody = z.object({
  username: text(80).refine((name) => !/discord/i.test(name)),
  allowed_mentions: z.object({ parse: z.array(z.never()) }),
  embeds: z.tuple([
    z
      .object({
        title: text(256),
        description: text(4_096).optional(),
        color: z.int(),
        url: z.url().optional(),
        fields: z
          .array(z.object({ name: text(256), value: text(1_024), inline: z.boolean() }))
          .min(1)
          .max(25)
          .optional(),
        footer: z.object({ text: text(2_048) }).optional(),
        timestamp: z.iso.datetime(),
      })
      .refine(({ title, description = "", fields = [], footer }) => {
        const texts = [
          title,
          description,
          footer?.text ?? "",
          ...fields.flatMap(({ name, value }) => [name, value]),
        ];
        return texts.join("").length <= 6_000;
      }),
  ]),
});

const telegramBody = z.object({ chat_id: z.string(), text: z.string(), parse_mode: z.literal("HTML") });

const anyLongText = fc
  .tuple(fc.constantFrom("a", "😀", "<", "&é"), fc.nat(6_000))
  .map(([unit, times]) => unit.repeat(times));
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  anyLongText,
  fc.constantFrom("", "<b>&", "`*_", "@everyone"),
);
const anyAlert: fc.Arbitrary<Alert> = fc.record(
  {
    level: fc.constantFrom("success", "error", "warning", "info"),
    title: anyText,
    message: anyText,
    fields: fc.array(fc.record({ name: anyText, value: anyText }), { maxLength: 40 }),
    url: fc.webUrl(),
    service: anyText,
  },
  { requiredKeys: ["level", "title", "message"] },
);

test("no alert is too much for Discord", async () => {
  const channel = createDiscordChannel({ webhookUrl: "https://discord.test", username: "Discord da Nova" });
  await fc.assert(
    fc.asyncProperty(anyAlert, async (alert) => {
      await bodyOf(channel, alert, discordBody);
    }),
    { numRuns: 150 },
  );
});

test("no alert is too long for Telegram once its markup is parsed, and its markup is whole", async () => {
  const channel = createTelegramChannel({ botToken: "1:x", chatId: "-1" });
  await fc.assert(
    fc.asyncProperty(anyAlert, async (alert) => {
      const { text } = await bodyOf(channel, alert, telegramBody);
      const parsed = text.replace(/<\/?b>|<a href="[^"<>]*">|<\/a>/g, "");
      expect(parsed).not.toMatch(/[<>]/);
      expect(parsed.replace(/&(?:amp|lt|gt|quot);/g, "x").length).toBeLessThanOrEqual(4_096);
    }),
    { numRuns: 150 },
  );
});

test.each([
  ["success", 5763719],
  ["error", 15548997],
  ["warning", 16705372],
  ["info", 3447003],
] as const)("an embed of level %s has colour %d and the time at which it happened", async (level, color) => {
  const channel = createDiscordChannel({ webhookUrl: "https://discord.test" });
  const { embeds } = await bodyOf(channel, { level, title: "t", message: "m" }, discordBody);
  expect(embeds[0]).toEqual({ title: "t", description: "m", color, timestamp: "2026-03-10T12:00:00.000Z" });
});

test("an error's text cannot call people or forge markup in Slack", async () => {
  const channel = createSlackChannel({ webhookUrl: "https://slack.test" });
  const alert: Alert = {
    level: "warning",
    title: "<!channel> & co",
    message: "<https://evil|x>",
    fields: [{ name: "<a>", value: "<b>" }],
    url: "https://x.test/a|b>",
  };
  const body = await bodyOf(
    channel,
    alert,
    z.object({
      text: z.string(),
      attachments: z.tuple([z.looseObject({ text: z.string(), fields: z.unknown() })]),
    }),
  );
  expect(body.text).toBe("🟡 <https://x.test/a%7Cb&gt;|&lt;!channel&gt; &amp; co>");
  expect(body.attachments[0].text).toBe("&lt;https://evil|x&gt;");
  expect(body.attachments[0].fields).toEqual([{ title: "&lt;a&gt;", value: "&lt;b&gt;", short: true }]);
});
