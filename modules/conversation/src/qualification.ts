import * as z from "zod";

const points = z.number().int().min(0).max(100).default(0);
const shared = {
  /** Also the field's name: what the tenant's exports and rules call it. */
  id: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/),
  ask: z.string().trim().min(1).max(300),
  required: z.boolean().default(true),
};

const question = z.discriminatedUnion("kind", [
  z.strictObject({ ...shared, kind: z.literal("text"), points }),
  z.strictObject({ ...shared, kind: z.literal("email"), points }),
  z.strictObject({
    ...shared,
    kind: z.literal("yes-no"),
    yes: points,
    no: points,
    disqualifies: z.enum(["yes", "no"]).optional(),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal("choice"),
    options: z
      .array(
        z.strictObject({
          value: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/),
          label: z.string().trim().min(1).max(80),
          points,
          disqualifies: z.boolean().default(false),
        }),
      )
      .min(2)
      .max(20)
      .refine(
        (options) => new Set(options.map(({ value }) => value)).size === options.length,
        "values repeat",
      ),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal("number"),
    /** The first range that holds the number counts; `from` is in it, `below` is not. */
    ranges: z
      .array(
        z.strictObject({
          from: z.number().optional(),
          below: z.number().optional(),
          points,
          disqualifies: z.boolean().default(false),
        }),
      )
      .max(10)
      .default([]),
  }),
]);
export type Question = z.output<typeof question>;

/** What a tenant wants to know of a contact before a person takes over, and how many points make them worth it. */
export const qualificationSchema = z.strictObject({
  questions: z
    .array(question)
    .min(1)
    .max(20)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, "ids repeat"),
  threshold: z.number().int().min(0),
});
export type Qualification = z.output<typeof qualificationSchema>;

/** Answers by the question's id: text, number or yes (true) and no (false). */
export type LeadFields = Readonly<Record<string, string | number | boolean>>;
