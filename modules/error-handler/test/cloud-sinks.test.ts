import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("fixtures/watch-imports.ts", import.meta.url));

test.each([
  ["logging", "@google-cloud/logging"],
  ["reporting", "@google-cloud/error-reporting"],
])("the %s sink loads Google's client at the first failure, not at start", (sink, client) => {
  const { stdout, stderr } = spawnSync(process.execPath, [script, sink], {
    encoding: "utf8",
    timeout: 15_000,
    env: { PATH: process.env.PATH, METADATA_SERVER_DETECTION: "none" },
  });
  expect(stderr).not.toContain("Error");
  const { before, after } = JSON.parse(stdout);
  expect(before).toEqual([]);
  expect(after).toContain(client);
});
