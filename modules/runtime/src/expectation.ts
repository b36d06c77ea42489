import * as z from "zod";

type Expectation = { pt: string; en: string };

const formats: Record<string, Expectation> = {
  url: { pt: "um endereço (URL)", en: "a URL" },
  uuid: { pt: "um UUID", en: "a UUID" },
  email: { pt: "um e-mail", en: "an e-mail address" },
  regex: { pt: "outro formato", en: "another format" },
};
const types: Record<string, Expectation> = {
  string: { pt: "um texto", en: "a text" },
  number: { pt: "um número", en: "a number" },
  int: { pt: "um número inteiro", en: "a whole number" },
  boolean: { pt: "true ou false", en: "true or false" },
};
const anything: Expectation = { pt: "um valor válido", en: "a valid value" };

/**
 * What a variable should look like, in words. A schema's own `.describe("…")` wins; otherwise it is asked by giving
 * it a text that hardly anything accepts. No value from the environment is involved, so none can be shown.
 */
export function expectationOf(schema: z.core.$ZodType | undefined): Expectation {
  if (schema === undefined) return anything;
  const described = z.globalRegistry.get(schema)?.description;
  if (described) return { pt: described, en: described };
  const asked = z.safeParse(schema, "?");
  const issue = asked.error?.issues[0];
  if (issue === undefined) return types.string ?? anything;
  if (issue.code === "invalid_format")
    return formats[issue.format] ?? { pt: `formato ${issue.format}`, en: `format ${issue.format}` };
  if (issue.code === "invalid_type") return types[issue.expected] ?? anything;
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String).join(", ");
    return { pt: `um de: ${values}`, en: `one of: ${values}` };
  }
  if (issue.code === "too_small" && issue.origin === "string") {
    return { pt: `ao menos ${issue.minimum} caracteres`, en: `at least ${issue.minimum} characters` };
  }
  return anything;
}
