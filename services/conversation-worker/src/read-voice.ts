import { qualificationSchema, usualBudget } from "@nova/conversation";
import * as z from "zod";

const words = z.string().trim().min(1);

/** How a tenant's bot speaks: `clients.settings.conversation`, whose debounce and silence are read in SQL. */
const voiceSchema = z.object({
  prompt: words
    .max(50_000)
    .catch(
      "Atenda os contatos desta empresa com cordialidade. Responda só o que souber; para o resto, ofereça uma pessoa da equipe.",
    ),
  language: z.enum(["pt-BR", "en", "es", "contact"]).catch("pt-BR"),
  timeZone: z.string().refine(isTimeZone).catch("America/Sao_Paulo"),
  /** Another model than the deployment's. */
  model: words.max(120).optional().catch(undefined),
  modelComplex: words.max(120).optional().catch(undefined),
  maxBubbles: z.int().min(1).max(10).catch(usualBudget.maxBubbles),
  /** A message in which one of these is said goes to people, besides those that plainly ask for one. */
  handOverWords: z.array(words.max(80)).max(50).catch([]),
  handOverNotice: words
    .max(1_000)
    .catch("Certo! Vou chamar uma pessoa da nossa equipe. Ela continua a conversa com você por aqui."),
  failureNotice: words
    .max(1_000)
    .catch("Desculpe, tive um problema por aqui. Já chamei uma pessoa da equipe para continuar com você."),
  /** What its models may cost a day, in US dollars. */
  dailyCeilingUsd: z.number().min(0).max(100_000).catch(5),
  qualification: qualificationSchema.optional().catch(undefined),
});
export type Voice = z.output<typeof voiceSchema>;

/** The settings of a tenant's bot. What is missing, or no setting at all, is as if it had not been said: nobody's message may wait for it. */
export function readVoice(settings: unknown): Voice {
  return voiceSchema.parse(typeof settings === "object" && settings !== null ? settings : {});
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("pt-BR", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
