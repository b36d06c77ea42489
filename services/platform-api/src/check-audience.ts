import { checkMessage, judgeVariety, type MessageProblem, type Variety } from "@nova/contact-import";
import type { MessageAudience } from "@nova/supabase-client";
import { renderText, seedFor } from "@nova/whatsapp";
import * as z from "zod";

const words = { pt: z.string(), en: z.string() };
export const messageCheckAnswer = z.object({
  /** The names that people may use in the text. */
  variables: z.array(z.string()),
  problems: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(["error", "warning"]),
      ...words,
      at: z.int().optional(),
      variable: z.string().optional(),
      recipients: z.int().optional(),
      lines: z.array(z.int()).optional(),
      variant: z.string().optional(),
    }),
  ),
  /** Only for a text from a paired phone. */
  variety: z
    .object({
      isEnough: z.boolean(),
      variations: z.int(),
      sampled: z.int(),
      distinct: z.int(),
      nearIdenticalShare: z.number(),
      effective: z.number(),
      needed: z.int(),
      reason: z.object(words),
      advice: z.object(words).nullable(),
    })
    .nullable(),
  previews: z.array(
    z.object({ name: z.string().nullable(), text: z.string(), variant: z.string().optional() }),
  ),
});
export type MessageCheckAnswer = z.infer<typeof messageCheckAnswer>;

type Checked = {
  /** The texts that hold variables: a text of ours, or a template's parameters. */
  texts: string[];
  /** How the message reads, from the texts as they are rendered. */
  preview: (texts: string[]) => string;
  isOwnText: boolean;
  maxCharacters: number;
  seed: number;
};
const shown = 5;

/** What is wrong with a message for these people, whether it varies enough for a paired phone, and how it reads. Pure. */
export function checkAudience(
  { texts, preview, isOwnText, maxCharacters, seed }: Checked,
  audience: MessageAudience | null,
): MessageCheckAnswer {
  const sample = (audience?.sample ?? []).map(({ variables, phone }) => ({ variables, phone }));
  const columns = audience?.columns ?? [];
  const text = texts.join("\n");
  const found = audience
    ? checkMessage(text, columns, sample, maxCharacters)
    : checkMessage(text, columnsOf(text), [], maxCharacters);
  const missing = Object.entries(audience?.missing ?? {}).filter(([name]) => columns.includes(name));
  const isFromPhone = audience?.kind === "qr" && isOwnText;
  return {
    variables: columns,
    problems: [
      ...found.filter(({ code }) => code !== "missing-value" && (texts.length > 0 || code !== "empty-text")),
      ...missing.map(([variable, recipients]) => leftOut(variable, recipients)),
    ],
    variety:
      isFromPhone && audience.included > 0
        ? pick(judgeVariety({ text, recipients: audience.included, sample, seed }))
        : null,
    previews: (sample.length > 0 ? sample.slice(0, shown) : [{ variables: {}, phone: "" }]).map(
      ({ variables, phone }) => ({
        name: variables.name ?? null,
        text: preview(texts.map((one) => renderText(one, variables, seedFor(seed, phone)))),
      }),
    ),
  };
}

/** Without a list nothing is known of its columns: only the text itself is judged. */
function columnsOf(text: string): string[] {
  return [...text.matchAll(/\{\{\s*([\p{L}\p{N}_][\p{L}\p{N}_.-]*)/gu)].map(([, name = ""]) => name);
}

function leftOut(variable: string, recipients: number): MessageProblem {
  return {
    ...{ code: "missing-value", severity: "warning", variable, recipients },
    pt: `Falta {{${variable}}} em ${recipients} contatos: eles ficam de fora. Complete a lista ou dê um valor padrão, {{${variable}|cliente}}.`,
    en: `${recipients} contacts lack {{${variable}}}: they are left out. Complete the list or give a fallback, {{${variable}|friend}}.`,
  };
}

function pick({ isEnough, variations, sampled, distinct, ...rest }: Variety): MessageCheckAnswer["variety"] {
  const { nearIdenticalShare, effective, needed, reason, advice } = rest;
  return {
    ...{ isEnough, variations, sampled, distinct },
    ...{ nearIdenticalShare, effective, needed, reason, advice },
  };
}
