import { type ParsedAnswer, parseAnswer } from "./parse-answer.ts";
import type { LeadFields, Qualification, Question } from "./qualification.ts";

export type LeadStatus = "open" | "qualified" | "not-qualified";

export type LeadScore = {
  score: number;
  /** The most that this contact can still reach. */
  reachable: number;
  status: LeadStatus;
  /** The question whose answer rules the contact out. */
  disqualifiedBy?: string;
};

type Rejected = { id: string; reason: Extract<ParsedAnswer, { ok: false }>["reason"] | "unknown-question" };

/**
 * Adds answers to what is known; the newest counts. Null is what a model gives for what was not said. What does not fit its
 * question, or has none, is told and changes nothing.
 */
export function recordAnswers(
  { questions }: Qualification,
  fields: LeadFields,
  given: Readonly<Record<string, unknown>>,
): { fields: LeadFields; rejected: Rejected[] } {
  const known = new Map(Object.entries(fields));
  const rejected: Rejected[] = [];
  for (const [id, answer] of Object.entries(given)) {
    if (answer === null || answer === undefined) continue;
    const question = questions.find((one) => one.id === id);
    const parsed = question ? parseAnswer(question, answer) : undefined;
    if (parsed?.ok) known.set(id, parsed.value);
    else rejected.push({ id: id.slice(0, 40), reason: parsed?.reason ?? "unknown-question" });
  }
  return { fields: Object.fromEntries(known), rejected };
}

/** The question to ask next: the required ones first, each in the tenant's order. Undefined: nothing is left to ask. */
export function nextQuestion({ questions }: Qualification, fields: LeadFields): Question | undefined {
  const open = questions.filter(({ id }) => !Object.hasOwn(fields, id));
  return open.find(({ required }) => required) ?? open[0];
}

/**
 * Qualified: every required question is answered and the points reach the threshold. Not qualified: an answer rules it out, or
 * the threshold cannot be reached any more. Open otherwise.
 */
export function scoreLead({ questions, threshold }: Qualification, fields: LeadFields): LeadScore {
  let score = 0;
  let reachable = 0;
  let missing = false;
  let disqualifiedBy: string | undefined;
  for (const question of questions) {
    const value = fields[question.id];
    if (value === undefined || !Object.hasOwn(fields, question.id)) {
      reachable += best(question);
      missing ||= question.required;
      continue;
    }
    const worth = worthOf(question, value);
    score += worth.points;
    reachable += worth.points;
    if (worth.disqualifies) disqualifiedBy ??= question.id;
  }
  const isOut = disqualifiedBy !== undefined || reachable < threshold;
  const status = isOut ? "not-qualified" : !missing && score >= threshold ? "qualified" : "open";
  return { score, reachable, status, ...(disqualifiedBy !== undefined && { disqualifiedBy }) };
}

type Worth = { points: number; disqualifies: boolean };
const nothing: Worth = { points: 0, disqualifies: false };

function worthOf(question: Question, value: string | number | boolean): Worth {
  switch (question.kind) {
    case "text":
    case "email":
      return { points: question.points, disqualifies: false };
    case "yes-no": {
      const said = value === true ? "yes" : "no";
      return { points: question[said], disqualifies: question.disqualifies === said };
    }
    case "choice":
      return question.options.find((option) => option.value === value) ?? nothing;
    case "number":
      return typeof value === "number"
        ? (question.ranges.find(
            ({ from = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY }) =>
              value >= from && value < below,
          ) ?? nothing)
        : nothing;
  }
}

function best(question: Question): number {
  switch (question.kind) {
    case "text":
    case "email":
      return question.points;
    case "yes-no":
      return Math.max(question.yes, question.no);
    case "choice":
      return Math.max(...question.options.map(({ points }) => points));
    case "number":
      return Math.max(0, ...question.ranges.map(({ points }) => points));
  }
}

const jsonTypes = {
  text: "string",
  email: "string",
  "yes-no": "boolean",
  choice: "string",
  number: "number",
} as const;

/** The tool by which a model writes answers down: each question a field that may be null, as strict schemas want it. */
export function leadTool({ questions }: Qualification) {
  const properties = Object.fromEntries(
    questions.map((question) => [
      question.id,
      {
        type: [jsonTypes[question.kind], "null"],
        description: question.ask,
        ...(question.kind === "choice" && { enum: [...question.options.map(({ value }) => value), null] }),
      },
    ]),
  );
  return {
    name: "save_lead",
    description:
      "Guarda o que o contato respondeu às perguntas da empresa. Use só o que ele disse; o que não disse fica null.",
    parameters: {
      type: "object",
      properties: {
        answers: {
          type: "object",
          properties,
          required: questions.map(({ id }) => id),
          additionalProperties: false,
        },
      },
      required: ["answers"],
      additionalProperties: false,
    },
    strict: true,
  };
}
