import { AppError } from "@nova/error-handler";
import type { OutboundMessage, Recipient } from "./port.ts";
import { renderText, seedFor } from "./render-text.ts";
import {
  type TemplateComponent,
  templateComponentsSchema,
  textComponentsSchema,
} from "./template-component.ts";

/** What a send says, as the ledger keeps it: a text of ours, or a template that Meta approved. */
export type Content = {
  kind: "text" | "meta";
  body: string;
  name?: string | null | undefined;
  language?: string | null | undefined;
  components?: unknown[] | null | undefined;
};
type ToRender = { content: Content; variables: Record<string, string>; seed: number; toValue: string };

/**
 * The message for one recipient. The same at preview and at send, and when an echo is compared with what was meant.
 * Throws `whatsapp.unrenderable`: nothing was sent, nor will be.
 */
export function renderMessage({ content, variables, seed, toValue }: ToRender): OutboundMessage {
  const write = (text: string) => renderText(text, variables, seedFor(seed, toValue));
  if (content.kind === "text") {
    const text = write(content.body).trim();
    const attached = textComponentsSchema.safeParse(content.components ?? []);
    if (!attached.success) throw unrenderable("the text's media is not one file");
    if (text === "") throw unrenderable("the text is empty");
    const [media] = attached.data;
    if (!media) return { kind: "text", text };
    const { mediaType, url, fileName } = media;
    return { kind: "media", mediaType, url, caption: text, ...(fileName !== undefined && { fileName }) };
  }
  const { name, language = "pt_BR", components } = content;
  if (!name) throw unrenderable("the template has no name");
  const parsed = templateComponentsSchema.safeParse(components ?? []);
  if (!parsed.success) throw unrenderable("the template's components are not Meta's");
  return {
    kind: "template",
    name,
    language: language ?? "pt_BR",
    components: parsed.data.map((one) => fill(one, write)),
  };
}

/** Where a ledgered send goes. */
export function recipientOf(send: { toKind: "phone" | "userId" | "jid"; toValue: string }): Recipient {
  if (send.toKind === "phone") return { phone: send.toValue };
  return send.toKind === "userId" ? { userId: send.toValue } : { jid: send.toValue };
}

function fill(component: TemplateComponent, write: (text: string) => string): TemplateComponent {
  const texts = <T extends { type: string }>(parameters: T[]): T[] =>
    parameters.map((one) =>
      "text" in one && typeof one.text === "string" ? { ...one, text: write(one.text) } : one,
    );
  return component.type === "button"
    ? { ...component, parameters: texts(component.parameters) }
    : { ...component, parameters: texts(component.parameters) };
}

function unrenderable(why: string): AppError {
  return new AppError("whatsapp.unrenderable", why, { retry: "never" });
}
