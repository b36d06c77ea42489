/** What people read of a code: its HTTP status, what is wrong, and what to do, in Portuguese and in English. */
export type ProblemText = { status: number; title: string; detail: string; detailEn: string };

/** One such text. */
export const text = (status: number, title: string, detail: string, detailEn: string): ProblemText => ({
  status,
  title,
  detail,
  detailEn,
});
