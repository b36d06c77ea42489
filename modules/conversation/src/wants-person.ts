const person =
  "(?:(?:um|uma|o|a|algum|alguma|voces?) )*(?:pessoas?|gente|human[oa]s?|atendentes?|atendimento humano|vendedor[ae]?s?|consultor[ae]?s?|suporte humano|alguem)(?: (?:de verdade|real|human[oa]))?";
const wish =
  "(?:quero|queria|preciso|gostaria de|posso|prefiro|desejo|tem como|da (?:pra|para)|deixa eu|como (?:faco|eu faco) (?:pra|para))";
const pass =
  "(?:passa|passe|passar|transfere|transfira|transferir|chama|chame|chamar|coloca|coloque|colocar)";

/** What says it as a whole message: inside a sentence these words say nothing ("uma pessoa me indicou"). */
const alone = new RegExp(
  `^(?:${person}(?: por favor)?|atendimento|humano por favor|falar com ${person}|human|agent|a person)$`,
);
const inside = [
  `${wish} (?:falar|conversar|ser atendid[oa]|tratar)(?: (?:com|por|pra|para))? ${person}`,
  `(?:me )?${pass}(?: me| ai| logo)?(?: (?:com|para|pra|pro))? ${person}`,
  "nao quero (?:falar|conversar) com (?:(?:um|uma|o) )?(?:robo|bot|maquina|ia)",
  "(?:i want|i need|can i|could i|let me)(?: to)? (?:talk|speak) (?:to|with) (?:a |an )?(?:person|human|someone|agent)",
];
const wishes = new RegExp(`(?<!nao )(?<!dont )\\b(?:${inside.join("|")})\\b`);

/** Whether a message asks for a person: a word alone, or a plain wish within a longer message. Portuguese, then English. */
export function wantsPerson(text: string): boolean {
  const words = text
    .slice(0, 1_000)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return alone.test(words) || wishes.test(words);
}
