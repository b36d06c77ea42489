import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { type Stack, startStack } from "../../infra/local/src/stack/start-stack.ts";

export type World = {
  stack: Stack;
  browser: Browser;
  page: Page;
  url: string;
  /** What the browser complained about. */
  complaints: string[];
  end: () => Promise<void>;
};

/** A whole stack with its dashboard, and a browser in front of it. */
export async function openWorld(executablePath: string): Promise<World> {
  const stateDir = await mkdtemp(join(tmpdir(), "nova-dashboard-"));
  const stack = await startStack({ stateDir, withDashboard: true });
  const url = stack.addresses.dashboard ?? "";
  // Chromium's own sandbox needs rights that containers do not give to root.
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const context = await browser.newContext({
    locale: "pt-BR",
    timezoneId: "America/Sao_Paulo",
    acceptDownloads: true,
    // Nothing slides: pictures need not wait.
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
      complaints.push(message.text());
  });
  const end = async () => {
    await browser.close();
    await stack.stop();
    await rm(stateDir, { recursive: true, force: true });
  };
  return { stack, browser, page, url, complaints, end };
}
