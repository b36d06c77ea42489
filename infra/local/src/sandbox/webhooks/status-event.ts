import type { Entry } from "../record/entry.ts";
import type { ToldStatus } from "./plan-statuses.ts";

/** A status of a recorded message, on its way to the business. */
export type StatusEvent = { n: number; entry: Entry; status: ToldStatus; at: number; lost: boolean };

/** The vendor's way to tell the business: resolves when taken, or given up. */
export type TellStatuses = (events: StatusEvent[]) => Promise<void>;
