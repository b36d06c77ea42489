import { randomUUID } from "node:crypto";
import { AppError } from "@nova/error-handler";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { operation } from "../src/operation.ts";
import { operations } from "../src/operations/index.ts";
import { type Api, dashboard, openApi } from "./open-api.ts";

const secret = "sk-super-secret-from-inside";
const failing = operation({
  id: "fail",
  method: "get",
  path: "/v1/fail",
  tag: "Teste",
  summary: "Falha",
  roles: "signed-in",
  query: z.strictObject({ how: z.enum(["bug", "safe", "shape"]) }),
  answer: z.object({ kept: z.string() }),
  perform: async ({ query }) => {
    if (query.how === "bug") throw new Error(secret);
    if (query.how === "safe") throw new AppError("database.unreachable", secret, { retry: "safe" });
    return { kept: "yes", dropped: secret };
  },
});

let api: Api;
let token = "";
beforeAll(async () => {
  api = await openApi({ operations: [...operations, failing] });
  token = (await api.makeAccount()).token;
});
afterAll(() => api.close());

test("an unknown path is a problem that says so, also to whoever has not signed in", async () => {
  const { status, body, headers } = await api.call("get", "/v1/nothing");
  expect(status).toBe(404);
  expect(headers.get("content-type")).toContain("application/problem+json");
  expect(body).toMatchObject({
    status: 404,
    code: "request.not-found",
    type: "urn:nova:problem:request.not-found",
  });
});

describe("a request", () => {
  test("that is not what the document says is told all that is wrong at once, in both languages, without its values", async () => {
    const { token: admin } = await api.makeAdmin();
    const { status, body, text } = await api.call("post", "/v1/clients", {
      token: admin,
      body: { slug: "Não Pode", name: "", extra: "marker" },
    });
    expect(status).toBe(400);
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(["", "name", "slug"]);
    for (const { message, messageEn } of body.errors) expect(message).not.toBe(messageEn);
    expect(text).not.toContain("Não Pode");
    expect(text).not.toContain("marker");
  });

  test.each([
    ["not JSON", "{", { "content-type": "application/json" }, 400, "request.not-json"],
    ["not announced as JSON", "a=1", { "content-type": "text/plain" }, 415, "request.unsupported"],
    ["over the limit", JSON.stringify({ name: "x".repeat(300_000) }), {}, 413, "request.too-large"],
    ["missing", undefined, {}, 400, "request.invalid"],
  ])("whose body is %s is refused", async (_what, body, headers, status, code) => {
    const answer = await api.call("post", "/v1/clients", { token, body, headers });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test("with a path that is no text, or an id that is none, is refused", async () => {
    expect((await api.call("get", "/v1/clients/%E0%A4%A", { token })).status).toBe(400);
    expect((await api.call("get", "/v1/clients/1", { token })).body).toMatchObject({
      status: 400,
      errors: [{ in: "path", field: "clientId" }],
    });
  });

  test("with a character that no text of the database takes is refused, not failed", async () => {
    const { owner, clientId } = await api.makeClient();
    const { status } = await api.call("patch", `/v1/clients/${clientId}`, {
      token: owner.token,
      body: { name: "a\u0000b" },
    });
    expect(status).toBe(400);
  });

  test("is logged by ids only", async () => {
    const { owner, clientId } = await api.makeClient();
    api.noted.length = 0;
    await api.call("patch", `/v1/clients/${clientId}`, { token: owner.token, body: { name: "marker" } });
    expect(api.noted).toEqual([{ operation: "changeClient", actor: owner.id, clientId }]);
  });
});

describe("a failure of ours", () => {
  test("is reported, and told without anything from inside", async () => {
    const { status, body, text } = await api.call("get", "/v1/fail?how=bug", { token });
    expect([status, body.code]).toEqual([500, "unexpected.error"]);
    expect(text).not.toContain(secret);
    expect(api.reported.at(-1)?.message).toBe(secret);
  });

  test("that did not happen may be tried again", async () => {
    const { status, body, text } = await api.call("get", "/v1/fail?how=safe", { token });
    expect([status, body.code]).toEqual([503, "service.unavailable"]);
    expect(text).not.toContain(secret);
  });

  test("is not to answer more than the document says", async () => {
    expect((await api.call("get", "/v1/fail?how=shape", { token })).body).toEqual({ kept: "yes" });
  });
});

describe("pages of other origins", () => {
  test("may call when they are configured, and the preflight needs no token", async () => {
    const preflight = await api.call("options", "/v1/me", { headers: { origin: dashboard } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(dashboard);
    expect(preflight.headers.get("access-control-allow-headers")).toContain("idempotency-key");
    const answer = await api.call("get", "/v1/me", { token, headers: { origin: dashboard } });
    expect(answer.headers.get("access-control-allow-origin")).toBe(dashboard);
    const refused = await api.call("get", "/v1/me", { headers: { origin: dashboard } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, dashboard]);
  });

  test.each(["https://evil.example", `${dashboard}.evil.example`, "null"])(
    "may not when they are %s",
    async (origin) => {
      for (const method of ["options", "get"]) {
        const { headers } = await api.call(method, "/v1/me", { token, headers: { origin } });
        expect(headers.get("access-control-allow-origin")).toBeNull();
        expect(headers.get("vary")).toBe("Origin");
      }
    },
  );
});

test("whoever asks too often waits as told, and nobody else does", async () => {
  const small = await openApi({ burst: 3 });
  try {
    const [eager, patient] = [await small.makeAccount(), await small.makeAccount()];
    const statuses: number[] = [];
    for (let index = 0; index < 5; index++) statuses.push((await small.call("get", "/v1/me", eager)).status);
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses).toContain(429);
    const refused = await small.call("get", "/v1/me", eager);
    expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([429, 1]);
    expect((await small.call("get", "/v1/me", patient)).status).toBe(200);
  } finally {
    await small.close();
  }
});

test("a stranger has an account and nothing else", async () => {
  const { id, email, token: own } = await api.makeAccount();
  expect((await api.call("get", "/v1/me", { token: own })).body).toEqual({
    userId: id,
    email,
    isPlatformAdmin: false,
    memberships: [],
  });
  expect((await api.call("get", `/v1/clients/${randomUUID()}`, { token: own })).body.code).toBe(
    "client.not-found",
  );
});
