import type { Simulation } from "@nova/pacing/simulate";
import * as z from "zod";
import type { Words } from "./describe-reason.ts";

const instant = z.iso.datetime();
const share = z.number();
export const simulationAnswer = z.object({
  recipients: z.int(),
  startAt: instant,
  firstAt: instant.nullable(),
  /** Null: not within a year. */
  finishAt: instant.nullable(),
  unsent: z.int(),
  bounds: z.object({ earliest: instant.nullable(), latest: instant.nullable() }),
  perHour: z.array(z.object({ at: instant, sends: z.int() })),
  perDay: z.array(z.object({ day: z.string(), sends: z.int() })),
  rules: z.array(z.object({ code: z.string(), ms: z.number(), share, pt: z.string(), en: z.string() })),
  decidedBy: z.string().nullable(),
  tier: z.object({ max: z.number(), at: instant, left: z.int() }).nullable(),
  cost: z.object({
    currency: z.string(),
    micros: z.number(),
    expectedMicros: z.number(),
    priced: z.int(),
    unpriced: z.int(),
    prices: z.array(z.object({ from: z.string(), micros: z.number(), messages: z.int() })),
  }),
  risk: z.object({
    level: z.enum(["low", "medium", "high"]),
    reasons: z.array(z.looseObject({ pt: z.string(), en: z.string() })),
  }),
  assumptions: z.object({
    providerLatencyMs: z.number(),
    deliveryMs: z.number(),
    failureShare: share,
    retryShare: share,
  }),
  /** The result in sentences. */
  summary: z.object({ pt: z.array(z.string()), en: z.array(z.string()) }),
});
export type SimulationAnswer = z.infer<typeof simulationAnswer>;

const rules: Record<string, Words> = {
  gap: { pt: "intervalo entre envios", en: "gap between sends" },
  "hourly-cap": { pt: "limite por hora", en: "hourly cap" },
  "daily-cap": { pt: "limite por dia", en: "daily cap" },
  "warm-up": { pt: "aquecimento do número", en: "warm-up of the number" },
  tier: { pt: "limite da Meta em 24 h", en: "Meta's 24 h limit" },
  window: { pt: "horário de envio do destinatário", en: "the recipient's hours" },
  "campaign-window": { pt: "horário da campanha", en: "the campaign's hours" },
  "ab-test": { pt: "espera do teste A/B", en: "wait for the A/B test" },
  probe: { pt: "amostra antes de acelerar", en: "probe before speeding up" },
  turn: { pt: "vez de outras campanhas", en: "other campaigns' turns" },
  "pair-gap": { pt: "intervalo por contato", en: "gap per contact" },
  "frequency-cap": { pt: "limite de campanhas por contato", en: "campaign cap per contact" },
  "campaign-frequency-cap": {
    pt: "limite por contato da campanha",
    en: "the campaign's cap per contact",
  },
  "not-before": { pt: "agendamento", en: "schedule" },
};

/** A simulation as people and pages read it. Pure. */
export function describeSimulation(run: Simulation): SimulationAnswer {
  const { hours, days, bounds, tier, ...rest } = run;
  return {
    ...rest,
    startAt: iso(run.startAt),
    firstAt: isoOrNull(run.firstAt),
    finishAt: isoOrNull(run.finishAt),
    bounds: { earliest: isoOrNull(bounds.earliest), latest: isoOrNull(bounds.latest) },
    perHour: hours.map(({ at, sends }) => ({ at: iso(at), sends })),
    perDay: days,
    rules: run.rules.map((rule) => ({ ...rule, ...nameOf(rule.code) })),
    tier: tier && { ...tier, at: iso(tier.at) },
    risk: { level: run.risk.level, reasons: run.risk.reasons.map((reason) => ({ ...reason })) },
    summary: { pt: sentences(run, "pt"), en: sentences(run, "en") },
  };
}

const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | null) => (at === null ? null : iso(at));
const nameOf = (code: string): Words => rules[code] ?? { pt: code, en: code };

function sentences(
  { recipients, finishAt, unsent, decidedBy, tier, cost }: Simulation,
  language: "pt" | "en",
): string[] {
  const pt = language === "pt";
  const n = (value: number) => value.toLocaleString(pt ? "pt-BR" : "en");
  const at = (time: number) =>
    new Intl.DateTimeFormat(pt ? "pt-BR" : "en-GB", {
      ...{ timeZone: "America/Sao_Paulo", dateStyle: "short" as const, timeStyle: "short" as const },
    }).format(time);
  const said: string[] = [];
  if (finishAt !== null)
    said.push(
      pt ? `${n(recipients)} contatos até ${at(finishAt)}.` : `${n(recipients)} contacts by ${at(finishAt)}.`,
    );
  else
    said.push(
      pt
        ? `Não termina em um ano: sobrariam ${n(unsent)}.`
        : `Not within a year: ${n(unsent)} would be left.`,
    );
  if (decidedBy)
    said.push(
      pt
        ? `O que mais segura: ${nameOf(decidedBy).pt}.`
        : `What holds it back most: ${nameOf(decidedBy).en}.`,
    );
  if (tier)
    said.push(
      pt
        ? `O limite da Meta (${n(tier.max)} pessoas em 24 h) se esgota em ${at(tier.at)}, com ${n(tier.left)} na fila.`
        : `Meta's limit (${n(tier.max)} people in 24 h) is used up on ${at(tier.at)}, with ${n(tier.left)} waiting.`,
    );
  if (cost.micros > 0) {
    const money = (cost.micros / 1e6).toLocaleString(pt ? "pt-BR" : "en", {
      style: "currency",
      currency: cost.currency,
    });
    said.push(pt ? `Custo de até ${money}.` : `Costs up to ${money}.`);
  }
  return said;
}
