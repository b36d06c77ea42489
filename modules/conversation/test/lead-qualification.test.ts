import fc from "fast-check";
import { expect, test } from "vitest";
import {
  leadTool,
  nextQuestion,
  type Question,
  qualificationSchema,
  recordAnswers,
  scoreLead,
} from "../src/index.ts";

const qualification = qualificationSchema.parse({
  threshold: 50,
  questions: [
    { id: "name", kind: "text", ask: "Qual é o seu nome?" },
    {
      id: "level",
      kind: "choice",
      ask: "Você já trabalha na área?",
      options: [
        { value: "starting", label: "Começando agora", points: 10 },
        { value: "working", label: "Já trabalho", points: 30 },
        { value: "student", label: "Só estudo", disqualifies: true },
      ],
    },
    {
      id: "budget",
      kind: "number",
      ask: "Quanto pretende investir?",
      ranges: [
        { below: 300, points: 0 },
        { from: 300, below: 1_000, points: 20 },
        { from: 1_000, points: 40 },
      ],
    },
    { id: "decides", kind: "yes-no", ask: "É você quem decide?", required: false, yes: 10 },
  ],
});

test("a contact with every required answer and enough points is qualified", () => {
  const given = { name: "Ana", level: "já trabalho há anos", budget: "R$ 1.500,00", decides: null };
  const { fields, rejected } = recordAnswers(qualification, {}, given);
  expect([fields, rejected]).toEqual([{ name: "Ana", level: "working", budget: 1_500 }, []]);
  expect(scoreLead(qualification, fields)).toEqual({ score: 70, reachable: 80, status: "qualified" });
});

test("enough points without a required answer leave it open", () => {
  expect(scoreLead(qualification, { level: "working", budget: 2_000 }).status).toBe("open");
});

test("an answer that rules out does so at once, and says which", () => {
  expect(scoreLead(qualification, { level: "student" })).toMatchObject({
    status: "not-qualified",
    disqualifiedBy: "level",
  });
});

test("who cannot reach the threshold any more is not asked to the end", () => {
  expect(scoreLead(qualification, { level: "starting", budget: 100 }).status).toBe("not-qualified");
});

test("the newest answer counts, and one that does not fit changes nothing", () => {
  const before = { name: "Ana", budget: 100 };
  const { fields, rejected } = recordAnswers(qualification, before, {
    budget: "uns 2 mil",
    level: "talvez",
    x: 1,
  });
  expect(fields).toEqual({ name: "Ana", budget: 2_000 });
  expect(rejected).toEqual([
    { id: "level", reason: "not-an-option" },
    { id: "x", reason: "unknown-question" },
  ]);
});

test("required questions are asked first, each in its order, and in the end none", () => {
  const optionalFirst = { ...qualification, questions: qualification.questions.toReversed() };
  expect(nextQuestion(optionalFirst, {})?.id).toBe("budget");
  expect(nextQuestion(qualification, { name: "A", level: "working", budget: 1 })?.id).toBe("decides");
  expect(
    nextQuestion(qualification, { name: "A", level: "working", budget: 1, decides: false }),
  ).toBeUndefined();
});

test("the tool names each question, strictly", () => {
  const { parameters, strict } = leadTool(qualification);
  const { answers } = parameters.properties;
  expect(strict).toBe(true);
  expect(answers.required).toEqual(["name", "level", "budget", "decides"]);
  expect(answers.properties.level).toMatchObject({
    type: ["string", "null"],
    enum: ["starting", "working", "student", null],
  });
});

test.each([
  [
    "two questions of one name",
    { threshold: 1, questions: [qualification.questions[0], qualification.questions[0]] },
  ],
  ["no question", { threshold: 1, questions: [] }],
  ["a name that no column takes", { threshold: 1, questions: [{ id: "Orçamento", kind: "text", ask: "?" }] }],
  ["points below nothing", { threshold: 1, questions: [{ id: "a", kind: "text", ask: "?", points: -1 }] }],
])("%s is no qualification", (_what, given) => {
  expect(qualificationSchema.safeParse(given).success).toBe(false);
});

test("names that every object has are answers to nothing", () => {
  const bad = { constructor: "x", toString: "y" };
  expect(recordAnswers(qualification, {}, bad).fields).toEqual({});
  expect(nextQuestion(qualification, {})?.id).toBe("name");
});

const points = fc.integer({ min: 0, max: 100 });
const anyQuestion = (id: string): fc.Arbitrary<Question> =>
  fc.oneof(
    points.map((one): Question => ({ id, ask: "?", required: true, kind: "text", points: one })),
    fc
      .tuple(points, points, fc.boolean())
      .map(([yes, no, required]): Question => ({ id, ask: "?", required, kind: "yes-no", yes, no })),
    fc.tuple(points, points).map(
      ([low, high]): Question => ({
        id,
        ask: "?",
        required: false,
        kind: "number",
        ranges: [
          { below: 10, points: low, disqualifies: false },
          { from: 10, points: high, disqualifies: low > 90 },
        ],
      }),
    ),
  );

test("whatever is asked: answers never lower the score nor raise what can be reached, and all answers decide", () => {
  const answers = { text: ["a", "b"], "yes-no": [true, false], number: [1, 50] } as const;
  const game = fc
    .integer({ min: 1, max: 8 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => anyQuestion(`q${index}`))));
  fc.assert(
    fc.property(game, fc.integer({ min: 0, max: 400 }), fc.nat(), (questions, threshold, choice) => {
      const asked = { questions, threshold };
      let fields = {};
      let before = scoreLead(asked, fields);
      for (const [index, question] of questions.entries()) {
        if (question.kind === "choice" || question.kind === "email") continue;
        const given = answers[question.kind][(choice >> index) & 1];
        fields = recordAnswers(asked, fields, { [question.id]: given }).fields;
        const after = scoreLead(asked, fields);
        expect(after.score).toBeGreaterThanOrEqual(before.score);
        expect(after.reachable).toBeLessThanOrEqual(before.reachable);
        if (before.status === "not-qualified") expect(after.status).toBe("not-qualified");
        before = after;
      }
      expect(before.status).not.toBe("open");
      expect(before.score).toBe(before.reachable);
      expect(nextQuestion(asked, fields)).toBeUndefined();
    }),
  );
});
