import { expect, test } from "vitest";
import { profiles } from "../../modules/pacing/src/index.ts";
import { defaultProfiles } from "../src/pages/senders/default-profiles.ts";

test.each([
  ["an official number", defaultProfiles.meta, profiles.official],
  ["a paired phone", defaultProfiles.evolution, profiles.qr],
])("%s starts in the form from what the planner's own default says", (_, shown, planned) => {
  expect(shown).toMatchObject(planned);
});
