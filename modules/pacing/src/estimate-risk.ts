import type { SenderProfile } from "./types.ts";

/** What only people know of a campaign's text and audience, and what Meta says of the number; null: unknown. */
export type RiskSignals = {
  /** Share of messages that read exactly alike. */
  identicalShare: number | null;
  /** Share of contacts who never wrote to this number. */
  coldShare: number | null;
  /** Meta's quality rating. */
  quality: "GREEN" | "YELLOW" | "RED" | null;
};

export type RiskLevel = "low" | "medium" | "high";
export type RiskReason = { code: string; weight: number; pt: string; en: string };
/** How likely a campaign is to get its number banned or limited, and why. An estimate: nobody publishes the limits. */
export type BanRisk = { level: RiskLevel; reasons: RiskReason[] };

type Pace = {
  kind: "qr" | "official";
  profile: SenderProfile;
  ageDays: number;
  recipients: number;
  busiestDay: number;
  busiestHour: number;
  /** Share of messages that arrive between 21:00 and 08:00 where the recipient lives. */
  nightShare: number;
  signals: RiskSignals;
};

/** Weighs what providers are known to react to: three points are a high risk, one a medium one. */
export function estimateRisk(pace: Pace): BanRisk {
  const reasons = [...(pace.kind === "qr" ? qrReasons(pace) : officialReasons(pace)), ...commonReasons(pace)];
  reasons.sort((a, b) => b.weight - a.weight);
  const weight = reasons.reduce((sum, reason) => sum + reason.weight, 0);
  return { level: weight >= 3 ? "high" : weight >= 1 ? "medium" : "low", reasons };
}

/** What a paired phone of this age can send a day without standing out: a rule of thumb of those who run them. */
function safePerDay(ageDays: number): number {
  if (ageDays < 7) return 20;
  if (ageDays < 30) return 50;
  return ageDays < 90 ? 100 : 200;
}

function qrReasons({ ageDays, busiestDay, busiestHour, profile, signals, recipients }: Pace): RiskReason[] {
  const reasons: RiskReason[] = [];
  const safe = safePerDay(ageDays);
  if (busiestDay > safe) {
    reasons.push({
      code: "volume-for-age",
      weight: busiestDay > 3 * safe ? 3 : busiestDay > 1.5 * safe ? 2 : 1,
      pt: `${busiestDay} mensagens no dia mais cheio, para um número de ${Math.floor(ageDays)} dias (prudente: até ${safe})`,
      en: `${busiestDay} messages on the busiest day from a number ${Math.floor(ageDays)} days old (prudent: up to ${safe})`,
    });
  }
  if (busiestHour > 60 || profile.minGapMs < 3_000) {
    reasons.push({
      code: "speed",
      weight: busiestHour > 200 || profile.minGapMs < 1_000 ? 3 : 1,
      pt: `ritmo de máquina: até ${busiestHour} por hora, ${profile.minGapMs / 1_000} s entre uma e outra`,
      en: `a machine's pace: up to ${busiestHour} an hour, ${profile.minGapMs / 1_000} s apart`,
    });
  }
  if (profile.gapJitterMs < 500 && recipients > 20) {
    reasons.push({
      code: "regular",
      weight: 1,
      pt: "intervalos sempre iguais entre as mensagens",
      en: "the messages are always the same time apart",
    });
  }
  const { identicalShare } = signals;
  if (identicalShare !== null && identicalShare > 0.5 && recipients > 20) {
    reasons.push({
      code: "identical-texts",
      weight: identicalShare > 0.9 ? 2 : 1,
      pt: `${percent(identicalShare)} das mensagens com o mesmo texto: varie com {a|b} e {{nome}}`,
      en: `${percent(identicalShare)} of the messages read alike: vary with {a|b} and {{name}}`,
    });
  }
  return reasons;
}

function officialReasons({ profile, signals, busiestDay }: Pace): RiskReason[] {
  const reasons: RiskReason[] = [];
  const { quality } = signals;
  if (quality === "RED" || quality === "YELLOW") {
    reasons.push({
      code: "quality",
      weight: quality === "RED" ? 3 : 1,
      pt: `qualidade do número na Meta: ${quality === "RED" ? "baixa" : "média"}`,
      en: `the number's quality at Meta is ${quality === "RED" ? "low" : "medium"}`,
    });
  }
  const { tierPerDay } = profile;
  if (tierPerDay === null && busiestDay > 250) {
    reasons.push({
      code: "tier-unknown",
      weight: 1,
      pt: `limite de mensagens da Meta não informado: acima de 250 pessoas em 24 h um número novo é recusado (aqui: ${busiestDay})`,
      en: `Meta's messaging limit is not given: above 250 people in 24 h a new number is refused (here: ${busiestDay})`,
    });
  }
  return reasons;
}

function commonReasons({ kind, signals, nightShare }: Pace): RiskReason[] {
  const reasons: RiskReason[] = [];
  const { coldShare } = signals;
  if (coldShare !== null && coldShare > 0.3) {
    const weight = coldShare > 0.7 ? 2 : 1;
    reasons.push({
      code: "cold-contacts",
      weight: kind === "qr" ? weight : 1,
      pt: `${percent(coldShare)} dos contatos nunca escreveram a este número: denúncias e bloqueios são prováveis`,
      en: `${percent(coldShare)} of the contacts never wrote to this number: reports and blocks are likely`,
    });
  }
  if (nightShare > 0.02) {
    reasons.push({
      code: "night",
      weight: 1,
      pt: `${percent(nightShare)} das mensagens chegam entre 21:00 e 08:00`,
      en: `${percent(nightShare)} of the messages arrive between 21:00 and 08:00`,
    });
  }
  return reasons;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
