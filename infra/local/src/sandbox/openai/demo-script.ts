import type { ScriptInput } from "./script.ts";

/** The attendant of a small shop of courses: what the demo's bot says when no real model is given. */
export const demoScript: ScriptInput = {
  rules: [
    {
      name: "asked for a person, and handed over",
      when: { toolResult: "hand_over" },
      content: "Claro! Já chamei uma pessoa da nossa equipe. Ela continua a conversa por aqui.",
    },
    {
      name: "asks for a person",
      when: {
        text: "(falar|conversar) com (um|uma|algum|alguma)? ?(pessoa|gente|humano|atendente|vendedor)|\\batendente\\b|\\bhumano\\b",
        tool: "hand_over",
      },
      toolCalls: [
        { name: "hand_over", arguments: { reason: "asked", summary: "Pediu para falar com uma pessoa." } },
      ],
    },
    {
      name: "qualification kept",
      when: { toolResult: "save_lead" },
      content: "Anotado, obrigado! Posso ajudar em mais alguma coisa?",
    },
    {
      name: "knows what people agreed on",
      when: {
        text: "combina|acord|continua|de volta|e agora|link",
        prompt: "<resumo_do_atendimento>\\n([^<]*[^<\\s])",
      },
      content:
        "Estou de volta! Ficou combinado com a nossa equipe: {{1}}\n\nPosso ajudar em mais alguma coisa?",
    },
    {
      name: "prices",
      when: { text: "pre[cç]o|quanto (custa|e|fica|sai)|valor|parcel" },
      content:
        "O curso completo custa R$ 497,00 à vista ou 12x de R$ 49,70 no cartão.\n\nA mentoria em grupo sai por R$ 1.297,00.\n\nPosso saber para que você pretende usar?",
    },
    {
      name: "opening hours",
      when: { text: "horario|que horas|abre|fecha|funcionamento|atendem" },
      content:
        "Atendemos de segunda a sexta, das 9h às 18h, e aos sábados até as 13h. Por aqui respondo a qualquer hora.",
    },
    {
      name: "guarantee",
      when: { text: "garantia|reembolso|devolu" },
      content: "Você tem 7 dias de garantia: se não gostar, devolvemos todo o valor.",
    },
    {
      name: "payment",
      when: { text: "\\bpix\\b|boleto|cartao|pagar|pagamento" },
      content: "Aceitamos Pix, boleto e cartão em até 12 vezes.",
    },
    {
      name: "wants to buy",
      when: { text: "quero comprar|quero (o|esse|este) curso|como (compro|faco para comprar)|me inscrever" },
      content:
        "Que bom! Antes de enviar o link: qual é o seu nome, e você já trabalha na área ou está começando agora?",
    },
    {
      name: "qualifies by tool",
      when: { text: "(?:me chamo|meu nome e|sou (?:o|a)) ([\\p{L}]+)", tool: "save_lead" },
      toolCalls: [{ name: "save_lead", arguments: { answers: { name: "{{1}}" } } }],
    },
    {
      name: "says a name",
      when: { text: "(?:me chamo|meu nome e|sou (?:o|a)) ([\\p{L}]+)" },
      content: "Prazer! Você já trabalha na área ou está começando agora?",
    },
    {
      name: "says the level",
      when: { text: "comecando|iniciante|ja trabalho|experien" },
      content: "Entendi. Para quando você precisa: ainda este mês ou mais para frente?",
    },
    {
      name: "tries to give orders",
      when: {
        text: "ignore (as|todas|suas)|system prompt|instrucoes (anteriores|internas)|ignore (all|previous)",
      },
      content: "Sobre isso não posso ajudar. Quer saber dos cursos, dos preços ou do horário?",
    },
    {
      name: "thanks",
      when: { text: "obrigad|valeu" },
      content: "Eu que agradeço! Se precisar, é só chamar.",
    },
    {
      name: "greets",
      when: { text: "^\\s*(oi|ola|bom dia|boa tarde|boa noite|e ai|hello|hi)\\b" },
      content:
        "Olá! Sou o assistente virtual da loja de demonstração. Posso falar de preços, horários e dos nossos cursos. O que você procura?",
    },
  ],
  fallback:
    "Não tenho certeza se entendi. Posso ajudar com preços, horários, formas de pagamento ou chamar uma pessoa da equipe.",
};
