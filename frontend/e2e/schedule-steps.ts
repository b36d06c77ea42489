import { test } from "vitest";
import { type Day, patient } from "./day.ts";

/** A campaign of one of Meta's templates: its parameters, a test to one's own phone, its hour, and back to a draft. */
export function scheduleSteps({ world, see }: Day): void {
  test("a template's picture, values and button are filled in", async () => {
    const { page, url } = world();
    await page.goto(`${url}/campaigns/new`);
    await page.getByLabel("Nome da campanha").fill("Ofertas agendadas");
    await page.getByLabel("Lista de contatos").selectOption({ index: 1 });
    await page.getByLabel("Remetente").selectOption({ label: "Loja Centro · Número oficial (Meta)" });
    await page.getByRole("button", { name: "Continuar" }).click();
    await page.getByRole("radio", { name: "Modelo da Meta" }).check();
    await page.getByLabel("Modelo", { exact: true }).selectOption("oferta_natal (pt_BR) · qualidade alta");
    await page.getByLabel("Imagem: Endereço do arquivo").fill("https://loja.example/natal.jpg");
    await page.getByLabel("Valor de {{1}}").fill("{{name|cliente}}");
    await page.getByLabel("Valor de {{2}}").fill("{{cidade}}");
    await page.getByLabel("Fim do endereço do botão 1").fill("natal");
    await page
      .getByText(/^Oi, .+! Presentes em .+ com 20%/)
      .first()
      .waitFor();
    await see("27-campanha-modelo");
    await page.getByRole("button", { name: "Continuar" }).click();
    await page.getByText("Usado até agora").waitFor();
    await page.getByRole("button", { name: "Continuar" }).click();
    await page.getByText("Regra que decide").waitFor(patient);
    await page.getByRole("button", { name: "Continuar" }).click();
  });

  test("a test goes to one's own phone, and says what became of it", async () => {
    const { page } = world();
    await page.getByLabel("Seu WhatsApp").fill("+55 11 98888-7777");
    await page.getByRole("button", { name: "Enviar teste" }).click();
    await page.getByText("Teste enviado.").waitFor();
    await page.getByText(/^(Entregue|Lida)$/).waitFor(patient);
    await see("28-teste");
  });

  test("it is scheduled, moved to another hour, and taken back", async () => {
    const { page } = world();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await page.getByRole("radio", { name: "Em outro momento" }).check();
    await page.getByLabel("Começar em").fill(`${tomorrow}T10:30`);
    await page.getByRole("button", { name: "Agendar" }).click();
    await page.getByText("Campanha agendada.").waitFor();
    await page.getByText(/Começa .* 10:30/).waitFor();
    await see("29-agendada");
    await page.getByRole("link", { name: "Mudar horário" }).click();
    await page.getByLabel("Começar em").fill(`${tomorrow}T15:00`);
    await page.getByRole("button", { name: "Mudar horário" }).click();
    await page.getByText(/Começa .* 15:00/).waitFor();
    await page.getByRole("button", { name: "Ações" }).click();
    await page.getByRole("menuitem", { name: "Desfazer agendamento" }).click();
    await page.getByText("Rascunho").first().waitFor();
  });
}
