import type { ChatMessage } from "@nova/supabase-client";
import type { Granted, Turn } from "../src/plan-turn.ts";

export const conversationId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01";
export const clientId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02";
export const sendIds = ["5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a03", "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a04"];
export const later = "2026-11-21T12:01:00.000Z";
export const now = new Date("2026-11-21T12:00:00.000Z");

/** A message of the log; one of a contact's needs its turn. */
export function message(id: number, text: string | null, more: Partial<ChatMessage> = {}): ChatMessage {
  return {
    id,
    author: "contact",
    turn: more.author === undefined || more.author === "contact" ? id : null,
    externalId: null,
    type: "text",
    text,
    media: null,
    content: null,
    replyTo: null,
    at: now.toISOString(),
    ...more,
  };
}

export function granted(messages: ChatMessage[], more: Partial<Granted> = {}): Granted {
  return {
    kind: "granted",
    clientId,
    senderId: clientId,
    contactId: clientId,
    epoch: 1,
    answered: 0,
    through: Math.max(0, ...messages.map(({ turn }) => turn ?? 0)),
    superseded: 0,
    failures: 0,
    summary: null,
    messages,
    ...more,
  };
}

export function turnOf(voice: Record<string, unknown> = {}, more: Partial<Turn> = {}): Turn {
  return {
    kind: "turn",
    voice,
    tenantName: "Loja",
    contactName: "Ana",
    lead: {},
    spentMicros: 0,
    handedBack: false,
    steps: {},
    ...more,
  };
}

export const qualification = {
  threshold: 10,
  questions: [{ id: "nome", ask: "Qual é o seu nome?", kind: "text", points: 10 }],
};
