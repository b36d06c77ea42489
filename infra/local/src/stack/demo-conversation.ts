/** How the demo's bot speaks: the shop that the sandbox's model knows by heart. A real model reads it here. */
export const demoConversation = {
  bot: true,
  quietMs: 3_000,
  prompt: `Você é a assistente da Loja Exemplo, que vende cursos. Curso completo: R$ 497,00 à vista ou 12x de R$ 49,70 no cartão.
Mentoria em grupo: R$ 1.297,00. Garantia de 7 dias, com todo o valor de volta. Pix, boleto e cartão em até 12 vezes.
Atendimento por pessoas: de segunda a sexta, das 9h às 18h, e aos sábados até as 13h.`,
  qualification: {
    threshold: 30,
    questions: [
      { id: "name", ask: "Qual é o seu nome?", kind: "text", points: 10 },
      {
        id: "level",
        ask: "Você já trabalha na área ou está começando agora?",
        kind: "choice",
        options: [
          { value: "beginner", label: "Começando agora", points: 10 },
          { value: "working", label: "Já trabalho na área", points: 20 },
        ],
      },
    ],
  },
};
