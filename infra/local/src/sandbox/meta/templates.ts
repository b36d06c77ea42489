import * as z from "zod";
import type { TemplateContent } from "./send-schema.ts";

const button = z.looseObject({ type: z.string(), text: z.string().optional() });

/** A message template as `message_templates` lists it. */
export const templateSchema = z.object({
  id: z.string().optional(),
  name: z.string().min(1),
  language: z.string().min(1),
  status: z.enum(["APPROVED", "PENDING", "REJECTED", "PAUSED", "DISABLED"]).default("APPROVED"),
  category: z.enum(["MARKETING", "UTILITY", "AUTHENTICATION"]).default("MARKETING"),
  parameter_format: z.enum(["POSITIONAL", "NAMED"]).default("POSITIONAL"),
  quality_score: z
    .looseObject({ score: z.enum(["GREEN", "YELLOW", "RED", "UNKNOWN"]) })
    .default({ score: "UNKNOWN" }),
  components: z.array(
    z.looseObject({
      type: z.enum(["HEADER", "BODY", "FOOTER", "BUTTONS"]),
      format: z.string().optional(),
      text: z.string().optional(),
      buttons: z.array(button).optional(),
    }),
  ),
});
export type Template = z.infer<typeof templateSchema>;
export type TemplateInput = z.input<typeof templateSchema>;

const body = (text: string) => ({ type: "BODY" as const, text });

/** The templates that a fresh sandbox knows. */
export const defaultTemplates: TemplateInput[] = [
  {
    name: "hello_world",
    language: "en_US",
    category: "UTILITY",
    components: [body("Welcome and congratulations!")],
  },
  {
    name: "boas_vindas",
    language: "pt_BR",
    components: [
      body("Olá, {{1}}! Que bom ter você com a gente."),
      { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Parar promoções" }] },
    ],
  },
  { name: "lembrete_aula", language: "pt_BR", components: [body("Oi {{1}}, sua aula começa às {{2}}.")] },
];

export type TemplateUse =
  | { ok: true; text: string; category: Template["category"]; buttons: { id: string; title: string }[] }
  | { ok: false; code: number; details: string };

/** Fills a template in, or says with Meta's code why it cannot be. */
export function useTemplate(templates: Template[], content: TemplateContent): TemplateUse {
  const language = content.language.code;
  const template = templates.find((one) => one.name === content.name && one.language === language);
  if (!template || template.status === "PENDING" || template.status === "REJECTED") {
    return refuse(132001, `template name (${content.name}) does not exist in ${language}`);
  }
  if (template.status === "PAUSED") return refuse(132015, `template ${content.name} is paused`);
  if (template.status === "DISABLED") return refuse(132016, `template ${content.name} is disabled`);

  const lines: string[] = [];
  for (const { type, format = "TEXT", text = "" } of template.components) {
    if (type === "BUTTONS") continue;
    const parameters = content.components?.find((one) => one.type.toUpperCase() === type)?.parameters ?? [];
    const place = type.toLowerCase();
    if (type === "HEADER" && format !== "TEXT") {
      const received = parameters[0]?.type.toUpperCase() ?? "UNKNOWN";
      if (received !== format)
        return refuse(132012, `header: Format mismatch, expected ${format}, received ${received}`);
      lines.push(`[${format.toLowerCase()}]`);
      continue;
    }
    const wanted = [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? ""))];
    if (wanted.length !== parameters.length) {
      return refuse(
        132000,
        `${place}: number of localizable_params (${parameters.length}) does not match the expected number of params (${wanted.length})`,
      );
    }
    const values = new Map<string, string>();
    for (const [position, name] of wanted.entries()) {
      const isNamed = !/^\d+$/.test(name);
      const given = isNamed ? parameters.find((one) => one.parameter_name === name) : parameters[position];
      if (!given) return refuse(132012, `${place}: parameter named ${name} is missing`);
      values.set(name, given.text ?? "");
    }
    lines.push(text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => values.get(name) ?? ""));
  }
  const text = lines.join("\n");
  if (text.length > 4096) return refuse(132005, "The translated text is too long.");
  return { ok: true, text, category: template.category, buttons: quickReplies(template, content) };
}

function quickReplies(template: Template, content: TemplateContent) {
  const buttons = template.components.find((one) => one.type === "BUTTONS")?.buttons ?? [];
  return buttons.flatMap((one, index) => {
    if (one.type !== "QUICK_REPLY" || !one.text) return [];
    const given = content.components?.find((part) => part.type === "button" && Number(part.index) === index);
    return [{ id: given?.parameters?.[0]?.payload ?? one.text, title: one.text }];
  });
}

function refuse(code: number, details: string): TemplateUse {
  return { ok: false, code, details };
}
