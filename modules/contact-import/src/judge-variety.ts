import { outlineText, renderText, seedFor } from "@nova/whatsapp/render-text";
import type { MessageRecipient } from "./check-message.ts";
import { countWords, similarity } from "./text-similarity.ts";
import type { Words } from "./words.ts";

/** Whether a text differs enough between recipients to leave from a paired phone, why, and what to do. */
export type Variety = {
  isEnough: boolean;
  /** How many texts the variations alone can give. */
  variations: number;
  /** Of the sample: how many were rendered, how many differ at all, and in how many pairs they hardly differ. */
  sampled: number;
  distinct: number;
  nearIdenticalShare: number;
  /** How many really different texts the recipients get, and how many so many recipients need. */
  effective: number;
  needed: number;
  reason: Words;
  advice: Words | null;
};

export type VarietyOptions = {
  text: string;
  recipients: number;
  /** Some of the recipients, best from all over the list; without them only the variations count. */
  sample?: (MessageRecipient & { phone?: string })[] | undefined;
  seed?: number | string | undefined;
  /** From which share of common words two texts are near-identical. */
  nearFrom?: number | undefined;
  steps?: VarietyStep[] | undefined;
};
export type VarietyStep = { upTo: number; needed: number };

/** How many different texts a campaign of a paired phone needs; the thresholds are ours, not WhatsApp's. */
export const defaultVarietySteps: VarietyStep[] = [
  { upTo: 10, needed: 1 },
  { upTo: 50, needed: 3 },
  { upTo: 200, needed: 5 },
  { upTo: 1_000, needed: 8 },
  { upTo: Number.POSITIVE_INFINITY, needed: 12 },
];
const nearIdentical = 0.7;
const sampleSize = 200;
/** Chance does not deal the variations out evenly. */
const tolerance = 0.8;

/**
 * Renders a sample and asks how likely two recipients are to get near-identical texts; one over that is how many texts
 * there really are. A text of which only greeting and name change is one text.
 */
export function judgeVariety(options: VarietyOptions): Variety {
  const { text, recipients, nearFrom = nearIdentical, steps = defaultVarietySteps } = options;
  const needed = steps.find(({ upTo }) => recipients <= upTo)?.needed ?? 1;
  const { variations } = outlineText(text);
  const texts = renderSample(options);
  const { distinct, share } = comparePairs(texts, nearFrom);
  const effective = Math.round(Math.min(recipients, share === 0 ? recipients : 1 / share) * 10) / 10;
  const isEnough = effective >= Math.min(needed, recipients) * tolerance;
  const facts = { variations, sampled: texts.length, distinct, needed, effective };
  return {
    ...facts,
    isEnough,
    nearIdenticalShare: Math.round(share * 1_000) / 1_000,
    reason: reasonOf(recipients, facts, isEnough),
    advice: isEnough ? null : adviceOf(variations, needed),
  };
}

function renderSample({ text, sample, seed = 1 }: VarietyOptions): string[] {
  const chosen = sample?.length
    ? spread(sample, sampleSize)
    : Array.from({ length: sampleSize }, () => ({ variables: {} }));
  return chosen.map((recipient: MessageRecipient & { phone?: string }, index) =>
    renderText(
      text,
      { ...recipient.variables, ...(recipient.name && { name: recipient.name }) },
      seedFor(seed, recipient.phone ?? String(index)),
    ),
  );
}

/** As many as wanted, evenly from beginning to end. */
function spread<Item>(items: Item[], wanted: number): Item[] {
  if (items.length <= wanted) return items;
  const step = items.length / wanted;
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** Equal texts are compared once, with their weight. */
function comparePairs(texts: string[], nearFrom: number): { distinct: number; share: number } {
  const weights = new Map<string, number>();
  for (const text of texts) weights.set(text, (weights.get(text) ?? 0) + 1);
  const unique = [...weights].map(([text, weight]) => ({ weight, words: countWords(text) }));
  const pairs = (texts.length * (texts.length - 1)) / 2;
  let near = 0;
  unique.forEach((one, index) => {
    near += (one.weight * (one.weight - 1)) / 2;
    for (let other = index + 1; other < unique.length; other++) {
      const against = unique[other];
      if (against && similarity(one.words, against.words) >= nearFrom) near += one.weight * against.weight;
    }
  });
  return { distinct: unique.length, share: pairs === 0 ? 0 : near / pairs };
}

type Facts = Pick<Variety, "variations" | "distinct" | "sampled" | "effective" | "needed">;

function reasonOf(
  recipients: number,
  { effective, needed, distinct, sampled }: Facts,
  isEnough: boolean,
): Words {
  const counts = `${distinct}/${sampled}`;
  return isEnough
    ? {
        pt: `Os textos variam o bastante para ${recipients} contatos (cerca de ${effective} textos diferentes).`,
        en: `The texts vary enough for ${recipients} contacts (about ${effective} different texts).`,
      }
    : {
        pt: `Textos quase iguais: ${counts} diferem em algo, mas contam como ${effective}; para ${recipients} contatos são precisos ${needed}. Um aparelho que repete o mesmo texto é bloqueado.`,
        en: `Near-identical texts: ${counts} differ in something, but they count as ${effective}; ${recipients} contacts need ${needed}. A phone that repeats one text is blocked.`,
      };
}

function adviceOf(variations: number, needed: number): Words {
  return variations === 1
    ? {
        pt: `Escreva frases inteiras de ${needed} maneiras, como {Temos novidades para você|Chegou algo que vai te interessar}; trocar só o nome ou a saudação não basta.`,
        en: `Write whole sentences in ${needed} ways, like {We have news for you|Something came that you may like}; changing only the name or the greeting is not enough.`,
      }
    : {
        pt: "Varie frases inteiras, não só palavras: o que é igual em todas as variações deve ser menos da metade do texto.",
        en: "Vary whole sentences, not only words: what all variations share should be less than half of the text.",
      };
}
