import type { Browser, Page } from "playwright-core";
import * as z from "zod";

/** Lighthouse's phone: 1.6 Mbit/s down, 750 kbit/s up, 150 ms, a processor four times slower. */
export const slowPhone = {
  network: { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 },
  cpuRate: 4,
};
const quietMs = 5_000;

export type Load = {
  /** First words or pictures. */
  paintedMs: number;
  /** What one comes for is there. */
  readyMs: number;
  /** From here on nothing held the page for 50 ms, as Lighthouse says it. */
  interactiveMs: number;
  /** Script on the wire. */
  scriptBytes: number;
  origins: string[];
};
const seen = z.object({
  paintedMs: z.number(),
  readyMs: z.number(),
  tasks: z.array(z.object({ start: z.number(), end: z.number() })),
});
/** Notes in the page itself when what is waited for is there: asking from outside would be late. */
const watch = (selector: string) => `
  window.__load = { paintedMs: 0, readyMs: 0, tasks: [] };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      window.__load.tasks.push({ start: startTime, end: startTime + duration });
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === "first-contentful-paint") window.__load.paintedMs = startTime;
  }).observe({ type: "paint", buffered: true });
  new MutationObserver((_, observer) => {
    if (!document.querySelector(${JSON.stringify(selector)})) return;
    observer.disconnect();
    window.__load.readyMs = performance.now();
  }).observe(document, { childList: true, subtree: true });`;

/** Opens an address as a slow phone would that was never there, and tells when the page could be used. */
export async function measureLoad(
  browser: Browser,
  { url, readyWhen, prepare }: { url: string; readyWhen: string; prepare?: (page: Page) => Promise<unknown> },
): Promise<Load> {
  const page = await browser.newPage({ locale: "pt-BR", viewport: { width: 412, height: 823 } });
  try {
    await prepare?.(page);
    await page.addInitScript(watch(readyWhen));
    const client = await page.context().newCDPSession(page);
    await client.send("Network.enable");
    await client.send("Network.emulateNetworkConditions", slowPhone.network);
    await client.send("Emulation.setCPUThrottlingRate", { rate: slowPhone.cpuRate });
    const kinds = new Map<string, string>();
    const origins = new Set<string>();
    let scriptBytes = 0;
    client.on("Network.responseReceived", ({ requestId, type, response }) => {
      kinds.set(requestId, type);
      origins.add(new URL(response.url).origin);
    });
    client.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (kinds.get(requestId) === "Script") scriptBytes += encodedDataLength;
    });
    await page.goto(url, { waitUntil: "commit" });
    await page.locator(readyWhen).first().waitFor();
    // What is fetched ahead while one types may hold the page later on, and counts as well.
    await page.waitForTimeout(quietMs);
    const { paintedMs, readyMs, tasks } = seen.parse(await page.evaluate("window.__load"));
    const interactiveMs = Math.max(paintedMs, readyMs, lastBeforeQuiet(tasks, paintedMs));
    return { paintedMs, readyMs, interactiveMs, scriptBytes, origins: [...origins] };
  } finally {
    await page.context().close();
  }
}

/** The end of the last long task before the page was quiet for five seconds. Pure. */
export function lastBeforeQuiet(tasks: readonly { start: number; end: number }[], from: number): number {
  let last = from;
  for (const { start, end } of [...tasks].sort((a, b) => a.start - b.start)) {
    if (start - last >= quietMs) return last;
    last = Math.max(last, end);
  }
  return last;
}
