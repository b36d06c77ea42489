import * as z from "zod";

const schema = z.strictObject({
  /** Every push is made twice. */
  deliverTwice: z.boolean(),
  /** Messages go out in any order, some of them late. */
  shuffle: z.boolean(),
  /** Shorter than Pub/Sub allows, so that a test of a hanging worker need not take ten seconds. */
  ackDeadlineMs: z.int().min(10).nullable(),
});

/** What a test may have the broker do worse than it can. All of it is within what Pub/Sub may do. */
export type Faults = z.infer<typeof schema>;

/** No faults. */
export const noFaults: Faults = { deliverTwice: false, shuffle: false, ackDeadlineMs: null };

/** Reads a change of faults; what it does not name stays. */
export const faultsPatch = schema.partial();
