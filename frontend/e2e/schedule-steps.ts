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
  });

  test("it has a cap of its own, and two messages are tried on a part of the list", async () => {
    const { page } = world();
    await page.getByLabel("Limitar campanhas por pessoa").check();
    await page.getByLabel("No máximo").fill("3");
    await page.getByLabel("Testar mais de uma mensagem").check();
    await page.getByLabel("Vence quem tiver mais").selectOption("Leituras");
    const other = page.getByRole("group", { name: "Versão B" });
    await other.getByLabel("Valor de {{1}}").fill("{{cidade}}");
    await other
      .getByText(/presentes em/i)
      .first()
      .waitFor();
    await see("33-campanha-regras");
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

  test("it starts, shows each version's figures, and a person chooses the winner", async () => {
    const { page } = world();
    await page.getByRole("link", { name: "Continuar rascunho" }).click();
    await page.getByRole("button", { name: /Início/ }).click();
    await page.getByRole("button", { name: "Começar agora" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Começar agora" }).click();
    await page.getByText("Em teste: o resto da lista espera o resultado.").waitFor(patient);
    await page.getByRole("cell", { name: "Versão B" }).waitFor(patient);
    await see("34-versoes");
    await page.getByRole("button", { name: "Escolher a vencedora agora" }).click();
    await page.getByRole("radio", { name: "Versão B" }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Escolher a vencedora agora" }).click();
    await page.getByText("Escolhida por uma pessoa: o resto recebe a versão B.").waitFor();
    await page.getByRole("tab", { name: "Destinatários" }).click();
    await page.getByRole("columnheader", { name: "Versão" }).waitFor();
  });
}
