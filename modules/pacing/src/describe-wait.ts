import { defaultTimeZone } from "./time-zone-of-ddd.ts";
import type { WaitCode, WaitReason } from "./types.ts";

export type Locale = "pt-BR" | "en";

// {cap} is "20/20", {time} the hour, {date} the day and the hour: what binds for a day or longer names the day.
const texts: Record<Locale, Record<WaitCode, string> & { kept: string; date: string }> = {
  "pt-BR": {
    "hourly-cap": "limite por hora{cap}, próximo às {time}",
    "daily-cap": "limite por dia{cap}, próximo em {date}",
    "warm-up": "limite diário de aquecimento{cap}, próximo em {date}",
    tier: "limite da Meta em 24 h{cap}, próximo em {date}",
    window: "fora do horário de envio do destinatário, abre em {date}",
    "campaign-window": "fora do horário da campanha no fuso do destinatário, abre em {date}",
    "pair-gap": "intervalo entre mensagens ao mesmo contato, próximo às {time}",
    "frequency-cap": "limite de campanhas por contato{cap}, nova verificação em {date}",
    "campaign-frequency-cap": "limite por contato desta campanha{cap}, nova verificação em {date}",
    "ab-test": "aguardando o resultado do teste A/B, previsto para {date}",
    gap: "intervalo entre envios do remetente, próximo às {time}",
    "not-before": "agendado para {date}",
    expired: "prazo de envio encerrado",
    turn: "aguardando a vez, próximo às {time}",
    probe: "amostra de modelo ou número novo{cap} ainda sem resultado, segue no mais tardar às {time}",
    kept: "{n} reservados para respostas",
    date: "{day} às {time}",
  },
  en: {
    "hourly-cap": "hourly cap{cap}, next at {time}",
    "daily-cap": "daily cap{cap}, next on {date}",
    "warm-up": "daily warm-up cap{cap}, next on {date}",
    tier: "Meta's 24 h limit{cap}, next on {date}",
    window: "outside the recipient's sending hours, opens on {date}",
    "campaign-window": "outside the campaign's hours where the recipient is, opens on {date}",
    "pair-gap": "gap between messages to the same contact, next at {time}",
    "frequency-cap": "campaign cap per contact{cap}, looked at again on {date}",
    "campaign-frequency-cap": "this campaign's cap per contact{cap}, looked at again on {date}",
    "ab-test": "waiting for the result of the A/B test, expected on {date}",
    gap: "gap between the sender's messages, next at {time}",
    "not-before": "scheduled for {date}",
    expired: "its term to be sent is over",
    turn: "waiting for its turn, next at {time}",
    probe: "probe of a new template or number{cap} not known yet, goes on at {time} at the latest",
    kept: "{n} kept for replies",
    date: "{day} at {time}",
  },
};

/** Says to a person why something waits and until when: "limite por hora 20/20, próximo às 14:03:20". */
export function describeWait(
  reason: WaitReason,
  until: number,
  locale: Locale,
  timeZone = defaultTimeZone,
): string {
  const text = texts[locale];
  const time = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium" }).format(until);
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, day: "2-digit", month: "2-digit" }).format(until);
  return text[reason.code]
    .replace("{cap}", capOf(reason, text.kept))
    .replace("{date}", text.date.replace("{day}", day))
    .replace("{time}", time);
}

function capOf({ used, max, kept }: WaitReason, keptText: string): string {
  if (used === undefined || max === undefined) return "";
  return ` ${used}/${max}${kept ? ` (${keptText.replace("{n}", String(kept))})` : ""}`;
}
