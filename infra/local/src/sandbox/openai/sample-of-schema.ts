type Schema = Record<string, unknown>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The plainest value that a JSON schema of the strict kind accepts; always the same for the same schema. */
export function sampleOfSchema(schema: unknown, depth = 0): unknown {
  if (!isSchema(schema) || depth > 12) return null;
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const alternatives = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (alternatives) return sampleOfSchema(alternatives[0], depth + 1);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "object":
      return Object.fromEntries(
        Object.entries(isSchema(schema.properties) ? schema.properties : {}).map(([name, inner]) => [
          name,
          sampleOfSchema(inner, depth + 1),
        ]),
      );
    case "array":
      return Array.from({ length: typeof schema.minItems === "number" ? schema.minItems : 0 }, () =>
        sampleOfSchema(schema.items, depth + 1),
      );
    case "string":
      return "";
    case "integer":
    case "number":
      return typeof schema.minimum === "number" ? schema.minimum : 0;
    case "boolean":
      return false;
    default:
      return null;
  }
}
