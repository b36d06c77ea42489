import type { CampaignMessage, MessageAudience, TemplateText } from "@nova/supabase-client";
import { templateComponentsSchema } from "@nova/whatsapp";
import { checkAudience, type MessageCheckAnswer } from "./check-audience.ts";
import type { Ports } from "./ports.ts";
import { textsOf, writeMessage } from "./write-message.ts";

const limits = { text: 4_096, textOfPhone: 65_536, caption: 1_024 };
type About = { actor: string; clientId: string };
type Variant = { key: string; message: CampaignMessage; template: TemplateText | null };
type Message = { message: CampaignMessage; seed?: number };

/** A message, the template it names, and whom it would reach from a sender. */
export async function readMessage(
  { database }: Pick<Ports, "database">,
  { actor, clientId }: About,
  asked: {
    message: CampaignMessage;
    /** Of a campaign it is asked by its own rules too. */
    id?: string | undefined;
    listId: string | null | undefined;
    senderId?: string | undefined;
    variants?: { items: { key: string; message: CampaignMessage }[] } | null;
  },
) {
  const { message, id, listId, senderId, variants } = asked;
  const template =
    message.kind === "meta"
      ? await database.platformAudience.readTemplate(actor, clientId, message.templateId)
      : null;
  const others = variants?.items.flatMap((item) => writeMessage(item.message).needed) ?? [];
  const needed = [...new Set([...writeMessage(message).needed, ...others])];
  if (id !== undefined) {
    const audience = await database.platformAudience.readOfCampaign(actor, clientId, id, needed);
    return { message, template, audience };
  }
  const audience = listId
    ? await database.platformAudience.read(actor, clientId, { listId, needed, ...(senderId && { senderId }) })
    : null;
  return { message, template, audience };
}

/** What is wrong with a message for those people, and how it reads. Pure. */
export function checkWritten(
  { message, seed = 1 }: Message,
  template: TemplateText | null,
  audience: MessageAudience | null,
): MessageCheckAnswer {
  if (message.kind === "text") {
    const plain = audience?.provider === "evolution" ? limits.textOfPhone : limits.text;
    return checkAudience(
      {
        texts: [message.text],
        preview: ([text = ""]) => text.trim(),
        isOwnText: true,
        maxCharacters: message.media ? limits.caption : plain,
        seed,
      },
      audience,
    );
  }
  const stored = templateComponentsSchema.safeParse(template?.components ?? []);
  const components = writeMessage(message).components ?? (stored.success ? stored.data : []);
  const parsed = templateComponentsSchema.safeParse(components);
  const own = parsed.success ? parsed.data : [];
  const bodies = own.filter(({ type }) => type === "body");
  const others = own.filter(({ type }) => type !== "body");
  const bodyTexts = textsOf(bodies);
  const names = bodies.flatMap(({ parameters }) =>
    parameters.map((one, index) =>
      "parameter_name" in one && one.parameter_name ? one.parameter_name : `${index + 1}`,
    ),
  );
  const body = template?.body ?? "";
  const checked = checkAudience(
    {
      texts: [...bodyTexts, ...textsOf(others)],
      preview: (texts) => fill(body, new Map(names.map((name, index) => [name, texts[index] ?? ""]))),
      isOwnText: false,
      maxCharacters: limits.textOfPhone,
      seed,
    },
    audience,
  );
  return { ...checked, problems: [...aboutTemplate(template, body, names), ...checked.problems] };
}

/** The other messages of a campaign's test, each with the template that it names. */
async function readVariants(
  { database }: Pick<Ports, "database">,
  { actor, clientId }: About,
  variants: Judged["variants"],
): Promise<Variant[]> {
  const read: Variant[] = [];
  for (const { key, message } of variants?.items ?? []) {
    const isMeta = message.kind === "meta";
    const template = isMeta
      ? await database.platformAudience.readTemplate(actor, clientId, message.templateId)
      : null;
    read.push({ key, message, template });
  }
  return read;
}

/** What is judged of a campaign, stored or about to be. */
export type Judged = {
  /** None where the list or sender is not the stored one: a campaign's audience is read by its id. */
  id?: string | undefined;
  message: CampaignMessage;
  listId: string | null;
  senderId: string;
  variants: { items: { key: string; message: CampaignMessage }[] } | null;
  windowMeets: boolean;
};

/** A campaign with all that it may say, checked; `problems` and `previews` name the variant that they are of, A's do not. */
export async function checkCampaign(ports: Pick<Ports, "database">, about: About, campaign: Judged) {
  const { message, template, audience } = await readMessage(ports, about, campaign);
  const others = await readVariants(ports, about, campaign.variants);
  const own = checkWritten({ message }, template, audience);
  const checked = others.reduce((all, one) => withVariant(all, one, audience), own);
  return { audience, checked: { ...checked, problems: [...aboutRules(campaign), ...checked.problems] } };
}

/** What is wrong with one of them is wrong with all; what they have in common is said once. Pure. */
function withVariant(
  all: MessageCheckAnswer,
  { key: variant, message, template }: Variant,
  audience: MessageAudience | null,
): MessageCheckAnswer {
  const { problems, previews, variety } = checkWritten({ message }, template, audience);
  const said = new Set(all.problems.map(({ variant: _, ...problem }) => JSON.stringify(problem)));
  return {
    ...all,
    problems: [
      ...all.problems,
      ...problems
        .filter((problem) => !said.has(JSON.stringify(problem)))
        .map((problem) => ({ ...problem, variant })),
    ],
    previews: [...all.previews, ...previews.map((preview) => ({ ...preview, variant }))],
    // Whichever wins goes to everyone else.
    variety: all.variety?.isEnough === false ? all.variety : (variety ?? all.variety),
  };
}

/** What is wrong with a campaign's own rules beside those of its sender. Pure. */
function aboutRules({ windowMeets }: { windowMeets: boolean }): MessageCheckAnswer["problems"] {
  if (windowMeets) return [];
  return [
    {
      ...{ code: "window-never-meets", severity: "error" },
      pt: "O horário da campanha nunca coincide com o do remetente: nada sairia. Mude um dos dois.",
      en: "The campaign's hours never meet those of its sender: nothing would go out. Change one of them.",
    },
  ];
}

function aboutTemplate(template: TemplateText | null, body: string, given: string[]) {
  const asked = [...new Set([...body.matchAll(placeholder)].map(([, name = ""]) => name))];
  const problems: MessageCheckAnswer["problems"] = [];
  if (template && template.status !== "approved")
    problems.push({
      ...{ code: "template-not-approved", severity: "error" as const },
      pt: "A Meta ainda não aprovou este modelo, ou o pausou.",
      en: "Meta has not approved this template, or has paused it.",
    });
  if (asked.length !== given.length || asked.some((name) => !given.includes(name)))
    problems.push({
      ...{ code: "parameters-differ", severity: "error" as const },
      pt: `O modelo pede ${asked.length} variáveis (${asked.join(", ") || "—"}); foram dadas ${given.length}.`,
      en: `The template asks for ${asked.length} variables (${asked.join(", ") || "—"}); ${given.length} were given.`,
    });
  return problems;
}

const placeholder = /\{\{\s*(\w+)\s*\}\}/g;
const fill = (body: string, values: Map<string, string>) =>
  body.replace(placeholder, (whole, name: string) => values.get(name) ?? whole);
