import { canonicalPhone } from "@nova/whatsapp";
import { expect, test } from "vitest";
import { demoContacts } from "../src/demo/demo-contacts.ts";
import { createProgressBar, progressOf, renderProgress } from "../src/demo/progress-bar.ts";

const progress = (delivered: number, total = 100) =>
  progressOf({ total, byStatus: { delivered, pending: total - delivered } }, 1_000);

function draw(steps: number[], output: { isTTY?: boolean; columns?: number } = {}): string[] {
  const written: string[] = [];
  const bar = createProgressBar({ ...output, write: (text) => written.push(text) });
  for (const step of steps) bar.draw(progress(step));
  bar.end();
  return written;
}

test("everyone who is dealt with counts as sent, those who got it as delivered", () => {
  const byStatus = {
    pending: 1,
    sending: 1,
    sent: 2,
    delivered: 3,
    read: 4,
    failed: 5,
    unconfirmed: 6,
    skipped: 7,
  };
  expect(progressOf({ total: 29, byStatus }, 9_000)).toEqual({
    ...{ total: 29, sent: 27, delivered: 7, failed: 5, ratePerSecond: 3 },
  });
});

test.each([
  ["nothing yet", 0, "░".repeat(32)],
  ["half", 50, "█".repeat(16) + "░".repeat(16)],
  ["all", 100, "█".repeat(32)],
])("the bar is as full as the campaign: %s", (_, delivered, bar) => {
  expect(renderProgress(progress(delivered)).split(" ")[0]).toBe(bar);
});

test("an empty campaign is drawn without a division by zero, and failures are named", () => {
  expect(renderProgress(progressOf({ total: 0, byStatus: {} }, 0))).toContain(
    "0/0 entregues · 0 enviadas · 0/s",
  );
  expect(renderProgress(progressOf({ total: 1, byStatus: { failed: 1 } }, 1_000))).toContain("1 falharam");
});

test("on a terminal one line is drawn over and over, never wider than the terminal", () => {
  const lines = draw([1, 2], { isTTY: true, columns: 20 });
  expect(lines).toHaveLength(3);
  for (const line of lines.slice(0, 2)) {
    expect(line.startsWith("\r\u001b[2K")).toBe(true);
    expect(line.length - "\r\u001b[2K".length).toBe(19);
  }
  expect(lines.at(-1)).toBe("\n");
});

test("in a pipe there is a line for every tenth of the way and no control character", () => {
  const lines = draw([0, 1, 2, 9, 10, 11, 55, 100, 100]);
  expect(lines.map((line) => /(\d+)\/100/.exec(line)?.[1])).toEqual(["0", "10", "55", "100"]);
  for (const control of ["\r", "\u001b"]) expect(lines.join("")).not.toContain(control);
});

test("the demo's people have canonical mobile numbers, none of them twice", () => {
  const contacts = demoContacts(10_000);
  expect(new Set(contacts.map(({ phone }) => phone)).size).toBe(10_000);
  for (const { phone, name } of contacts) {
    expect(canonicalPhone(phone)).toBe(phone);
    expect(name).toMatch(/^\S+ \S+$/u);
  }
});
