/** What can happen at a point where one process waits for another. */
export const faults = [
  "killed before",
  "killed after",
  "answer lost",
  "delivered twice",
  "out of order",
  "10 s late",
] as const;
export type Fault = (typeof faults)[number];
