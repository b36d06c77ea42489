import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { writeApiTypes } from "./api-types.ts";
import { apiTypesFile, currentApiTypes } from "./current-api-types.ts";

test("the dashboard's types are those of the table of operations (if not: npm run generate)", () => {
  expect(readFileSync(apiTypesFile, "utf8")).toBe(currentApiTypes());
});

const documentWith = (schema: unknown) => ({
  paths: {
    "/v1/x/{id}": {
      post: {
        operationId: "doX",
        summary: "Faz",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
        requestBody: { content: { "application/json": { schema } } },
        responses: { 204: {}, 409: { content: {} } },
      },
    },
  },
  components: { schemas: {} },
});

test.each([
  [
    "an object",
    { type: "object", properties: { a: { type: "integer" }, "b-c": { type: "string" } }, required: ["a"] },
    '{ a: number; "b-c"?: string }',
  ],
  ["what may be null", { anyOf: [{ type: "string" }, { type: "null" }] }, "string | null"],
  ["a list of alternatives", { type: "array", items: { enum: ["x", "y"] } }, '("x" | "y")[]'],
  ["a constant", { const: "meta" }, '"meta"'],
  ["a table", { type: "object", additionalProperties: { type: "number" } }, "Record<string, number>"],
  ["anything", {}, "unknown"],
])("%s", (_, schema, type) => {
  expect(writeApiTypes(documentWith(schema))).toContain(`body: ${type};`);
});

test("an operation has its method, path and ids", () => {
  const text = writeApiTypes(documentWith({}));
  expect(text).toContain('doX: ["POST", "/v1/x/{id}"]');
  expect(text).toContain("params: { id: string }");
  expect(text).toContain("answer: undefined;");
});
