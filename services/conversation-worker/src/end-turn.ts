import { cleanText, scoreLead, splitReply, usualBudget } from "@nova/conversation";
import type { TurnResult } from "@nova/supabase-client";
import type { Turn } from "./plan-turn.ts";
import type { Voice } from "./read-voice.ts";
import type { Thought } from "./think.ts";

const longestAnswer = 8_000;
const longestSummary = 2_000;

/** What a turn ends with: the messages in order, what the contact answered, and whether people go on. Pure. */
export function endTurn(
  { text, done }: Extract<Thought, { kind: "said" }>,
  turn: Turn,
  voice: Voice,
  agreed: string | undefined,
): TurnResult {
  const { qualification, maxBubbles, handOverNotice } = voice;
  const isNews = JSON.stringify(done.lead) !== JSON.stringify(turn.lead);
  const lead = qualification && isNews ? scoreLead(qualification, done.lead) : undefined;
  // Once: a contact whom people gave back is not handed to them again for one more answer.
  const isQualified =
    qualification &&
    lead?.status === "qualified" &&
    scoreLead(qualification, turn.lead).status !== "qualified";
  const reason = done.handOver?.reason ?? (isQualified ? "qualified" : undefined);
  const words = splitReply(cleanText(text, longestAnswer), { ...usualBudget, maxBubbles });
  const isTold = done.handOver !== undefined && words.length > 0;
  const summary = done.handOver?.summary || agreed;
  return {
    bubbles: reason !== undefined && !isTold ? [...words, handOverNotice] : words,
    ...(reason !== undefined && { handOver: { reason } }),
    ...(summary && { summary: summary.slice(0, longestSummary).toWellFormed() }),
    ...(lead && { lead: { fields: done.lead, score: lead.score, status: lead.status } }),
  };
}
