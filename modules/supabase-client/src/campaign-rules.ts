import * as z from "zod";

const timeOfDay = z.string().regex(/^(([01]?\d|2[0-3]):[0-5]\d|24:00)$/);
const dayOfWeek = z.int().min(0).max(6);

const hours =
  "Horário da campanha, no fuso do destinatário: vale o que ele e o horário do remetente têm em comum. Em dia de fora, segue no próximo permitido.";

/** Hours of one campaign, in the recipient's time zone: what remains is what its sender's hours leave of them. */
export const campaignWindowSchema = z
  .strictObject({
    from: timeOfDay,
    /** At or before `from`: on the day after. */
    until: timeOfDay,
    /** On which it opens, 0 is Sunday; none: every day. */
    days: z
      .array(dayOfWeek)
      .min(1)
      .refine((days) => new Set(days).size === days.length)
      .optional(),
  })
  .describe(hours);

/** How many campaign messages, of whatever campaign, a contact may have had in so many days to get one of this campaign. */
export const campaignCapSchema = z
  .strictObject({
    max: z.int().min(1).max(1_000_000),
    days: z.number().positive().max(3_650),
  })
  .describe(
    "Quantas mensagens de campanha, de qualquer campanha, um contato pode ter tido nestes dias; o limite do remetente também vale.",
  );

/** Of a sender's campaigns, those that have rules of their own. */
export const campaignRulesSchema = z.record(
  z.uuid(),
  z.object({ window: campaignWindowSchema.nullable(), frequencyCap: campaignCapSchema.nullable() }),
);

export type CampaignWindow = z.infer<typeof campaignWindowSchema>;
export type CampaignCap = z.infer<typeof campaignCapSchema>;
