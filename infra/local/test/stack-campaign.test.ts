import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { demoContacts } from "../src/demo/demo-contacts.ts";
import { addFault, openStack, readLogs, runAudited, type TestStack, tickOften } from "./stack-harness.ts";

let stack: TestStack;

beforeAll(async () => {
  // Every push is made twice and in any order, and the sandbox tells statuses before it answers.
  stack = await openStack({ brokerFaults: { deliverTwice: true, shuffle: true } });
  await addFault(stack, { kind: "early-statuses", rate: 0.5, seed: 1 });
  await addFault(stack, { kind: "duplicate-statuses", rate: 0.3, seed: 2 });
  await addFault(stack, { kind: "reordered-statuses", rate: 0.2, seed: 3 });
}, 120_000);
afterAll(() => stack?.end());

describe("a campaign, with every push made twice and statuses early, doubled and reordered", () => {
  test("reaches everyone once", { timeout: 120_000 }, async () => {
    const { audit, summary } = await runAudited(stack, { recipients: 300 });
    expect(audit).toMatchObject({
      recipients: 300,
      delivered: 300,
      duplicated: 0,
      lost: 0,
      failed: 0,
      unconfirmed: 0,
      disagreeing: [],
    });
    expect(summary.attemptsPerSend).toBe(1);
    expect((await readLogs(stack)).split("\n").filter((line) => line.includes('"severity":"ERROR"'))).toEqual(
      [],
    );
  });

  test("is announced in Discord when it has ended", { timeout: 100_000 }, async () => {
    let told = "";
    for (
      const until = Date.now() + 90_000;
      !told.includes("Campanha concluída") && Date.now() < until;
      await sleep(500)
    ) {
      told = await (await fetch(`${stack.addresses.sandbox}/_sandbox/discord`)).text();
    }
    expect(told).toContain("Campanha concluída: Teste");
    expect(told).toContain("300 destinatários: 300 entregues");
  });

  test("with the worker killed three times repeats nothing and loses nothing", {
    timeout: 240_000,
  }, async () => {
    let kills = 0;
    let going = true;
    const tickAsUsual = tickOften(stack); // what was being sent is swept when its lease has run out, not a tick later
    const killer = (async () => {
      await sleep(900);
      while (going && kills < 3) {
        const pid = stack.supervisor.pidOf("whatsapp-worker");
        if (pid !== undefined) {
          process.kill(pid, "SIGKILL");
          kills++;
        }
        await sleep(900);
      }
    })();
    const { audit, ledger, accepted } = await runAudited(stack, { recipients: 400 });
    going = false;
    tickAsUsual();
    await killer;

    expect(kills).toBeGreaterThanOrEqual(2);
    expect(audit).toMatchObject({ duplicated: 0, lost: 0, failed: 0, open: 0 });
    expect(audit.delivered + audit.unconfirmed).toBe(400);
    // Whatever reached the provider is known by its echo: what stays unconfirmed never went out.
    const tracked = new Set(accepted.map(({ trackId }) => trackId));
    const unconfirmed = ledger.filter(({ status }) => status === "unconfirmed");
    expect(unconfirmed.filter(({ attemptIds }) => attemptIds.some((id) => tracked.has(id)))).toEqual([]);
    expect(unconfirmed.length).toBeLessThanOrEqual(kills * 100);
  });

  test("whose provider answers 429, 500 and nothing repeats nothing", { timeout: 240_000 }, async () => {
    await addFault(stack, { kind: "throttle", rate: 0.05, seed: 4, times: 10, retryAfterMs: 500 });
    await addFault(stack, { kind: "timeout-after", rate: 0.05, seed: 5, times: 5 });
    const { audit } = await runAudited(stack, { recipients: 100 });
    expect(audit).toMatchObject({
      recipients: 100,
      delivered: 100,
      duplicated: 0,
      lost: 0,
      failed: 0,
      unconfirmed: 0,
    });
  });
});

test("no name, phone, text or secret of a full run is in any log", { timeout: 120_000 }, async () => {
  const contacts = demoContacts(20).map((contact, index) => ({
    ...contact,
    phone: `5511987${650000 + index}`,
    name: "Marcadora Zuleica",
  }));
  const { audit } = await runAudited(stack, { recipients: 20, contacts, body: "texto-marcador {{name}}" });
  expect(audit.delivered).toBe(20);
  // Opt-out words and malformed bodies are logged about too.
  await fetch(`${stack.addresses.sandbox}/_sandbox/inbound`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      provider: "meta",
      sender: "106500000000001",
      from: contacts[0]?.phone,
      text: "SAIR",
      name: "Marcadora Zuleica",
    }),
  });
  await fetch(stack.addresses.services["whatsapp-worker"] ?? "", {
    method: "POST",
    body: "{ texto-marcador",
  });
  await sleep(1_500);

  const logs = await readLogs(stack);
  expect(logs).toContain('"service":"whatsapp-worker"');
  const { settings } = stack;
  const secrets = [
    settings.serviceKey,
    settings.metaAccessToken,
    settings.metaAppSecret,
    settings.credentialsKey,
    settings.discordWebhookToken,
    settings.jwtSecret,
  ];
  for (const marker of ["Marcadora", "Zuleica", "texto-marcador", "987650", "5511987650000", ...secrets]) {
    expect(logs.includes(marker), `logs contain ${marker.slice(0, 12)}…`).toBe(false);
  }
});
