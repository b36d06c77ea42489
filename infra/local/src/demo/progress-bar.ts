import type { CampaignSummary } from "@nova/supabase-client";

const width = 32;

export type Progress = {
  total: number;
  sent: number;
  delivered: number;
  failed: number;
  ratePerSecond: number;
};

/** The counts that the bar shows. Pure. */
export function progressOf(
  { total, byStatus }: Pick<CampaignSummary, "total" | "byStatus">,
  elapsedMs: number,
): Progress {
  const of = (...names: string[]) => names.reduce((sum, name) => sum + (byStatus[name] ?? 0), 0);
  const sent = of("sent", "delivered", "read", "failed", "unconfirmed", "skipped", "cancelled");
  return {
    total,
    sent,
    delivered: of("delivered", "read"),
    failed: of("failed"),
    ratePerSecond: elapsedMs > 0 ? (sent * 1_000) / elapsedMs : 0,
  };
}

/** One line: a bar that fills with what is delivered, and what remains in words. Pure. */
export function renderProgress({ total, sent, delivered, failed, ratePerSecond }: Progress): string {
  const part = (count: number) => Math.round((total === 0 ? 0 : count / total) * width);
  const full = part(delivered);
  const half = Math.max(0, part(sent) - full);
  const bar = "█".repeat(full) + "▒".repeat(half) + "░".repeat(Math.max(0, width - full - half));
  const failures = failed > 0 ? ` · ${failed} falharam` : "";
  return `${bar} ${delivered}/${total} entregues · ${sent} enviadas · ${ratePerSecond.toFixed(0)}/s${failures}`;
}

type Output = { isTTY?: boolean | undefined; columns?: number | undefined; write: (text: string) => unknown };

/** Draws in place on a terminal; elsewhere (a log, a pipe) prints a line every tenth of the way. */
export function createProgressBar(output: Output = process.stdout) {
  let lastTenth = -1;
  return {
    draw(progress: Progress): void {
      if (output.isTTY) {
        output.write(`\r\u001b[2K${renderProgress(progress).slice(0, (output.columns ?? 120) - 1)}`);
        return;
      }
      const tenth = progress.total === 0 ? 10 : Math.floor((progress.delivered * 10) / progress.total);
      if (tenth === lastTenth) return;
      lastTenth = tenth;
      output.write(`${renderProgress(progress)}\n`);
    },
    end(): void {
      if (output.isTTY) output.write("\n");
    },
  };
}
