import { AppError, currentCorrelationId } from "@nova/error-handler";
import * as z from "zod";
import type { ProblemText } from "./problem-text.ts";
import { codeOfStatus, problemTexts } from "./problem-texts.ts";
import { InvalidRequest } from "./read-input.ts";

/** RFC 9457, with what to do in Portuguese (`detail`) and English (`detailEn`). */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  detailEn: z.string(),
  hint: z.string().optional(),
  errors: z
    .array(z.object({ in: z.string(), field: z.string(), message: z.string(), messageEn: z.string() }))
    .optional(),
  correlationId: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

const fallback = {
  status: 500,
  title: "Erro nosso",
  detail: "Algo falhou aqui.",
  detailEn: "Something failed on our side.",
};

/** What people are told of a failure. Of what is our own fault nothing from inside is shown. */
export function toProblem(thrown: unknown): Problem {
  const { code, hint } = codeOf(thrown);
  const { status, title, detail, detailEn }: ProblemText =
    problemTexts[code] ?? textOfFile(thrown) ?? fallback;
  const correlationId = currentCorrelationId();
  return {
    type: `urn:nova:problem:${code}`,
    title,
    status,
    code,
    detail,
    detailEn,
    ...(hint && { hint }),
    ...(thrown instanceof InvalidRequest && { errors: thrown.errors }),
    ...(correlationId && { correlationId }),
  };
}

/** A file of contacts is refused in words of its own: each language in a line. */
function textOfFile(thrown: unknown): ProblemText | undefined {
  if (!(thrown instanceof AppError) || !isFilesFault(thrown)) return undefined;
  const [detail = "", detailEn = detail] = thrown.message.split("\n");
  return { status: 400, title: "O arquivo não pode ser importado", detail, detailEn };
}
const isFilesFault = ({ code }: AppError) => code.startsWith("contacts.");

function codeOf(thrown: unknown): { code: string; hint?: string } {
  if (!(thrown instanceof AppError)) {
    // Express marks what it refuses itself (a malformed path, for one) with a status.
    const status = typeof thrown === "object" && thrown !== null && "status" in thrown ? thrown.status : 500;
    return { code: status === 400 ? "request.refused-value" : "unexpected.error" };
  }
  const hint = typeof thrown.context.hint === "string" ? thrown.context.hint : "";
  if (thrown.code in problemTexts || isFilesFault(thrown))
    return { code: thrown.code, ...(hint && { hint }) };
  const raised = /^database\.nv(4\d\d)$/.exec(thrown.code)?.[1];
  if (raised !== undefined)
    return hint in problemTexts
      ? { code: hint }
      : { code: codeOfStatus[Number(raised)] ?? "request.conflict", ...(hint && { hint }) };
  if (/^database\.(22...|23502|23514)$/.test(thrown.code)) return { code: "request.refused-value" };
  return { code: thrown.retry === "safe" ? "service.unavailable" : "unexpected.error" };
}
