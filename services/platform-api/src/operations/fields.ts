import * as z from "zod";

/** The ids in a path, and what lists and texts have in common. */
export const clientParams = z.object({ clientId: z.uuid() });
export const pageQuery = z.strictObject({
  /** Where the last page ended: its `next`. */
  after: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** Of lists that are numbered as they grow. */
export const eventPageQuery = pageQuery.extend({
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});
export const nameField = z.string().trim().min(1).max(120);
/** Why something is paused, suspended or let go on: people read it months later. */
export const reasonField = z.string().trim().min(3).max(300);
