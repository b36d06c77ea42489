import type { PromptMessage } from "@nova/conversation";
import type { ChatMessage } from "@nova/supabase-client";
import * as z from "zod";

/** What a message without words is, told to a model that can neither hear nor see it. */
const placeholders: Record<string, string> = {
  audio: "[áudio que não pôde ser ouvido]",
  image: "[imagem que não pôde ser vista]",
  video: "[vídeo que não pôde ser visto]",
  document: "[documento que não pôde ser lido]",
  sticker: "[figurinha]",
  location: "[localização enviada]",
  contacts: "[contato compartilhado]",
  order: "[pedido do catálogo]",
  "flow-reply": "[formulário preenchido]",
  unsupported: "[mensagem de um tipo que não é suportado]",
};
const withCaption = ["image", "video", "document"];
const place = z.object({
  location: z.object({ name: z.string().optional(), address: z.string().optional() }),
});

/** A message as the prompt has it; undefined when nothing of it is to be read, as of one that was taken back. Pure. */
export function wordsOf({ author, type, text, media, content }: ChatMessage): PromptMessage | undefined {
  const from = author === "human" ? "person" : author;
  const said = text?.trim() ?? "";
  if (said === "" && media === null && content === null && type !== "unsupported") return undefined;
  if (type === "reaction") return undefined;
  const what = placeholders[type];
  if (said === "") return { from, text: describe(content) ?? what ?? "[mensagem sem texto]" };
  return { from, text: what && withCaption.includes(type) ? `${what} ${said}` : said };
}

function describe(content: unknown): string | undefined {
  const { location } = place.safeParse(content).data ?? {};
  const where = [location?.name, location?.address].filter(Boolean).join(", ");
  return where ? `[localização enviada: ${where}]` : undefined;
}
