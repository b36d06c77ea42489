import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium } from "./find-chromium.ts";
import { type Load, lastBeforeQuiet, measureLoad } from "./measure-load.ts";
import { type OpenBuild, openBuild } from "./open-build.ts";
import { keptFromBefore, type StandIn, startStandIn } from "./stand-in-api.ts";

const chromium = findChromium(process.env);
const scriptBudget = 250_000;

/** How long it took is said, not asserted: the machine is shared. */
function tell(page: string, { paintedMs, readyMs, interactiveMs, scriptBytes }: Load): void {
  const ms = (value: number) => `${Math.round(value)} ms`;
  console.log(
    `${page} on a slow phone (1.6 Mbit/s, 150 ms, CPU / 4): ${Math.round(scriptBytes / 1_000)} kB of script, first paint ${ms(paintedMs)}, usable ${ms(readyMs)}, interactive ${ms(interactiveMs)}.`,
  );
}

describe.skipIf(!chromium)("the first load", { timeout: 300_000 }, () => {
  let opened: OpenBuild;
  let api: StandIn;
  beforeAll(async () => {
    api = await startStandIn();
    opened = await openBuild(chromium ?? "", api.url);
  }, 300_000);
  afterAll(async () => {
    await opened?.end();
    await api?.close();
  });

  test("of the way in fits its budget on the wire and asks nobody else", async () => {
    const { browser, url } = opened;
    const load = await measureLoad(browser, { url, readyWhen: "input[type=email]" });
    tell("Sign-in", load);
    expect(load.scriptBytes).toBeGreaterThan(50_000);
    expect(load.scriptBytes).toBeLessThan(scriptBudget);
    expect(load.origins).toEqual([url]);
  });

  test("of the campaigns, for who is signed in already, fits it too", async () => {
    const { browser, url } = opened;
    const kept = JSON.stringify(keptFromBefore());
    const load = await measureLoad(browser, {
      url: `${url}/campaigns`,
      readyWhen: "tbody a",
      prepare: (page) => page.addInitScript(`Object.assign(localStorage, ${kept})`),
    });
    tell("Campaigns", load);
    expect(load.scriptBytes).toBeLessThan(scriptBudget);
    expect(load.origins.sort()).toEqual([url, api.url].sort());
  });
});

test.each([
  ["nothing held it", [], 900],
  ["it was held once", [{ start: 1_000, end: 1_200 }], 1_200],
  [
    "what comes after five quiet seconds does not count",
    [
      { start: 1_000, end: 1_200 },
      { start: 6_300, end: 6_400 },
    ],
    1_200,
  ],
])("a page is interactive where %s", (_, tasks, at) => {
  expect(lastBeforeQuiet(tasks, 900)).toBe(at);
});
