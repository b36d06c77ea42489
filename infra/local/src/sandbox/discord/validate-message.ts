import * as z from "zod";

const text = (max: number) => z.string().max(max);
const address = z.string().regex(/^(https?|attachment):\/\/\S+$/);
const image = z.looseObject({ url: address });

const embed = z.looseObject({
  title: text(256).optional(),
  description: text(4096).optional(),
  url: address.optional(),
  color: z.int().min(0).max(16_777_215).optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  fields: z
    .array(
      z.looseObject({ name: text(256).min(1), value: text(1024).min(1), inline: z.boolean().optional() }),
    )
    .max(25)
    .optional(),
  footer: z.looseObject({ text: text(2048) }).optional(),
  author: z.looseObject({ name: text(256) }).optional(),
  thumbnail: image.optional(),
  image: image.optional(),
});

const component = z.looseObject({
  type: z.int(),
  get components() {
    return z.array(component).optional();
  },
});

/** What a webhook may post. */
export const messageSchema = z.looseObject({
  content: text(2000).nullish(),
  username: text(80)
    .min(1)
    .refine((name) => !/discord/i.test(name), 'Username cannot contain "discord"')
    .optional(),
  avatar_url: address.optional(),
  embeds: z.array(embed).max(10).nullish(),
  allowed_mentions: z
    .looseObject({ parse: z.array(z.enum(["roles", "users", "everyone"])).optional() })
    .nullish(),
  components: z.array(component).nullish(),
  flags: z.int().optional(),
});
export type DiscordContent = z.infer<typeof messageSchema>;
export type Embed = z.infer<typeof embed>;

type Problem = { code: number; message: string; errors?: unknown };
export type Validated = { ok: true; content: DiscordContent } | { ok: false; problem: Problem };

/** Checks a message against Discord's limits and names each field that breaks one. */
export function validateMessage(body: unknown, hasFiles: boolean): Validated {
  const parsed = messageSchema.safeParse(body);
  if (!parsed.success)
    return invalid(parsed.error.issues.map((issue) => [issue.path, codeOf(issue), messageOf(issue)]));
  const { content, embeds, components } = parsed.data;
  const letters = (embeds ?? []).reduce((sum, one) => sum + lettersOf(one), 0);
  if (letters > 6000) {
    return invalid([[["embeds"], "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000"]]);
  }
  const isEmpty = !content?.trim() && !embeds?.length && !components?.length && !hasFiles;
  if (isEmpty) return { ok: false, problem: { code: 50006, message: "Cannot send an empty message" } };
  return { ok: true, content: parsed.data };
}

function lettersOf({ title, description, fields, footer, author }: Embed): number {
  const parts = [
    title,
    description,
    footer?.text,
    author?.name,
    ...(fields ?? []).flatMap((one) => [one.name, one.value]),
  ];
  return parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
}

type Wrong = [path: PropertyKey[], code: string, message: string];
type ErrorTree = { [key: string]: ErrorTree | { code: string; message: string }[] };

function invalid(wrongs: Wrong[]): Validated {
  const errors: ErrorTree = {};
  for (const [path, code, message] of wrongs) {
    let place = errors;
    for (const key of path) {
      const next = place[String(key)];
      const child: ErrorTree = next && !Array.isArray(next) ? next : {};
      place[String(key)] = child;
      place = child;
    }
    place._errors = [{ code, message }];
  }
  return { ok: false, problem: { code: 50035, message: "Invalid Form Body", errors } };
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_big" && issue.origin === "array") return "BASE_TYPE_BAD_LENGTH";
  if (issue.code === "too_big" && issue.origin === "string") return "BASE_TYPE_MAX_LENGTH";
  if (issue.code === "too_big") return "NUMBER_TYPE_MAX";
  if (issue.code === "too_small") return "BASE_TYPE_REQUIRED";
  return issue.code === "invalid_type" ? "BASE_TYPE_REQUIRED" : "BASE_TYPE_BAD";
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_big" && issue.origin === "array")
    return `Must be between 1 and ${issue.maximum} in length.`;
  if (issue.code === "too_big" && issue.origin === "string")
    return `Must be ${issue.maximum} or fewer in length.`;
  if (issue.code === "too_small" || issue.code === "invalid_type") return "This field is required";
  return issue.message;
}
