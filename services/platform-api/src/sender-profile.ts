import * as z from "zod";

const dayMs = 86_400_000;
const rule = (pt: string, en: string) => ({ error: pt, params: { en } });

const gap = z.number().positive().max(dayMs);
const wait = z.int().min(0).max(dayMs);
const cap = z.int().min(1).max(10_000_000).nullable();
const share = z.number().min(0).max(1);
const hour = z
  .string()
  .refine(
    (text) => /^(([01]?\d|2[0-3]):[0-5]\d|24:00)$/.test(text),
    rule("Use hora e minuto, como 08:00", "Use hours and minutes, such as 08:00"),
  );
const days = z
  .array(z.int().min(0).max(6))
  .min(1)
  .refine(
    (list) => new Set(list).size === list.length,
    rule("Cada dia uma vez só; 0 é domingo", "Each day once; 0 is Sunday"),
  );
const warmUp = z
  .array(
    z.strictObject({
      untilAgeDays: z.number().positive().max(3_650),
      maxPerDay: z.int().min(0).max(10_000_000),
    }),
  )
  .max(30)
  .refine(
    (stages) =>
      stages.every(
        (stage, index) => index === 0 || stage.untilAgeDays > (stages[index - 1]?.untilAgeDays ?? 0),
      ),
    rule("As etapas vão em ordem de idade, sem repetir", "Stages go in order of age, without repeats"),
  );
const ramp = z.strictObject({
  firstSlice: z.int().min(1).max(1_000_000),
  growth: z.number().min(0).max(1_000),
  knownShare: share,
  maxFailureShare: share,
  patienceMs: wait,
  provenSender: z.int().min(0),
  provenTemplate: z.int().min(0),
});
const count = z.int().min(1).max(200);
const breaker = z
  .strictObject({
    enabled: z.boolean(),
    window: count,
    minFailures: count,
    failureShare: share,
    consecutive: count,
    minOptOuts: count,
    optOutShare: share,
    warnShare: share,
  })
  .partial();

/** The profile of a sender as people may give it: all of it, so that nothing changes that was not looked at. */
export const profileInput = z
  .strictObject({
    kind: z.enum(["qr", "official"]),
    minGapMs: gap,
    gapJitterMs: wait,
    maxPerHour: cap,
    maxPerDay: cap,
    warmUp,
    tierPerDay: cap,
    window: z.strictObject({ from: hour, until: hour, days: days.optional() }).nullable(),
    pairGapMs: wait,
    frequencyCap: z
      .strictObject({ max: z.int().min(1).max(1_000_000), days: z.number().positive().max(3_650) })
      .nullable(),
    replyHeadroom: z.number().min(0).max(0.9),
    repliesCount: z.boolean(),
    ramp: ramp.nullable(),
    breaker: breaker.nullable(),
    portfolioId: z.string().min(1).max(256).nullable(),
  })
  .refine(
    ({ maxPerHour, maxPerDay }) => maxPerHour === null || maxPerDay === null || maxPerHour <= maxPerDay,
    {
      ...rule(
        "O limite por hora não pode passar do limite por dia",
        "The hourly cap cannot be above the daily cap",
      ),
      path: ["maxPerHour"],
    },
  )
  .refine(
    ({ kind, tierPerDay, portfolioId }) =>
      kind === "official" || (tierPerDay === null && portfolioId === null),
    {
      ...rule(
        "Limite da Meta e portfólio são só de números oficiais",
        "Meta's limit and the portfolio are of official numbers only",
      ),
      path: ["tierPerDay"],
    },
  );
