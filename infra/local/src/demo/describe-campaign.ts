import type { CampaignSummary } from "@nova/supabase-client";
import { classifyError } from "@nova/whatsapp";
import type { Waiting } from "./describe-waiting.ts";

const skipReasons: Record<string, string> = {
  "opted-out": "pediu para não receber mensagens",
  "no-phone": "sem telefone",
  expired: "o prazo de envio acabou",
};

/** What stands behind the code of a failure or of a skipped recipient, for people. Pure. */
export function describeFailure(code: string): string {
  const known = Object.hasOwn(skipReasons, code) ? skipReasons[code] : undefined;
  return known ?? (/^[a-z]+\.[a-z0-9_]+$/i.test(code) ? classifyError("meta", code).reason : code);
}

/** How a campaign stands, for people: counts, what failed and why, and what it waits for. Pure. */
export function describeCampaign(summary: CampaignSummary, seconds: number, waiting: Waiting | null): string {
  const { total, byStatus, failures, open } = summary;
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (byStatus[name] ?? 0), 0);
  const lines = [
    `${total} destinatários: ${of("delivered", "read")} entregues, ${of("sent")} enviadas sem confirmação de entrega, ` +
      `${of("failed")} falharam, ${of("skipped")} pulados, ${of("unconfirmed")} sem confirmação, ` +
      `${of("pending", "queued", "sending")} esperando, em ${seconds.toFixed(1)} s`,
  ];
  for (const [code, count] of Object.entries(failures)) {
    const reason = describeFailure(code);
    lines.push(`  ${count} × ${code}${reason === code ? "" : `: ${reason}`}`);
  }
  if (open) lines.push(`Esperando: ${waiting?.text ?? "a próxima rodada"}. ${whatNow(waiting)}`);
  return lines.join("\n");
}

/**
 * Whether everything that could be sent was sent, and whatever waits does so for a reason that takes longer. A message
 * that may or may not have gone out needs a person's look, as a failed one does. Pure.
 */
export function isAllDone(
  { open, byStatus }: Pick<CampaignSummary, "open" | "byStatus">,
  waiting: Waiting | null,
) {
  const { failed = 0, unconfirmed = 0 } = byStatus;
  return failed === 0 && unconfirmed === 0 && (!open || waiting?.isLong === true);
}

function whatNow(waiting: Waiting | null): string {
  return waiting && waiting.until === null
    ? "Só continua quando alguém mudar isso, no painel por exemplo."
    : `Continua sozinha enquanto "npm start" estiver no ar.`;
}
