import { describeWait, type WaitReason } from "@nova/pacing";
import type { Explanation } from "@nova/supabase-client";
import { classifyError, describeErrorInEnglish, type Provider } from "@nova/whatsapp";
import * as z from "zod";

export type Words = { pt: string; en: string };
const waitReason = z.object({
  code: z.enum([
    ...(["hourly-cap", "daily-cap", "warm-up", "tier", "window", "pair-gap"] as const),
    ...(["frequency-cap", "gap", "not-before", "expired", "turn", "probe"] as const),
    ...(["campaign-window", "campaign-frequency-cap", "ab-test"] as const),
  ]),
  used: z.number().optional(),
  max: z.number().optional(),
  kept: z.number().optional(),
});

const untilPeopleAct: Record<string, Words> = {
  "global-paused": { pt: "todos os envios estão pausados", en: "all sending is paused" },
  "client-paused": { pt: "os envios deste cliente estão pausados", en: "this client's sending is paused" },
  "sender-paused": { pt: "o remetente está pausado", en: "the sender is paused" },
  "campaign-paused": { pt: "a campanha está pausada", en: "the campaign is paused" },
  "campaign-halted": {
    pt: "a campanha parou porque o modelo não está aprovado",
    en: "the campaign stopped because its template is not approved",
  },
  "client-suspended": { pt: "o cliente está suspenso", en: "the client is suspended" },
  "sender-disconnected": { pt: "o número está desconectado", en: "the number is disconnected" },
  "sender-quarantined": { pt: "o número está em quarentena", en: "the number is in quarantine" },
  "sender-disabled": { pt: "o remetente está desativado", en: "the sender is disabled" },
};
const ended: Record<string, Words> = {
  "no-phone": { pt: "sem telefone", en: "no phone" },
  "opted-out": { pt: "pediu para não receber", en: "asked to be left alone" },
  "missing-variable": { pt: "falta um dado que o texto usa", en: "lacks a value that the text uses" },
  "campaign-cancelled": { pt: "a campanha foi cancelada", en: "the campaign was cancelled" },
  "predecessor-failed": { pt: "a mensagem anterior falhou", en: "the message before it failed" },
  "predecessor-cancelled": {
    pt: "a mensagem anterior foi cancelada",
    en: "the message before it was cancelled",
  },
  "predecessor-skipped": { pt: "a mensagem anterior foi pulada", en: "the message before it was skipped" },
  "worker-lost": {
    pt: "ninguém sabe se saiu: quem enviava parou no meio",
    en: "nobody knows whether it went out: what was sending it stopped half-way",
  },
  "decided-by-a-person": { pt: "decidido por uma pessoa", en: "decided by a person" },
};
const waits: Record<string, Words> = {
  slot: { pt: "tem hora marcada", en: "has its time" },
  "next-plan": { pt: "recebe sua hora na próxima rodada", en: "gets its time in the next round" },
  "next-sweep": { pt: "sai na próxima rodada", en: "goes in the next round" },
  "missed-slot": { pt: "perdeu a hora e recebe outra", en: "missed its time and gets another" },
  retried: { pt: "será enviado de novo", en: "will be sent again" },
  "replies-took-its-place": {
    pt: "respostas usaram o limite; recebe outra hora",
    en: "replies took its place; it gets another time",
  },
  predecessor: { pt: "espera a mensagem anterior", en: "waits for the message before it" },
  "predecessor-unconfirmed": {
    pt: "espera saber da mensagem anterior",
    en: "waits to know of the message before it",
  },
};

/** Why a send is where it is, and until when it waits, in words. Null where its status says all. */
export function describeReason(
  { reason, code, until }: Pick<Explanation, "reason" | "code" | "until">,
  provider: Provider = "meta",
): Words | null {
  const at = until ? Date.parse(until) : null;
  const wait = waitReason.safeParse(typeof reason === "string" ? { code: reason } : reason);
  if (wait.success && at !== null) return waitWords(wait.data, at);
  const word = typeof reason === "string" ? reason : undefined;
  const known = word === undefined ? undefined : (untilPeopleAct[word] ?? ended[word]);
  if (known) return known;
  const waiting = word === undefined ? undefined : waits[word];
  if (waiting) return at === null ? waiting : withTime(waiting, at);
  const named = [code, word].find((one) => one && /^(meta|evolution|whatsapp)\./.test(one));
  if (!named) return null;
  const words = describeCode(named, provider);
  return at === null ? words : withTime(words, at);
}

/** What a provider's code means, in both languages. */
export function describeCode(code: string, provider: Provider): Words {
  return { pt: classifyError(provider, code).reason, en: describeErrorInEnglish(provider, code) };
}

function waitWords({ code, used, max, kept }: z.infer<typeof waitReason>, at: number): Words {
  const reason: WaitReason = {
    code,
    ...(used !== undefined && { used }),
    ...(max !== undefined && { max }),
    ...(kept !== undefined && { kept }),
  };
  return { pt: describeWait(reason, at, "pt-BR"), en: describeWait(reason, at, "en") };
}

function withTime({ pt, en }: Words, at: number): Words {
  const [day, time] = new Intl.DateTimeFormat("pt-BR", {
    ...{ timeZone: "America/Sao_Paulo", day: "2-digit", month: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
  })
    .format(at)
    .split(", ");
  return { pt: `${trim(pt)}, ${day} às ${time}`, en: `${trim(en)}, ${day} at ${time}` };
}

const trim = (sentence: string) => sentence.replace(/\.$/, "");
