import { seededRandom } from "./seeded-random.ts";
import type { Audience } from "./simulate-types.ts";

/** Millions of people per state (census of 2022), under one of its area codes. */
const peopleByDdd: Record<string, number> = {
  ...{
    "11": 44.4,
    "31": 20.5,
    "21": 16.1,
    "71": 14.1,
    "41": 11.4,
    "51": 10.9,
    "81": 9.1,
    "85": 8.8,
    "91": 8.1,
  },
  ...{ "48": 7.6, "62": 7.1, "98": 6.8, "83": 4, "92": 3.9, "27": 3.8, "65": 3.7, "84": 3.3, "86": 3.3 },
  ...{ "82": 3.1, "61": 2.8, "67": 2.8, "79": 2.2, "69": 1.6, "63": 1.5, "68": 0.83, "96": 0.73, "95": 0.64 },
};

/** So many recipients spread over Brazil as its people are. */
export function nationalAudience(recipients: number): Audience {
  const total = Object.values(peopleByDdd).reduce((sum, people) => sum + people, 0);
  const byDdd: Record<string, number> = {};
  let people = 0;
  let given = 0;
  for (const [ddd, here] of Object.entries(peopleByDdd)) {
    people += here;
    const upTo = Math.round((recipients * people) / total);
    if (upTo > given) byDdd[ddd] = upTo - given;
    given = upTo;
  }
  return { byDdd };
}

/** The area codes in the list's order; a list of which only the counts are known is taken to be well mixed. */
export function listAudience(audience: Audience, seed: number): readonly (string | null)[] {
  if ("inOrder" in audience) return audience.inOrder;
  const list = Object.entries(audience.byDdd).flatMap(([ddd, count]) =>
    Array.from({ length: count }, () => (ddd === "" ? null : ddd)),
  );
  const random = seededRandom(seed);
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a = null, b = null] = [list[last], list[other]];
    list[last] = b;
    list[other] = a;
  }
  return list;
}
