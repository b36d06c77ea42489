import * as z from "zod";

const schemaNode = z.looseObject({
  type: z.string().optional(),
  format: z.string().optional(),
  const: z.json().optional(),
  enum: z.array(z.json()).optional(),
  minimum: z.number().optional(),
  minLength: z.number().optional(),
  minItems: z.number().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
});

const formats: Record<string, string> = {
  uuid: "6f1c1c7e-0d6b-4a52-9d2e-0d1b3a4c5e6f",
  date: "2026-03-02",
  "date-time": "2026-03-02T12:00:00Z",
  uri: "https://example.com",
  email: "someone@example.com",
};

/** The smallest value that a contract accepts, for a test to start from; undefined if none could be made up. */
export function sampleOf(schema: z.ZodType): unknown {
  const sample = sampleOfNode(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return schema.safeParse(sample).success ? sample : undefined;
}

function sampleOfNode(given: unknown): unknown {
  const node = schemaNode.parse(given);
  if (node.const !== undefined) return node.const;
  if (node.enum) return node.enum[0];
  if (node.anyOf) return sampleOfNode(node.anyOf[0]);
  if (node.type === "object") {
    const { properties = {}, required = [] } = node;
    return Object.fromEntries(required.map((name) => [name, sampleOfNode(properties[name])]));
  }
  if (node.type === "array")
    return Array.from({ length: node.minItems ?? 0 }, () => sampleOfNode(node.items));
  if (node.type === "string") return formats[node.format ?? ""] ?? "x".repeat(node.minLength ?? 1);
  if (node.type === "number" || node.type === "integer") return Math.max(1, node.minimum ?? 1);
  return node.type === "boolean" ? true : null;
}
