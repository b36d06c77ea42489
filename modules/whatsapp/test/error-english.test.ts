import { expect, test } from "vitest";
import { classifyError, describeErrorInEnglish, knownErrorCodes } from "../src/index.ts";

const unnamed = [400, 401, 408, 429, 500, 503].map((status) => `meta.http_${status}`);

test("every code that people may read of has its English sentence beside the Portuguese one", () => {
  const same = [...knownErrorCodes, ...unnamed].filter(
    (code) => describeErrorInEnglish("meta", code) === classifyError("meta", code).reason,
  );
  expect(same).toEqual([]);
});
