import { parseArgs } from "node:util";
import { AppError } from "@nova/error-handler";
import { profiles, type SenderProfile } from "@nova/pacing";
import { nationalAudience, type SimulationInput } from "@nova/pacing/simulate";
import * as z from "zod";
import { simulationUsage } from "./texts.ts";

/** What was asked for; `contactsFile` is read by whoever runs it. */
export type SimulationRequest = {
  input: SimulationInput;
  contactsFile: string | null;
  json: boolean;
  locale: "pt-BR" | "en";
};

const mostRecipients = 1_000_000;
const count = (least: number) => z.string().regex(/^\d+$/).transform(Number).pipe(z.int().min(least));
const countOrNone = z.union([z.enum(["none", "nenhum"]).transform(() => null), count(1)]);
const windowText = /^((?:[01]?\d|2[0-3]):[0-5]\d)-((?:[01]?\d|2[0-3]):[0-5]\d|24:00)$/;

const flags = z.object({
  recipients: count(1).pipe(z.int().max(mostRecipients)).optional(),
  contacts: z.string().min(1).optional(),
  profile: z.enum(["qr", "official"]).default("official"),
  start: z.string().optional(),
  "per-hour": countOrNone.optional(),
  "per-day": countOrNone.optional(),
  gap: z.coerce.number().positive().max(86_400).optional(),
  window: z.string().optional(),
  tier: countOrNone.optional(),
  "age-days": z.coerce.number().min(0).max(36_500).optional(),
  category: z.enum(["marketing", "utility", "authentication", "service"]).default("marketing"),
  "delivered-before": count(0).optional(),
  "template-delivered": count(0).optional(),
  cold: z.coerce.number().min(0).max(100).optional(),
  quality: z.enum(["green", "yellow", "red"]).optional(),
  message: z.string().optional(),
  seed: count(0).optional(),
  ramp: z.boolean().default(true),
  json: z.boolean().default(false),
  en: z.boolean().default(false),
});
type Flags = z.infer<typeof flags>;

const text = { type: "string" } as const;
const options = {
  ...{ recipients: text, contacts: text, profile: text, start: text, "per-hour": text, "per-day": text },
  ...{ gap: text, window: text, tier: text, "age-days": text, category: text, "delivered-before": text },
  ...{ "template-delivered": text, cold: text, quality: text, message: text, seed: text },
  ramp: { type: "boolean" },
  json: { type: "boolean" },
  en: { type: "boolean" },
} as const;

/** Reads the command's arguments. Throws `simulation.usage` or `simulation.<flag>`, saying what to write instead. */
export function parseSimulation(args: string[], now: Date): SimulationRequest {
  const asked = readFlags(args);
  const { recipients, contacts = null, profile: kind, json, en } = asked;
  if ((recipients === undefined) === (contacts === null)) {
    throw refused(
      "recipients",
      "Diga quantos são (--recipients 5000) ou dê a lista (--contacts contatos.csv), uma coisa ou outra.",
      "Give either --recipients 5000 or --contacts file.csv.",
    );
  }
  const { cold, quality, message } = asked;
  const input: SimulationInput = {
    kind,
    profile: profileOf(asked),
    audience: nationalAudience(recipients ?? 0),
    startAt: startOf(asked.start, now),
    category: asked.category,
    delivered: { sender: asked["delivered-before"] ?? 0, template: asked["template-delivered"] ?? 0 },
    signals: {
      coldShare: cold === undefined ? null : cold / 100,
      identicalShare: message === undefined ? null : identicalShareOf(message),
      quality: quality === "green" ? "GREEN" : quality === "yellow" ? "YELLOW" : quality ? "RED" : null,
    },
    ...(asked["age-days"] !== undefined && { state: { ageDays: asked["age-days"] } }),
    ...(asked.seed !== undefined && { seed: asked.seed }),
  };
  return { input, contactsFile: contacts, json, locale: en ? "en" : "pt-BR" };
}

function readFlags(args: string[]): Flags {
  let values: Record<string, unknown>;
  try {
    ({ values } = parseArgs({ args, options, allowNegative: true }));
  } catch (cause) {
    throw new AppError(
      "simulation.usage",
      `${cause instanceof Error ? cause.message : ""}\n\n${simulationUsage}`,
      {
        retry: "never",
        cause,
      },
    );
  }
  const parsed = flags.safeParse(values);
  if (parsed.success) return parsed.data;
  const name = String(parsed.error.issues[0]?.path[0] ?? "");
  throw refused(
    name,
    `--${name} ${String(values[name])} não vale.\n\n${simulationUsage}`,
    `--${name} ${String(values[name])} is not a value for it.`,
  );
}

function profileOf(asked: Flags): SenderProfile {
  const base = profiles[asked.profile];
  const { gap, window, tier } = asked;
  return {
    ...base,
    ...(asked["per-hour"] !== undefined && { maxPerHour: asked["per-hour"] }),
    ...(asked["per-day"] !== undefined && { maxPerDay: asked["per-day"] }),
    ...(gap !== undefined && { minGapMs: gap * 1_000 }),
    ...(window !== undefined && { window: windowOf(window) }),
    ...(tier !== undefined && { tierPerDay: tier }),
    ...(!asked.ramp && { ramp: null }),
  };
}

function windowOf(asked: string): SenderProfile["window"] {
  if (asked === "none" || asked === "24h") return null;
  const [, from, until] = windowText.exec(asked) ?? [];
  if (from && until) return { from, until };
  throw refused(
    "window",
    `--window ${asked} não é um horário: escreva 08:00-20:00, ou 24h para o dia todo.`,
    "Write --window 08:00-20:00, or 24h for round the clock.",
  );
}

function startOf(asked: string | undefined, now: Date): number {
  if (asked === undefined) return now.getTime();
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(asked);
  const withTime = /^\d{4}-\d\d-\d\d$/.test(asked) ? `${asked}T08:00` : asked;
  // A time without a zone is the operator's: Brasília, which has had no summer time since 2019.
  const at = Date.parse(hasZone ? withTime : `${withTime.replace(" ", "T")}-03:00`);
  if (!Number.isNaN(at)) return at;
  throw refused(
    "start",
    `--start ${asked} não é uma data: escreva 2026-11-23T09:00 (horário de Brasília).`,
    "Write --start 2026-11-23T09:00 (Brasília time), or with an offset.",
  );
}

/** A text without variables or variations reads alike for everyone. */
function identicalShareOf(message: string): number {
  if (/\{\{[^}]+\}\}/.test(message)) return 0;
  const variants = [...message.matchAll(/\{([^{}]*\|[^{}]*)\}/g)].map(
    ([, inside = ""]) => inside.split("|").length,
  );
  return 1 / variants.reduce((product, many) => product * many, 1);
}

function refused(flag: string, pt: string, en: string): AppError {
  return new AppError(`simulation.${flag}`, `${pt}\n${en}`, { retry: "never" });
}
