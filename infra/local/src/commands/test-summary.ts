import * as z from "zod";

const resultsSchema = z.object({
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
});

export type Counts = { passed: number; failed: number; skipped: number };

/** Counts Vitest's JSON results. A file that could not even be loaded, and results that are not there, count as none passed. */
export function countResults(json: string | undefined): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const parsed = resultsSchema.safeParse(parseJson(json));
  if (!parsed.success) return counts;
  for (const file of parsed.data.testResults) {
    const before = counts.failed;
    for (const { status } of file.assertionResults) {
      if (status === "passed" || status === "failed") counts[status]++;
      else counts.skipped++;
    }
    if (file.status === "failed" && counts.failed === before) counts.failed++;
  }
  return counts;
}

/** `N passed, N failed`, and what was skipped if anything was. */
export function summaryOf({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
