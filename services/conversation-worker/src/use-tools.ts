import { type LeadFields, leadTool, type Qualification, recordAnswers } from "@nova/conversation";
import type { Tool, ToolCall } from "@nova/llm";
import * as z from "zod";

const reasons = ["asked", "complaint", "cannot-help", "wants-to-buy", "other"] as const;
const handOverSchema = z.object({
  reason: z.enum(reasons).catch("other"),
  summary: z.string().trim().max(8_000).catch(""),
});
const answersSchema = z.object({ answers: z.record(z.string(), z.unknown()) });

const handOverTool: Tool = {
  name: "hand_over",
  description:
    "Passa a conversa para uma pessoa da equipe. Use quando o contato pedir, reclamar, ou quando você não puder ajudar.",
  parameters: {
    type: "object",
    properties: {
      reason: { type: "string", enum: reasons },
      summary: { type: "string", description: "O que a pessoa da equipe precisa saber, em até três frases." },
    },
    required: ["reason", "summary"],
    additionalProperties: false,
  },
  strict: true,
};

/** What the tools of a turn did so far. Nothing outside it changes until the turn ends. */
export type Done = { handOver?: { reason: string; summary: string }; lead: LeadFields; isFlawed: boolean };

/** The tools that a model is offered. */
export function toolsFor(qualification: Qualification | undefined): Tool[] {
  return qualification ? [handOverTool, leadTool(qualification)] : [handOverTool];
}

/** Does what a call asks for, and says what the model is told of it. Pure. */
export function useTool(
  call: ToolCall,
  done: Done,
  qualification: Qualification | undefined,
): { done: Done; content: string } {
  if (call.name === handOverTool.name && call.arguments) {
    const handOver = handOverSchema.parse(call.arguments);
    return { done: { ...done, handOver }, content: "Uma pessoa da equipe foi chamada." };
  }
  const given = call.name === "save_lead" ? answersSchema.safeParse(call.arguments).data : undefined;
  if (given && qualification) {
    const { fields, rejected } = recordAnswers(qualification, done.lead, given.answers);
    const refused = rejected.map(({ id, reason }) => `${id}: ${reason}`).join("; ");
    return { done: { ...done, lead: fields }, content: refused ? `Não guardado: ${refused}` : "Guardado." };
  }
  return { done: { ...done, isFlawed: true }, content: "Chamada inválida." };
}
