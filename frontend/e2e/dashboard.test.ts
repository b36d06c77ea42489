import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contactFile } from "./contact-file.ts";
import { type Day, patient, people } from "./day.ts";
import { findChromium } from "./find-chromium.ts";
import { look, photograph } from "./look.ts";
import { numberSteps } from "./number-steps.ts";
import { openWorld, type World } from "./open-dashboard.ts";
import { recordSteps } from "./record-steps.ts";
import { scheduleSteps } from "./schedule-steps.ts";

const chromium = findChromium(process.env);
if (!chromium)
  console.log("No Chromium found (CHROMIUM_PATH, PATH): the dashboard is not tried in a browser.");

describe.skipIf(!chromium)("an operator's day in the dashboard", { timeout: 300_000 }, () => {
  let world: World;
  const file = contactFile(people);
  const serious: string[] = [];
  const see = async (name: string) => void serious.push(...(await look(world.page, name)));
  const day: Day = { world: () => world, see };
  const settled = async () =>
    Number(((await world.page.getByTestId("settled").textContent()) ?? "").replace(/\D/g, ""));

  beforeAll(async () => {
    world = await openWorld(chromium ?? "");
  }, 300_000);
  afterAll(async () => world?.end());
  // Each step stands on the one before.
  let hasFailed = false;
  beforeEach(({ skip }) => skip(hasFailed, "a step before failed"));
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    hasFailed = true;
    await photograph(world.page, "failed");
    console.log(`Failed at ${world.page.url()}; complaints: ${[...world.complaints, ...serious].join("\n")}`);
  });

  test("a wrong password is told as such, the right one lets in", async () => {
    const { page, url, stack } = world;
    await page.goto(url);
    await page.getByLabel("E-mail").fill(stack.settings.demoEmail);
    await page.getByLabel("Senha", { exact: true }).fill("errada-errada");
    await page.getByRole("button", { name: "Entrar" }).click();
    await page.getByText("E-mail ou senha não conferem.").waitFor();
    await see("01-entrar");
    await page.getByLabel("Senha", { exact: true }).fill(stack.settings.demoPassword);
    await page.getByRole("button", { name: "Entrar" }).click();
    await page.getByText("Nenhuma campanha ainda").waitFor();
    await see("02-campanhas-vazio");
  });

  numberSteps(day);

  test("a file with bad rows is imported: the good ones enter, the bad ones are told", async () => {
    const { page } = world;
    await page.getByRole("link", { name: "Listas" }).first().click();
    await page.getByRole("link", { name: "Importar arquivo" }).first().click();
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByText("Primeiras linhas").waitFor();
    expect(await page.getByLabel("Usar como: Celular").inputValue()).toBe("phone");
    await see("05-importar-colunas");
    await page.getByLabel("Nome da lista").fill("Clientes de Natal");
    await page.getByRole("button", { name: "Importar", exact: true }).click();
    await page.getByRole("link", { name: "Ver lista" }).waitFor(patient);
    await page.getByText("Sem telefone.").waitFor();
    await page.getByText("Mesmo número da linha 2.").waitFor();
    await see("06-importacao");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Baixar linhas recusadas" }).click();
    const report = await readFile((await (await download).path()) ?? "", "utf8");
    expect(report.trim().split("\n")).toHaveLength(4);
    await page.getByRole("link", { name: "Ver lista" }).click();
    await page.getByRole("heading", { name: "Clientes de Natal" }).waitFor();
    await page.getByText(`${people} contatos`).waitFor();
    await see("07-lista");
  });

  test("a campaign is made step by step and simulated", async () => {
    const { page } = world;
    await page.getByRole("link", { name: "Usar em campanha" }).click();
    await page.getByLabel("Nome da campanha").fill("Natal 2026");
    await page.getByLabel("Remetente").selectOption({ index: 1 });
    await page
      .getByLabel("Remetente")
      .selectOption({ label: "Número oficial (demo) · Número oficial (Meta)" });
    await see("08-campanha-lista");
    await page.getByRole("button", { name: "Continuar" }).click();
    await page
      .getByLabel("Texto", { exact: true })
      .fill("{Oi|Olá}, {{name|cliente}}! Presentes em {{cidade}} com 20% até *domingo*.");
    await page.getByText("Para ", { exact: false }).first().waitFor();
    await see("09-campanha-mensagem");
    await page.getByRole("button", { name: "Continuar" }).click();
    await page.getByText("Usado até agora").waitFor();
    await see("10-campanha-limites");
    await page.getByRole("button", { name: "Continuar" }).click();
    await page.getByText("Regra que decide").waitFor(patient);
    await page.getByText("Recebem").waitFor();
    await see("11-campanha-simulacao");
    await page.getByRole("button", { name: "Continuar" }).click();
    await page.getByText(`${people} destinatários`).waitFor();
    await see("12-campanha-inicio");
  });

  test("it starts, moves without a reload, pauses and resumes", async () => {
    const { page, stack } = world;
    const struck = file.phones.slice(5, 9).map((phone) => phone.replace(/\D/g, ""));
    for (const [code, recipient] of [
      [130_429, struck.slice(0, 3)],
      [131_026, struck.slice(3)],
    ] as const)
      await fetch(`${stack.addresses.sandbox}/_sandbox/faults`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ kind: "failed-status", code, recipient, times: recipient.length }),
        signal: AbortSignal.timeout(10_000),
      });
    await page.getByRole("button", { name: "Começar agora" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Começar agora" }).click();
    await page.getByText("Ao vivo").waitFor(patient);
    const navigations: string[] = [];
    page.on("framenavigated", (frame) => navigations.push(frame.url()));
    await expect.poll(settled, { timeout: 60_000 }).toBeGreaterThan(5);
    const first = await settled();
    await expect.poll(settled, { timeout: 60_000 }).toBeGreaterThan(first);
    await page.getByRole("button", { name: "Pausar" }).click();
    await page.getByLabel("Motivo").fill("conferir as respostas");
    await page.getByRole("dialog").getByRole("button", { name: "Pausar" }).click();
    await page.getByText("Campanha pausada.").waitFor();
    await page.getByRole("button", { name: "Retomar" }).waitFor();
    await page.waitForTimeout(3_000); // what was under way may finish
    const held = await settled();
    await page.waitForTimeout(2_000);
    expect(await settled()).toBe(held);
    expect(held).toBeLessThan(people);
    await see("13-campanha-pausada");
    await page.getByRole("button", { name: "Retomar" }).click();
    await page.getByLabel("Motivo").fill("tudo certo");
    await page.getByRole("dialog").getByRole("button", { name: "Retomar" }).click();
    await expect.poll(settled, { timeout: 60_000 }).toBeGreaterThan(held);
    await see("14-campanha-ao-vivo");
    await expect.poll(settled, { timeout: 180_000 }).toBe(people);
    expect(navigations).toEqual([]);
  });

  test("what failed for the moment is tried again, and what failed for good is not", async () => {
    const { page } = world;
    await page.getByRole("tab", { name: /Falhas/ }).click();
    await page.getByText("definitiva").waitFor(patient);
    await page.getByText("Limite de mensagens por segundo", { exact: false }).waitFor();
    await see("15-falhas");
    await page.getByRole("button", { name: "Tentar todas de novo" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Tentar de novo" }).click();
    await page.getByText(/3 voltaram para a fila/).waitFor();
    await expect
      .poll(() => page.getByText("Limite de mensagens por segundo", { exact: false }).count(), patient)
      .toBe(0);
    await page.getByText("Concluída").first().waitFor(patient);
    await see("16-concluida");
  });

  test("everybody is listed with the outcome, filtered and exported", async () => {
    const { page } = world;
    await page.getByRole("tab", { name: "Destinatários" }).click();
    await page.getByLabel("Situação").selectOption("failed");
    await expect.poll(() => page.locator("tbody tr").count(), patient).toBe(1);
    await see("17-destinatarios");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Exportar CSV" }).click();
    const csv = await readFile((await (await download).path()) ?? "", "utf8");
    expect(csv.trim().split("\n")).toHaveLength(people + 1);
  });

  scheduleSteps(day);
  recordSteps(day);

  test("all of it by keyboard: skip link, sections, a dialog that gives the focus back", async () => {
    const { page, url } = world;
    await page.goto(`${url}/senders`);
    await page.getByRole("heading", { name: "Senders" }).waitFor();
    await page.locator("body").press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to content");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Pause" }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Pause");
  });

  test("axe found nothing serious, and the browser complained about nothing", () => {
    expect(serious).toEqual([]);
    expect(world.complaints).toEqual([]);
  });
});
