import * as z from "zod";
import type { Operation } from "./operation.ts";
import { problemSchema } from "./problem.ts";

type Json = Record<string, unknown>;
const objectSchema = z.looseObject({
  properties: z.record(z.string(), z.looseObject({})).default({}),
  required: z.array(z.string()).default([]),
});
const reference = { $ref: "#/components/schemas/Problem" };
const titles: Record<number, string> = {
  400: "Pedido inválido",
  401: "É preciso entrar",
  403: "Sem permissão",
  404: "Não encontrado, ou de outro cliente",
  409: "O estado atual não permite",
  429: "Pedidos demais",
  503: "Indisponível, nada foi feito",
};

/** The OpenAPI 3.1 document of a table of operations. Routes come from the same table, so they cannot differ. */
export function describeApi(operations: readonly Operation[]): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "nova-stack platform-api",
      version: "1",
      description:
        "Tudo o que uma pessoa muda passa por aqui. Erros são problemas (RFC 9457): `detail` diz o que fazer, em português; `detailEn`, em inglês.",
    },
    security: [{ accessToken: [] }],
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "Token de acesso do Supabase Auth.",
        },
      },
      schemas: { Problem: schemaOf(problemSchema, "output") },
    },
  };
}

function describeOperation(operation: Operation): Json {
  const { id, tag, summary, roles, status = 200, body, answer, upload, download, creates } = operation;
  const content = upload
    ? { [upload]: { schema: { type: "string", format: "binary" } } }
    : body && { "application/json": { schema: schemaOf(body, "input") } };
  return {
    operationId: id,
    tags: [tag],
    summary,
    "x-roles": roles,
    parameters: [
      ...parametersOf(operation.params, "path"),
      ...parametersOf(operation.query, "query"),
      ...(creates ? [idempotencyKey] : []),
    ],
    ...(content && { requestBody: { required: true, content } }),
    responses: {
      [status]: {
        description: "Feito",
        ...(answer && { content: { "application/json": { schema: schemaOf(answer, "output") } } }),
        ...(download && { content: { [download]: { schema: { type: "string" } } } }),
      },
      ...Object.fromEntries(
        Object.entries(titles).map(([code, description]) => [
          code,
          { description, content: { "application/problem+json": { schema: reference } } },
        ]),
      ),
    },
  };
}

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "A mesma chave de novo devolve o que a primeira fez, em vez de fazer outra vez.",
  schema: { type: "string", pattern: "^[\\w.:-]{8,128}$" },
};

function parametersOf(schema: z.ZodType | undefined, where: "path" | "query"): Json[] {
  if (schema === undefined) return [];
  const { properties, required } = objectSchema.parse(schemaOf(schema, "input"));
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
