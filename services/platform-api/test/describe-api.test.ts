import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { operations } from "../src/operations/index.ts";
import { type Api, openApi } from "./open-api.ts";

const layerSchema = z.object({
  route: z.object({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional(),
});
const documentSchema = z.looseObject({
  openapi: z.literal("3.1.0"),
  paths: z.record(
    z.string(),
    z
      .record(
        z.enum(["get", "post", "put", "patch", "delete"]),
        z.looseObject({
          operationId: z.string(),
          summary: z.string().min(5),
          "x-roles": z.union([z.literal("signed-in"), z.array(z.string()).min(1)]),
          parameters: z.array(
            z.looseObject({
              name: z.string(),
              in: z.enum(["path", "query", "header"]),
              required: z.boolean(),
            }),
          ),
          responses: z.record(z.string(), z.looseObject({ description: z.string() })),
        }),
      )
      .or(z.looseObject({})),
  ),
});

let api: Api;
let document: z.infer<typeof documentSchema>;
beforeAll(async () => {
  api = await openApi();
  document = documentSchema.parse((await api.call("get", "/openapi.json")).body);
});
afterAll(() => api.close());

test("every route stands in the document, and everything in the document is a route", () => {
  const routes = z
    .array(z.unknown())
    .parse(api.app.router.stack)
    .flatMap((layer) => layerSchema.safeParse(layer).data?.route ?? [])
    .filter(({ path }) => path !== "/openapi.json")
    .flatMap(({ path, methods }) =>
      Object.keys(methods).map((method) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`),
    );
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(routes.sort()).toEqual(described.sort());
  expect(routes.length).toBe(operations.length);
});

test("every operation has a name of its own, and every place in a path its parameter", () => {
  const ids = operations.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const described of Object.values(methods)) {
      const { parameters } = z
        .object({ parameters: z.array(z.object({ name: z.string(), in: z.string() })) })
        .parse(described);
      const named = parameters.filter((one) => one.in === "path").map(({ name }) => name);
      expect({ path, named }).toEqual({
        path,
        named: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      });
    }
  }
});

test("everything of a tenant is under the tenant's path, so that its id is always asserted", () => {
  const outside = operations.filter(({ path }) => !path.startsWith("/v1/clients/{clientId}"));
  for (const { id, roles } of outside)
    expect({ id, roles }).toEqual({ id, roles: roles === "signed-in" ? roles : ["platform_admin"] });
});

test("answers, inputs and limits are described: types, formats, what must be given", () => {
  expect(document.paths["/v1/clients"]).toMatchObject({
    get: {
      parameters: [
        { name: "after", in: "query", required: false },
        {
          name: "limit",
          in: "query",
          required: false,
          schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
        },
      ],
    },
    post: {
      requestBody: {
        content: {
          "application/json": { schema: { required: ["slug", "name"], additionalProperties: false } },
        },
      },
      responses: {
        201: { content: { "application/json": { schema: { properties: { id: { format: "uuid" } } } } } },
      },
    },
  });
});
