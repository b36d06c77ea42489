import type { World } from "./open-dashboard.ts";

/** What the steps of a day share: the stack with its browser, and a look at what is shown. */
export type Day = {
  world: () => World;
  /** Pictures at desktop and phone width and in the dark, and axe over each. */
  see: (name: string) => Promise<void>;
};

/** For what the machine, not the person, takes its time over. */
export const patient = { timeout: 120_000 };
export const people = 90;
