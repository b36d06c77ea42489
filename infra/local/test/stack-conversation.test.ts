import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { demoPhoneNumberId } from "../src/stack/seed-demo-tenant.ts";
import { openStack, readLogs, type TestStack } from "./stack-harness.ts";

let stack: TestStack;
beforeAll(async () => {
  stack = await openStack();
}, 120_000);
afterAll(() => stack?.end());

const page = z.object({
  records: z.array(z.object({ direction: z.string(), recipient: z.string(), text: z.string() })),
});

/** A phone of its own, which writes to the demo's number. */
function takePhone(from: string) {
  async function say(text: string): Promise<void> {
    const response = await fetch(`${stack.addresses.sandbox}/_sandbox/inbound`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ provider: "meta", sender: demoPhoneNumberId, from, text }),
      signal: AbortSignal.timeout(10_000),
    });
    expect(response.ok).toBe(true);
  }
  async function heard(): Promise<string[]> {
    const query = new URLSearchParams({ sender: demoPhoneNumberId });
    const response = await fetch(`${stack.addresses.sandbox}/_sandbox/record?${query}`);
    const { records } = page.parse(await response.json());
    return records
      .filter((one) => one.direction === "out" && one.recipient.endsWith(from.slice(-8)))
      .map(({ text }) => text);
  }
  /** What it has heard once that is so many messages, and a while later: nothing may follow. */
  async function hears(count: number): Promise<string[]> {
    while ((await heard()).length < count) await sleep(100);
    await sleep(1_500);
    return heard();
  }
  return { say, hears };
}

test("a phone that asks is answered, one that wants a person gets one, and no log holds a word of it", {
  timeout: 90_000,
}, async () => {
  const [asking, leaving] = [takePhone("5511955550001"), takePhone("5511955550002")];
  await asking.say("Oi, quanto custa o curso?");
  await leaving.say("quero falar com uma pessoa");
  const answer = await asking.hears(2);
  expect(answer.join(" ")).toContain("R$ 497,00");
  expect(answer.length).toBeLessThanOrEqual(3);
  expect(await leaving.hears(1)).toEqual([expect.stringContaining("pessoa da nossa equipe")]);

  await leaving.say("SAIR");
  expect(await leaving.hears(2)).toHaveLength(2);
  const logs = await readLogs(stack);
  expect(logs).toContain('"outcome":"done"');
  expect(logs).not.toMatch(/quanto custa|497,00|55119555500/);
});
