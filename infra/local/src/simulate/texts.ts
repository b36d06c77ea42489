import type { RiskLevel, RuleCode } from "@nova/pacing/simulate";

/** What `npm run simulate` answers when it was not understood. */
export const simulationUsage = `Uso: npm run simulate -- --recipients 5000 [--profile qr|official] [--contacts lista.csv] …

  --recipients N | --contacts lista.csv   quantos (pelo Brasil todo), ou a sua lista, na ordem dela
  --profile qr|official                   aparelho por QR ou número oficial (padrão: official)
  --start 2026-11-23T09:00                início, horário de Brasília (padrão: agora)
  --per-hour N|none  --per-day N|none     limites por hora e por dia
  --gap 6  --window 08:00-20:00|24h       segundos entre envios; horário do destinatário
  --tier 250|2000|10000|100000|none       limite da Meta em 24 h
  --age-days N                            idade do número
  --category marketing|utility|authentication|service
  --delivered-before N  --template-delivered N  --no-ramp   para não começar por uma amostra
  --message "Olá {{nome}}"  --cold 40  --quality green|yellow|red   para o risco de bloqueio (--cold: % que nunca escreveu)
  --seed N  --json  --en

Usage: a number of recipients or a CSV; --en answers in English.`;

type Texts = {
  rules: Record<RuleCode, string>;
  levels: Record<RiskLevel, string>;
  kinds: Record<"qr" | "official", string>;
  units: { days: string; hours: string; minutes: string; seconds: string; and: string };
};

/** The words of a simulation's answer. */
export const texts: Record<"pt-BR" | "en", Texts> = {
  "pt-BR": {
    rules: {
      gap: "intervalo entre envios",
      "hourly-cap": "limite por hora",
      "daily-cap": "limite por dia",
      "warm-up": "aquecimento do número",
      tier: "limite da Meta em 24 h",
      window: "horário de envio do destinatário",
      "campaign-window": "horário da campanha",
      probe: "amostra antes de acelerar",
      turn: "vez de outras campanhas",
      "pair-gap": "intervalo por contato",
      "frequency-cap": "limite de campanhas por contato",
      "campaign-frequency-cap": "limite por contato da campanha",
      "ab-test": "espera do teste A/B",
      "not-before": "agendamento",
      expired: "prazo encerrado",
    },
    levels: { low: "baixo", medium: "médio", high: "ALTO" },
    kinds: { qr: "aparelho por QR", official: "número oficial" },
    units: { days: "d", hours: "h", minutes: "min", seconds: "s", and: " " },
  },
  en: {
    rules: {
      gap: "gap between sends",
      "hourly-cap": "hourly cap",
      "daily-cap": "daily cap",
      "warm-up": "warm-up of the number",
      tier: "Meta's 24 h limit",
      window: "the recipient's hours",
      "campaign-window": "the campaign's hours",
      probe: "probe before speeding up",
      turn: "other campaigns' turns",
      "pair-gap": "gap per contact",
      "frequency-cap": "campaign cap per contact",
      "campaign-frequency-cap": "the campaign's cap per contact",
      "ab-test": "wait for the A/B test",
      "not-before": "schedule",
      expired: "term over",
    },
    levels: { low: "low", medium: "medium", high: "HIGH" },
    kinds: { qr: "paired phone", official: "official number" },
    units: { days: "d", hours: "h", minutes: "min", seconds: "s", and: " " },
  },
};
