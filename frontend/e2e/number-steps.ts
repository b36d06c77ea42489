import { expect, test } from "vitest";
import type { Day } from "./day.ts";

const offer = {
  name: "oferta_natal",
  language: "pt_BR",
  quality_score: { score: "GREEN" },
  components: [
    { type: "HEADER", format: "IMAGE" },
    { type: "BODY", text: "Oi, {{1}}! Presentes em {{2}} com 20% até domingo." },
    { type: "FOOTER", text: "Responda SAIR para não receber mais." },
    {
      type: "BUTTONS",
      buttons: [{ type: "URL", text: "Ver ofertas", url: "https://loja.example/{{1}}" }],
    },
  ],
};

/** Numbers and what they may say: limits, a new number, Meta's templates. */
export function numberSteps({ world, see }: Day): void {
  test("a number's limits are changed and seen", async () => {
    const { page } = world();
    await page.getByRole("link", { name: "Remetentes" }).first().click();
    await page.getByText("livre para enviar").first().waitFor();
    await see("03-remetentes");
    await page.getByRole("link", { name: "Número oficial (demo)" }).click();
    await page.getByRole("button", { name: "Mudar limites" }).click();
    await page.getByLabel("Segundos entre envios").fill("0.25");
    await page.getByRole("button", { name: "Salvar" }).click();
    await page.getByText("Limites salvos; valem na hora.").waitFor();
    await page.getByText("250 ms").waitFor();
    await see("04-remetente");
  });

  test("a new number is registered with its limits, and its key is never shown again", async () => {
    const { page, stack } = world();
    await page.getByRole("link", { name: "Remetentes" }).first().click();
    await page.getByRole("link", { name: "Novo remetente" }).click();
    await page.getByLabel("Nome do remetente").fill("Loja Matriz");
    await page.getByLabel("ID do número").fill("106500000000099");
    await page.getByLabel("ID da conta (WABA)").fill("104500000000001");
    await page.getByLabel("Token de acesso").fill(stack.settings.metaAccessToken);
    await page.getByText("Mais limites").click();
    await page.getByRole("button", { name: "Adicionar etapa" }).click();
    await page.getByLabel("a qualquer hora").check();
    await see("24-novo-remetente");
    await page.getByRole("button", { name: "Criar remetente" }).click();
    await page.getByText("Conectado: envia pelos seus limites.").waitFor();
    await page.getByText("50/dia até 7 dias").waitFor();
    await page.getByText(`terminam em ••••${stack.settings.metaAccessToken.slice(-4)}`).waitFor();
    expect(await page.content()).not.toContain(stack.settings.metaAccessToken);
    await page.getByRole("button", { name: "Editar" }).click();
    await page.getByLabel("Nome do remetente").fill("Loja Centro");
    await page.getByRole("button", { name: "Salvar" }).click();
    await page.getByRole("heading", { name: "Loja Centro" }).waitFor();
    await see("25-remetente-novo");
  });

  test("Meta's templates are synced, and shown with their state and quality", async () => {
    const { page, stack } = world();
    const put = await fetch(`${stack.addresses.sandbox}/_sandbox/templates`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ templates: [offer] }),
      signal: AbortSignal.timeout(10_000),
    });
    expect(put.status).toBe(200);
    await page.getByRole("link", { name: "Modelos" }).first().click();
    await page.getByText("Nenhum modelo").waitFor();
    await page.getByRole("button", { name: "Sincronizar modelos" }).click();
    await page.getByText("0 mudados, 0 removidos.").waitFor();
    const row = page.getByRole("row").filter({ hasText: offer.name });
    await row.getByText("Aprovado").waitFor();
    await row.getByText("Alta").waitFor();
    await see("26-modelos");
    await page.getByRole("button", { name: offer.name }).click();
    await page.getByText("Ver ofertas").waitFor();
    await page.keyboard.press("Escape");
  });
}
