import fc from "fast-check";
import { expect, test } from "vitest";
import { isOptInText, isOptOutText } from "../src/index.ts";

const optOut =
  `SAIR|sair|Sair.|SAIR!!!|  sair  |parar|Parar|PARE|pare!|STOP|stop|Cancelar|CANCELAR.|descadastrar|Descadastre-me|remover|
quero sair|Quero sair da lista|sair da lista|me tira da lista|me tire dessa lista|tira meu número da lista|remova-me|me remova da lista de transmissão|
não quero mais receber|nao quero mais receber|Não quero mais receber mensagens|não quero receber mais mensagens de vocês|eu não quero receber mais nada|
não desejo receber promoções|não gostaria de receber mais propaganda|não me mande mais mensagens|não mande mais|não me envie mais mensagens|
pare de me mandar mensagem|para de mandar mensagem|parem de enviar mensagens|pode parar de mandar mensagens|pare de me incomodar|parar de receber|quero parar de receber mensagens|
sair por favor|por favor, sair|Bom dia, pare de mandar mensagens por favor|oi, quero me descadastrar|PARE PARE PARE|Sair 🙏|🛑 PARAR|*PARAR*|unsubscribe|opt-out|
PARAR_PROMOCOES|Parar promoções|parar-promocoes|STOP_ALL|OPT_OUT|SAIR_DA_LISTA|CANCELAR_RECEBIMENTO|cancelar mensagens|não receber mais|ＳＡＩＲ`
    .split("|")
    .map((text) => text.trim())
    .filter((text) => text !== "");

const conversation =
  `quero sair de casa amanhã|vou sair|Quero cancelar|quero cancelar minha compra|cancelar pedido|cancelar assinatura|cancelar inscrição|cancelar a matrícula|
pode cancelar o boleto?|como faço para sair do curso?|para|para isso|para contato|para mim|para receber|preciso parar de fumar|pare de sofrer com dívidas|o carro vai parar na oficina|
remover tatuagem dói?|quero remover um item do carrinho|não|não quero|não quero mais|não tenho interesse|não quero receber o produto amanhã|não quero receber em casa|não quero receber aqui|
não posso sair agora|nao mande o boleto|não mande mais cedo que as 8|me tira uma dúvida|tira foto da lista|stop motion é legal?|a que horas vocês param?|posso sair mais cedo da aula?|
isso|cancelar isso|remover contato|saire|sairei|saída|voltar|quero receber|ok|sim|1|🙏|Bom dia|por favor|obrigado|sair ou ficar?|pare, pense e compre|
mandar mensagem|receber mensagens|parabéns|paramos onde?|descadastrado do site não consigo entrar|lista de preços|me manda a lista`
    .split("|")
    .map((text) => text.trim())
    .filter((text) => text !== "");

test.each(optOut)("“%s” asks to stop", (text) => {
  expect(isOptOutText(text)).toBe(true);
});

test.each(conversation)("“%s” is a conversation", (text) => {
  expect(isOptOutText(text)).toBe(false);
});

test.each([
  "VOLTAR",
  "voltar!",
  "Quero receber",
  "quero voltar a receber",
  "Quero receber mensagens de novo",
  "voltar a receber",
  "OPT_IN",
])("“%s” takes the opt-out back", (text) => {
  expect(isOptInText(text)).toBe(true);
});

test.each([
  "quero receber amanhã",
  "não quero receber",
  "vou voltar mais tarde",
  "quero receber aqui",
  "posso voltar?",
  "quero voltar pra casa",
  "sair",
])("“%s” does not", (text) => {
  expect(isOptInText(text)).toBe(false);
});

test("case, accents and punctuation change nothing", () => {
  const noise = fc.constantFrom("", " ", "!", "...", " 🙏", "\n", "?!", "*");
  fc.assert(
    fc.property(fc.constantFrom(...optOut), noise, noise, fc.boolean(), (text, before, after, upper) => {
      expect(isOptOutText(before + (upper ? text.toUpperCase() : text.toLowerCase()) + after)).toBe(true);
    }),
  );
});

test("no text both stops and comes back, and none takes long to read", () => {
  const word = fc.constantFrom(
    ..."sair parar pare para de me mandar receber nao quero mais mensagens voltar lista da por favor eu promocoes".split(
      " ",
    ),
  );
  const started = performance.now();
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      const text = words.join(" ");
      expect(isOptOutText(text) && isOptInText(text)).toBe(false);
    }),
    { numRuns: 3000 },
  );
  expect(performance.now() - started).toBeLessThan(5_000);
});
