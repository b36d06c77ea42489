import { defaultTimeZone, describeWait, type Locale } from "@nova/pacing";
import { classifyError } from "@nova/whatsapp";
import * as z from "zod";

/** What the database says of a send that waits; no `until` means that it waits for a person. */
export type Explanation = { reason: string | Record<string, unknown> | null; until: Date | null };
/** Why something waits, in words. `isLong`: it cannot happen within the next two minutes. */
export type Waiting = { text: string; until: Date | null; isLong: boolean };

const soonMs = 120_000;
const waitSchema = z.object({
  code: z.enum([
    "hourly-cap",
    "daily-cap",
    "warm-up",
    "tier",
    "window",
    "pair-gap",
    "frequency-cap",
    "gap",
    "not-before",
    "expired",
    "turn",
    "probe",
  ]),
  used: z.number().optional(),
  max: z.number().optional(),
  kept: z.number().optional(),
});

// {time} is the hour, with the day in front unless it is today.
const texts: Record<Locale, Record<string, string> & { unknown: string; later: string; on: string }> = {
  "pt-BR": {
    "campaign-halted": "a Meta pausou ou recusou o modelo da campanha",
    "campaign-cancelled": "a campanha foi cancelada",
    "campaign-finished": "a campanha terminou",
    "campaign-draft": "a campanha ainda não começou",
    "campaign-scheduled": "a campanha está agendada",
    "campaign-paused": "a campanha está pausada",
    "sender-paused": "o remetente está pausado",
    "client-paused": "os envios deste cliente estão pausados",
    "global-paused": "todos os envios estão pausados",
    "client-suspended": "o cliente está suspenso",
    "sender-quarantined": "o remetente foi parado e espera alguém reativá-lo",
    "sender-disconnected": "o remetente está desconectado do WhatsApp",
    "sender-disabled": "o remetente está desativado",
    predecessor: "a mensagem anterior ao mesmo contato ainda não saiu, nova verificação {time}",
    "predecessor-unconfirmed": "a mensagem anterior ao mesmo contato espera confirmação até {time}",
    "missed-slot": "o horário reservado passou, novo planejamento {time}",
    slot: "horário reservado {time}",
    "next-plan": "próxima rodada de planejamento {time}",
    "next-sweep": "próxima rodada {time}",
    later: "{reason} Nova tentativa {time}",
    unknown: "sem motivo registrado",
    on: "às {time}",
  },
  en: {
    "campaign-halted": "Meta paused or rejected the campaign's template",
    "campaign-cancelled": "the campaign was cancelled",
    "campaign-finished": "the campaign has ended",
    "campaign-draft": "the campaign has not been started",
    "campaign-scheduled": "the campaign is scheduled",
    "campaign-paused": "the campaign is paused",
    "sender-paused": "the sender is paused",
    "client-paused": "this client's sends are paused",
    "global-paused": "all sends are paused",
    "client-suspended": "the client is suspended",
    "sender-quarantined": "the sender was stopped and waits for someone to reactivate it",
    "sender-disconnected": "the sender is disconnected from WhatsApp",
    "sender-disabled": "the sender is disabled",
    predecessor: "the message before it to the same contact is not out yet, looked at again {time}",
    "predecessor-unconfirmed":
      "the message before it to the same contact waits for confirmation until {time}",
    "missed-slot": "its reserved time has passed, planned again {time}",
    slot: "reserved {time}",
    "next-plan": "next round of planning {time}",
    "next-sweep": "next round {time}",
    later: "{reason} Tried again {time}",
    unknown: "no reason recorded",
    on: "at {time}",
  },
};

/** Says why something waits and until when. Pure. */
export function describeWaiting(
  { reason, until }: Explanation,
  now: Date,
  locale: Locale = "pt-BR",
): Waiting {
  return {
    text: wording(reason, until, now, locale),
    until,
    isLong: until === null || until.getTime() - now.getTime() > soonMs,
  };
}

function wording(reason: Explanation["reason"], until: Date | null, now: Date, locale: Locale): string {
  const text = texts[locale];
  const wait = waitSchema.safeParse(typeof reason === "string" ? { code: reason } : reason);
  if (wait.success && until) return describeWait(wait.data, until.getTime(), locale);
  const when = until ? text.on.replace("{time}", timeOf(until, now)) : "";
  if (typeof reason !== "string") return [text.unknown, when].filter(Boolean).join(", ");
  const known = Object.hasOwn(texts[locale], reason) ? text[reason] : undefined;
  if (known) return known.replace("{time}", when).trim();
  const said = /^[a-z]+\.[a-z0-9_]+$/.test(reason)
    ? `${classifyError("meta", reason).reason.replace(/\.$/, "")} (${reason})`
    : reason;
  return until
    ? text.later.replace("{reason}", `${said.replace(/[.,]*$/, "")}.`).replace("{time}", when)
    : said;
}

function timeOf(at: Date, now: Date): string {
  const format = (options: Intl.DateTimeFormatOptions, moment: Date) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: defaultTimeZone, ...options }).format(moment);
  const day = (moment: Date) => format({ day: "2-digit", month: "2-digit" }, moment);
  const time = format({ timeStyle: "medium" }, at);
  return day(at) === day(now) ? time : `${time} (${day(at)})`;
}
