import { describeWait } from "@nova/pacing";
import type { CampaignSummary } from "@nova/supabase-client";
import * as z from "zod";

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
  ]),
  used: z.number().optional(),
  max: z.number().optional(),
  kept: z.number().optional(),
});

/** How a campaign stands, for people: counts, what failed and why, and what it waits for. Pure. */
export function describeCampaign(summary: CampaignSummary, seconds: number): string {
  const { total, byStatus, failures, blockedReason, blockedUntil, paused, open } = summary;
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (byStatus[name] ?? 0), 0);
  const lines = [
    `${total} destinatários: ${of("delivered", "read")} entregues, ${of("sent")} enviadas sem confirmação de entrega, ` +
      `${of("failed")} falharam, ${of("skipped")} pulados, ${of("unconfirmed")} sem confirmação, ` +
      `${of("pending", "queued", "sending")} esperando, em ${seconds.toFixed(1)} s`,
  ];
  for (const [code, count] of Object.entries(failures)) lines.push(`  ${count} × ${code}`);
  if (open && paused) lines.push(`Pausada (${paused}).`);
  else if (open && blockedUntil) {
    const reason = waitSchema.safeParse(blockedReason);
    const why = reason.success
      ? describeWait(reason.data, blockedUntil.getTime(), "pt-BR")
      : "limite do remetente";
    lines.push(`Esperando: ${why}. Continua sozinha enquanto "npm start" estiver no ar.`);
  } else if (open)
    lines.push(
      `Esperando o horário dos destinatários ou a próxima rodada; continua enquanto "npm start" estiver no ar.`,
    );
  return lines.join("\n");
}
