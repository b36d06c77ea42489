import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import type { Page } from "playwright-core";
import * as z from "zod";

const folder = fileURLToPath(new URL("../../.local/screenshots/", import.meta.url));
const sizes = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } };
/** For the layout and the colours of the next size; nothing slides. A busy machine may need longer: see `findSerious`. */
const settleMs = 120;
const busyMs = 1_000;
const found = z.array(
  z.object({ id: z.string(), impact: z.string().nullish(), nodes: z.array(z.object({ html: z.string() })) }),
);

/** Takes a picture at desktop and phone width, and gives what axe finds serious, in light and in dark. */
export async function look(page: Page, name: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const problems: string[] = [];
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    await page.waitForTimeout(settleMs);
    await photograph(page, `${name}-${size}`);
    problems.push(...(await findSerious(page)).map((one) => `${name} (${size}): ${one}`));
  }
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForTimeout(settleMs);
  await photograph(page, `${name}-phone-dark`);
  problems.push(...(await findSerious(page)).map((one) => `${name} (dark): ${one}`));
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(sizes.desktop);
  return problems;
}

/** The whole page; what sticks to the window's edge would stand in the middle of a long picture. */
export async function photograph(page: Page, name: string): Promise<void> {
  const stick = (position: string) =>
    page.evaluate(
      `document.querySelectorAll(".bottom-bar, .top-bar, .sidebar").forEach((bar) => (bar.style.position = "${position}"))`,
    );
  await stick("static");
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  await stick("");
}

/** What is serious, and still is a moment later: colours that were just changing are nobody's fault. */
async function findSerious(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const first = await runAxe(page);
  if (first.length === 0) return first;
  await page.waitForTimeout(busyMs);
  return runAxe(page);
}

async function runAxe(page: Page): Promise<string[]> {
  const violations = await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then((run) => run.violations)",
  );
  return found
    .parse(violations)
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 160))
          .join(" | ")}`,
    );
}
