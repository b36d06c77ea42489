import * as z from "zod";
import { campaignMessageSchema } from "./campaign-message.ts";
import { instantText } from "./platform.ts";

const count = z.int().nonnegative();
export const variantMetrics = ["replied", "read", "delivered"] as const;
/** A is the campaign's own message. */
export const variantKeySchema = z.enum(["A", "B", "C", "D"]);
const laterKeys = ["B", "C", "D"] as const;

const rule =
  "Teste A/B: uma parte do público (sharePercent), dividida por igual e por sorteio fixo, recebe a sua variante; o resto espera, com o motivo ab-test. " +
  "Passados decideAfterMinutes desde a saída da última mensagem do teste, vence a variante com a maior parcela de metric entre as entregues (delivered: entre as que saíram), " +
  "se cada uma teve ao menos minimumEach entregues e a vantagem sobre cada uma das outras tem z ≥ 1,64 (duas proporções, unilateral, 95 %). " +
  "Senão vai A, a mensagem da campanha, e decision diz por quê: too-few ou no-difference. Pausada, parada ou cancelada, nada decide.";

const testShape = {
  /** Of the audience, divided evenly and by chance over the variants. */
  sharePercent: z.int().min(5).max(50),
  /** Among those delivered; `delivered` itself among those sent. */
  metric: z.enum(variantMetrics),
  /** After the last message of the test has left. */
  decideAfterMinutes: z.int().min(15).max(10_080),
  /** With fewer delivered of any variant no winner can be stated: A goes out. */
  minimumEach: z.int().min(1).max(1_000_000),
  /** The messages beside A, in order. */
  items: z
    .array(z.object({ key: z.enum(laterKeys), message: campaignMessageSchema }))
    .min(1)
    .max(laterKeys.length)
    .refine((items) => items.every(({ key }, index) => key === laterKeys[index])),
};

/** A test of messages on a part of the audience: the rest gets the one that did best there. */
export const variantTestSchema = z.object(testShape).describe(rule);
export type VariantTest = z.infer<typeof variantTestSchema>;

/** What became of one variant: `sent` is what has left our hands, whatever came of it. Whoever answered counts as read, and as delivered. */
export const variantCountSchema = z.object({
  variant: variantKeySchema,
  recipients: count,
  sent: count,
  delivered: count,
  read: count,
  replied: count,
  failed: count,
});

/** Why a variant won: it was ahead for certain, nothing could be told (then it is A), or a person said so. */
export const variantDecisionSchema = z.object({
  by: z.enum(["rule", "person"]),
  reason: z.enum(["proven", "no-difference", "too-few", "person"]),
  metric: z.enum(variantMetrics),
  /** How certain the lead was, against the closest of the others; proven from 1.64 on. */
  z: z.number().nullish(),
  /** As they were at the decision. */
  counts: z.array(variantCountSchema.extend({ share: z.number().nullable() })),
});

/** A campaign's test as it stands. */
export const campaignVariantsSchema = z
  .object({
    ...testShape,
    items: z.array(z.object({ key: z.enum(laterKeys), message: campaignMessageSchema })),
    winner: variantKeySchema.nullable(),
    decidedAt: instantText.nullable(),
    decision: variantDecisionSchema.nullable(),
  })
  .describe(rule);
