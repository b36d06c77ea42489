import { expect, test } from "vitest";
import { type Day, patient } from "./day.ts";

/** What is kept: people, letters, deeds, settings; and the platform's own page. */
export function recordSteps({ world, see }: Day): void {
  test("contacts, dead letters and settings are there", async () => {
    const { page, url } = world();
    await page.goto(`${url}/contacts`);
    await page.getByText("Pode receber").first().waitFor();
    await see("18-contatos");
    await page.locator("tbody a").first().click();
    await page.getByRole("heading", { name: "Últimos envios" }).waitFor();
    await see("19-contato");
    await page.goto(`${url}/dead-letters`);
    await page.getByText("Nenhuma carta morta").waitFor();
    await see("20-cartas-mortas");
    await page.goto(`${url}/settings`);
    await page.getByLabel("Papel: demo@nova.example").waitFor();
    await see("21-configuracoes");
  });

  test("the audit says who did what, and shows one kind where that is asked", async () => {
    const { page } = world();
    await page.getByRole("link", { name: "Auditoria" }).first().click();
    await page.getByRole("cell", { name: "Enviou um teste" }).first().waitFor();
    await page.getByLabel("O quê").selectOption("campaign.paused");
    await page.getByText("conferir as respostas").waitFor();
    await expect.poll(() => page.locator("tbody tr").count(), patient).toBe(1);
    await page.getByLabel("O quê").selectOption("");
    await page.getByRole("cell", { name: "Criou um remetente" }).first().waitFor();
    await see("30-auditoria");
  });

  test("whoever runs the platform makes a client and gives it an owner", async () => {
    const { page, stack } = world();
    await page.getByRole("link", { name: "Plataforma" }).first().click();
    await page.getByRole("link", { name: "Loja Exemplo" }).waitFor();
    await see("31-plataforma");
    await page.getByRole("button", { name: "Novo cliente" }).click();
    await page.getByLabel("Nome do cliente").fill("Ótica São João");
    await page.getByRole("button", { name: "Criar cliente" }).click();
    await page.getByRole("button", { name: "Adicionar membro" }).click();
    await page.getByLabel("E-mail").fill(stack.settings.demoEmail);
    await page.getByRole("dialog").getByLabel("Papel").selectOption("owner");
    await page.getByRole("dialog").getByRole("button", { name: "Adicionar membro" }).click();
    await page.getByLabel(`Papel: ${stack.settings.demoEmail}`).waitFor();
    await page.getByText("otica-sao-joao").first().waitFor();
    await see("32-cliente");
  });

  test("all of it in English too", async () => {
    const { page, url } = world();
    await page.goto(`${url}/campaigns`);
    await page.getByRole("link", { name: "Natal 2026" }).waitFor();
    await see("22-campanhas");
    await page.getByRole("radio", { name: "English" }).check();
    await page.getByRole("heading", { name: "Campaigns" }).waitFor();
    await see("23-campaigns-en");
  });
}
