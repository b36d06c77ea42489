import { type AnswerLanguage, personMark, quote, rules, section, sections } from "./prompt-parts.ts";

/** Grows with each change of what a prompt says, so that a recorded turn tells by which one it was made. */
export const promptVersion = "2026-11-21";

/** One message of the conversation. `person`: an attendant of the tenant's. */
export type PromptMessage = {
  from: "contact" | "bot" | "person";
  text: string;
  /** Where the text came from when it was not typed. */
  kind?: "audio" | "image" | "document";
};

/** How much of each thing a prompt holds, in letters. */
export type PromptLimits = {
  tenant: number;
  knowledge: number;
  summary: number;
  message: number;
  history: number;
  messages: number;
};

export const usualPromptLimits: PromptLimits = {
  tenant: 12_000,
  knowledge: 12_000,
  summary: 2_000,
  message: 4_000,
  history: 24_000,
  messages: 40,
};

export type PromptInput = {
  tenantPrompt: string;
  /** What search found for this burst in the tenant's own documents, the best first. */
  knowledge?: readonly { title: string; text: string }[];
  /** What the contact is called and has said of themselves; all of it is their word. */
  contact?: { name?: string; fields?: Readonly<Record<string, string | number | boolean>> };
  /** Oldest first; the last ones are what has to be answered. */
  history: readonly PromptMessage[];
  /** What was agreed while people had the conversation. */
  agreed?: string;
  /** The next question of a qualification, to be asked in passing. */
  nextQuestion?: string;
  language?: AnswerLanguage;
  /** Day and hour where the tenant is, as a text. */
  localTime?: string;
  limits?: Partial<PromptLimits>;
};

export type Prompt = {
  system: string;
  messages: { role: "user" | "assistant"; text: string }[];
  /** Messages of the history that found no room. */
  dropped: number;
};

const kinds = { audio: "[áudio transcrito]", image: "[imagem descrita]", document: "[documento lido]" };

/**
 * What the model is given. The tenant's words and documents are in the system's part; whatever comes from the contact, their name
 * included, has the role of the user and nothing else, cleaned of what cannot be seen.
 */
export function buildPrompt(input: PromptInput): Prompt {
  const limits = { ...usualPromptLimits, ...input.limits };
  const { kept, dropped } = recent(input.history, limits);
  const facts = [
    factsOf(input.contact, limits.message),
    input.agreed?.trim() ? section(sections.agreed, quote(input.agreed, limits.summary)) : "",
  ].filter((one) => one !== "");
  const spoken = facts.length > 0 ? [{ role: "user" as const, text: facts.join("\n") }, ...kept] : kept;
  return { system: systemOf(input, limits), messages: joinNeighbours(spoken), dropped };
}

function systemOf(input: PromptInput, limits: PromptLimits): string {
  const { tenantPrompt, nextQuestion, agreed, language = "pt-BR", localTime } = input;
  const knowledge = knowledgeOf(input.knowledge ?? [], limits.knowledge);
  const parts = [
    "Você é o assistente virtual de uma empresa e conversa com um contato dela pelo WhatsApp.",
    rules(language),
    section(sections.tenant, quote(tenantPrompt, limits.tenant)),
    knowledge && section(sections.knowledge, knowledge),
    localTime && `Agora, na empresa: ${quote(localTime, 60)}.`,
    agreed?.trim() &&
      `Uma pessoa da equipe atendeu o contato e devolveu a conversa a você. O que ficou combinado está em <${sections.agreed}>: mantenha-o, não o negocie de novo e não recomece a conversa.`,
    nextQuestion &&
      `Quando couber naturalmente, depois de responder ao contato, pergunte: ${quote(nextQuestion, 500)}`,
  ];
  return parts.filter(Boolean).join("\n\n");
}

function knowledgeOf(found: readonly { title: string; text: string }[], limit: number): string {
  const lines: string[] = [];
  let room = limit;
  for (const { title, text } of found) {
    const line = `- ${quote(title, 120)}: ${quote(text, Math.min(room, 3_000))}`;
    if (line.length > room) break;
    lines.push(line);
    room -= line.length + 1;
  }
  return lines.join("\n");
}

function factsOf(contact: PromptInput["contact"], limit: number): string {
  const { name, fields = {} } = contact ?? {};
  const oneLine = (text: string, length: number) => quote(text, length).replace(/\s+/g, " ");
  const lines = [
    ...(name?.trim() ? [`nome: ${oneLine(name, 80)}`] : []),
    ...Object.entries(fields).map(
      ([field, value]) => `${oneLine(field, 60)}: ${oneLine(String(value), 300)}`,
    ),
  ];
  return lines.length > 0 ? section(sections.contact, lines.join("\n").slice(0, limit).toWellFormed()) : "";
}

/** The newest messages that fit, without a gap; the very last one always. */
function recent(history: readonly PromptMessage[], limits: PromptLimits) {
  const kept: Prompt["messages"] = [];
  let room = limits.history;
  let read = 0;
  for (const message of history.toReversed()) {
    const text = textOf(message, limits.message);
    if (kept.length > 0 && (text.length > room || kept.length >= limits.messages)) break;
    read++;
    if (text === "") continue;
    kept.unshift({ role: message.from === "contact" ? "user" : "assistant", text });
    room -= text.length;
  }
  return { kept, dropped: history.length - read };
}

function textOf({ from, text, kind }: PromptMessage, limit: number): string {
  // A contact who types the mark would speak as one of the team.
  const said = quote(text, limit).replaceAll(personMark, "");
  if (said === "") return "";
  const source = from === "person" ? personMark : kind ? kinds[kind] : "";
  return source ? `${source} ${said}` : said;
}

/** Some vendors refuse two messages of one role in a row. */
function joinNeighbours(messages: Prompt["messages"]): Prompt["messages"] {
  const joined: Prompt["messages"] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (last?.role === message.role) last.text += `\n${message.text}`;
    else joined.push({ ...message });
  }
  return joined;
}
