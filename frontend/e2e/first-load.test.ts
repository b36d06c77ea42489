import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { type OpenBuild, openBuild } from "./open-build.ts";

const chromium = findChromium(process.env);
/** A slow phone network, as Lighthouse has it: 1.6 Mbit/s, 150 ms. */
const slow = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const scriptBudget = 250_000;

describe.skipIf(!chromium)("the first load", { timeout: 300_000 }, () => {
  let opened: OpenBuild;
  beforeAll(async () => {
    opened = await openBuild(chromium ?? "");
  }, 300_000);
  afterAll(async () => opened?.end());

  test("fits its budget on the wire, asks nobody else, and can be typed into", async () => {
    const { page, url } = opened;
    const client = await page.context().newCDPSession(page);
    await client.send("Network.enable");
    await client.send("Network.emulateNetworkConditions", slow);
    const kinds = new Map<string, string>();
    let script = 0;
    client.on("Network.responseReceived", ({ requestId, type, response }) => {
      kinds.set(requestId, type);
      expect(new URL(response.url).origin).toBe(url);
    });
    client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (kinds.get(requestId) === "Script") script += encodedDataLength;
    });
    const startedAt = performance.now();
    await page.goto(url, { waitUntil: "commit" });
    await page.getByLabel("E-mail").fill("a@b.example");
    const ms = Math.round(performance.now() - startedAt);
    console.log(
      `First load at 1.6 Mbit/s and 150 ms: ${Math.round(script / 1_000)} kB of script, usable after ${ms} ms.`,
    );
    expect(script).toBeGreaterThan(50_000);
    expect(script).toBeLessThan(scriptBudget);
  });
});
