import type { Simulation, SimulationInput } from "@nova/pacing/simulate";
import { drawCurve } from "./draw-curve.ts";
import { texts } from "./texts.ts";

type Locale = "pt-BR" | "en";
/** What would be if the deciding rule did not exist; null when nothing could be lifted. */
export type WhatIf = { finishAt: number | null } | null;

const timeZone = "America/Sao_Paulo";
const barWidth = 20;

/** Says to a person what a simulation found: when it ends, what it costs, what holds it back, what it risks. Pure. */
export function describeSimulation(
  run: Simulation,
  input: Pick<SimulationInput, "kind" | "category">,
  whatIf: WhatIf,
  locale: Locale,
): string {
  const pt = locale === "pt-BR";
  const { kinds, levels, rules } = texts[locale];
  const n = (value: number) => value.toLocaleString(locale);
  const at = (time: number) => moment(time, locale);
  const lines = [
    pt
      ? `Simulação: ${n(run.recipients)} destinatários, ${kinds[input.kind]}, início ${at(run.startAt)} (Brasília)`
      : `Simulation: ${n(run.recipients)} recipients, ${kinds[input.kind]}, from ${at(run.startAt)} (Brasília)`,
    "",
    ...endOf(run, locale),
    ...costOf(run, input, locale),
    "",
    pt ? "O que segura" : "What holds it back",
    ...run.rules.map(({ code, share }) => {
      const filled = Math.round(share * barWidth);
      const percent = share < 0.005 ? "<1" : `${Math.round(share * 100)}`;
      return `  ${percent.padStart(3)} %  ${("█".repeat(filled) || "▏").padEnd(barWidth)}  ${rules[code]}`;
    }),
  ];
  if (whatIf && run.decidedBy) {
    const without =
      whatIf.finishAt === null ? (pt ? "não terminaria" : "it would not end") : at(whatIf.finishAt);
    lines.push(
      pt
        ? `  Sem "${rules[run.decidedBy]}": fim ${without}.`
        : `  Without "${rules[run.decidedBy]}": end ${without}.`,
    );
  }
  if (run.tier) {
    const { max, at: when, left } = run.tier;
    lines.push(
      pt
        ? `  O limite da Meta (${n(max)} pessoas em 24 h) se esgota ${at(when)}, com ${n(left)} ainda na fila.`
        : `  Meta's limit (${n(max)} people in 24 h) is used up ${at(when)}, with ${n(left)} still waiting.`,
    );
  }
  lines.push("", pt ? "Curva" : "Curve", ...drawCurve(run, locale), "");
  lines.push(`${pt ? "Risco de bloqueio" : "Ban risk"}: ${levels[run.risk.level]}`);
  for (const reason of run.risk.reasons) lines.push(`  • ${pt ? reason.pt : reason.en}`);
  return [...lines, "", ...assumptionsOf(run, locale)].join("\n");
}

function endOf({ finishAt, unsent, startAt, bounds }: Simulation, locale: Locale): string[] {
  const pt = locale === "pt-BR";
  if (finishAt === null) {
    const rest = unsent.toLocaleString(locale);
    return [
      pt
        ? `Fim     não termina em dez anos: ${rest} ficariam na fila`
        : `End     not within ten years: ${rest} would still wait`,
    ];
  }
  const lasts = duration(finishAt - startAt, locale);
  const late = bounds.latest && bounds.latest > finishAt ? moment(bounds.latest, locale) : null;
  const tail = late ? (pt ? `; com reenvios, até ${late}` : `; with retries, until ${late}`) : "";
  return [
    pt
      ? `Fim     ${moment(finishAt, locale)} (${lasts})${tail}`
      : `End     ${moment(finishAt, locale)} (${lasts})${tail}`,
  ];
}

function costOf(
  { cost, assumptions }: Simulation,
  { kind, category }: Pick<SimulationInput, "kind" | "category">,
  locale: Locale,
): string[] {
  const pt = locale === "pt-BR";
  const label = pt ? "Custo   " : "Cost    ";
  if (kind === "qr")
    return [
      `${label}${pt ? "0: mensagens por aparelho não são cobradas" : "0: a paired phone is not billed"}`,
    ];
  const lines: string[] = [];
  if (cost.priced > 0) {
    const parts = cost.prices.map(
      ({ micros, messages, from }) =>
        `${messages.toLocaleString(locale)} × ${money(micros, cost.currency, locale, 4)}${pt ? ", preço desde" : ", price since"} ${from.split("-").reverse().join("/")}`,
    );
    const undelivered = `${(assumptions.failureShare * 100).toLocaleString(locale)} %`;
    const total = money(cost.micros, cost.currency, locale);
    const expected = money(cost.expectedMicros, cost.currency, locale);
    lines.push(
      pt
        ? `${label}até ${total} (${category}: ${parts.join("; ")}); ${expected} se ${undelivered} não forem entregues`
        : `${label}up to ${total} (${category}: ${parts.join("; ")}); ${expected} if ${undelivered} are not delivered`,
    );
  }
  if (cost.unpriced > 0) {
    const many = cost.unpriced.toLocaleString(locale);
    lines.push(
      `${lines.length === 0 ? label : "        "}${
        pt
          ? `desconhecido para ${many} mensagens: outro país, ou data antes da tabela. Não estão na soma.`
          : `unknown for ${many} messages: another country, or a date before the table. They are not in the sum.`
      }`,
    );
  }
  return lines;
}

function assumptionsOf({ assumptions }: Simulation, locale: Locale): string[] {
  const share = (value: number) => `${(value * 100).toLocaleString(locale)} %`;
  const { providerLatencyMs, failureShare, retryShare } = assumptions;
  const seconds = (providerLatencyMs / 1_000).toLocaleString(locale);
  return locale === "pt-BR"
    ? [
        `Supõe: provedor responde em ${seconds} s, ${share(failureShare)} não recebem, ${share(retryShare)} são adiadas pelo provedor uma vez;`,
        "ninguém pausa, e nada mais sai por este número. Preços de lista da Meta, sem impostos, descontos por volume e franquias.",
        "O risco é uma estimativa: ninguém publica os limites. / In English: --en",
      ]
    : [
        `Assumes: the provider answers in ${seconds} s, ${share(failureShare)} are not reached, ${share(retryShare)} are put off by it once;`,
        "nobody pauses, and nothing else leaves by this number. Meta's list prices, without tax, volume discounts and free allowances.",
        "The risk is an estimate: nobody publishes the limits.",
      ];
}

function moment(time: number, locale: Locale): string {
  const text = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    timeZone,
    weekday: "short",
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(time);
  return text.replace(".,", ",").replace(/, (\d\d:)/, " $1");
}

function duration(ms: number, locale: Locale): string {
  const { days, hours, minutes, seconds } = texts[locale].units;
  const s = Math.round(ms / 1_000);
  if (s < 60) return `${s} ${seconds}`;
  if (s < 3_600) return `${Math.floor(s / 60)} ${minutes} ${s % 60} ${seconds}`;
  const h = Math.floor(s / 3_600);
  if (h < 48) return `${h} ${hours} ${Math.floor((s % 3_600) / 60)} ${minutes}`;
  return `${Math.floor(h / 24).toLocaleString(locale)} ${days} ${h % 24} ${hours}`;
}

function money(micros: number, currency: string, locale: Locale, digits = 2): string {
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(micros / 1_000_000);
}
