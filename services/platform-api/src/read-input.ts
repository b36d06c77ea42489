import { createHash, randomUUID } from "node:crypto";
import { AppError } from "@nova/error-handler";
import * as z from "zod";
import english from "zod/v4/locales/en.js";
import portuguese from "zod/v4/locales/pt-BR.js";
import type { Input, RawInput } from "./operation.ts";

type Schemas<P, Q, B> = {
  id: string;
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
};
/** What is wrong with one field of a request, in both languages; never its value. */
export type FieldError = { in: "path" | "query" | "body"; field: string; message: string; messageEn: string };

/** A request that is not what the document says. */
export class InvalidRequest extends AppError {
  readonly errors: FieldError[];
  constructor(errors: FieldError[]) {
    super("request.invalid", "the request is not as the document says", { retry: "never" });
    this.errors = errors;
  }
}

const languages = { pt: portuguese().localeError, en: english().localeError };

/** The parts of a request, each as its schema has it; all that is wrong is told at once. */
export function readInput<P, Q, B>(schemas: Schemas<P, Q, B>, raw: RawInput): Input<P, Q, B> {
  const errors: FieldError[] = [];
  const params = read("path", schemas.params, raw.params, errors);
  const query = read("query", schemas.query, raw.query, errors);
  const body = read("body", schemas.body, raw.body, errors);
  if (!params || !query || !body) throw new InvalidRequest(errors);
  const { actor, idempotencyKey, stream } = raw;
  return {
    actor,
    params: params.value,
    query: query.value,
    body: body.value,
    newId: () =>
      idempotencyKey === undefined
        ? randomUUID()
        : idOf([actor, schemas.id, JSON.stringify(raw.params), idempotencyKey]),
    stream,
  };
}

function read<T>(
  where: FieldError["in"],
  schema: z.ZodType<T> | undefined,
  given: unknown,
  errors: FieldError[],
): { value: T } | undefined {
  // Without a schema T is unknown, and nothing of it is read.
  const parsed = (schema ?? z.custom<T>(() => true)).safeParse(given, {
    error: languages.pt,
    reportInput: false,
  });
  if (parsed.success) return { value: parsed.data };
  const inEnglish = schema?.safeParse(given, { error: languages.en }).error?.issues ?? [];
  for (const [index, issue] of parsed.error.issues.entries()) {
    errors.push({
      in: where,
      field: issue.path.join("."),
      message: issue.message,
      messageEn: englishOf(issue) ?? inEnglish[index]?.message ?? issue.message,
    });
  }
  return undefined;
}

/** A rule of our own says it in Portuguese, with the English beside it. */
function englishOf(issue: z.core.$ZodIssue): string | undefined {
  const en: unknown = issue.code === "custom" ? issue.params?.en : undefined;
  return typeof en === "string" ? en : undefined;
}

/** A UUID (version 8) of what names it. */
function idOf(parts: string[]): string {
  const hex = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
