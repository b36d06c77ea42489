import { attempt } from "@nova/error-handler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listMetaTemplates } from "../src/meta/index.ts";
import { json, startFakeServer } from "./fake-server.ts";

const wabaId = "104500000000001";

let server: Awaited<ReturnType<typeof startFakeServer>>;
beforeAll(async () => {
  server = await startFakeServer();
});
afterAll(() => server.close());
const list = (change: object = {}) =>
  listMetaTemplates({ baseUrl: `${server.url}/v25.0/`, wabaId, accessToken: "EAAGexample", ...change });

const body = { type: "BODY", text: "Olá, {{1}}!" };
const welcome = {
  id: "5944",
  name: "boas_vindas",
  language: "pt_BR",
  status: "APPROVED",
  category: "MARKETING",
  parameter_format: "POSITIONAL",
  quality_score: { score: "GREEN", date: 1_773_146_400 },
  components: [{ type: "HEADER", format: "IMAGE" }, body],
};
const page = (data: unknown[], after?: string) =>
  json(200, {
    data,
    paging: { cursors: { before: "b", after }, ...(after && { next: "https://elsewhere.example/?token=x" }) },
  });

test("each page is asked of the account itself, by the cursor of the one before", async () => {
  server.received.length = 0;
  server.next(page([welcome], "c1"));
  server.next(page([{ ...welcome, name: "lembrete", language: "en", status: "PAUSED" }]));
  expect(await list({ pageSize: 1 })).toEqual([
    {
      externalId: "5944",
      name: "boas_vindas",
      language: "pt_BR",
      status: "approved",
      quality: "green",
      category: "marketing",
      parameterFormat: "positional",
      body: "Olá, {{1}}!",
      definition: welcome.components,
    },
    expect.objectContaining({ name: "lembrete", language: "en", status: "paused" }),
  ]);
  const asked = server.received.map(({ method, url, headers }) => {
    const { pathname, searchParams } = new URL(url, server.url);
    return [method, pathname, searchParams.get("limit"), searchParams.get("after"), headers.authorization];
  });
  const path = `/v25.0/${wabaId}/message_templates`;
  expect(asked).toEqual([
    ["GET", path, "1", null, "Bearer EAAGexample"],
    ["GET", path, "1", "c1", "Bearer EAAGexample"],
  ]);
});

test.each([
  ["an appeal waits", { status: "IN_APPEAL" }, { status: "pending" }],
  ["what is being deleted may not be sent", { status: "PENDING_DELETION" }, { status: "disabled" }],
  ["a state of tomorrow starts nothing", { status: "DREAMING" }, { status: "pending" }],
  ["names of parameters are kept in mind", { parameter_format: "NAMED" }, { parameterFormat: "named" }],
  ["no quality is none", { quality_score: undefined }, { quality: null }],
  ["without a body the text is empty", { components: [{ type: "FOOTER", text: "x" }] }, { body: "" }],
  [
    "what Postgres cannot store is left out",
    { components: [{ type: "BODY", text: "a\u0000b\ud800" }] },
    { body: "ab\ufffd", definition: [{ type: "BODY", text: "ab\ufffd" }] },
  ],
])("%s", async (_, change, meaning) => {
  server.next(page([{ ...welcome, ...change }]));
  expect(await list()).toEqual([expect.objectContaining(meaning)]);
});

test.each([
  ["an expired token", 401, { error: { code: 190 } }, "meta.190", "never"],
  ["a request limit", 400, { error: { code: 80_007 } }, "meta.80007", "safe"],
  ["an account that is not there", 400, { error: { code: 100 } }, "meta.100", "never"],
  ["no JSON", 200, "hello", "whatsapp.unreadable_answer", "unknown"],
  ["a template without a name", 200, { data: [{ id: "1" }] }, "whatsapp.unreadable_answer", "unknown"],
  [
    "a template of unreasonable size",
    200,
    { data: [{ ...welcome, components: [{ type: "BODY", text: "x".repeat(70_000) }] }] },
    "whatsapp.unreadable_answer",
    "unknown",
  ],
])("%s fails with its code, and no half list", async (_, status, answer, code, retry) => {
  server.next(json(status, answer));
  expect(await attempt(() => list())).toMatchObject({ ok: false, error: { code, retry } });
});

test("pages that go in a circle have an end", async () => {
  server.next(page([welcome], "c1"));
  server.next(page([welcome], "c2"));
  server.next(page([welcome], "c1"));
  expect(await attempt(() => list())).toMatchObject({
    ok: false,
    error: { code: "whatsapp.unreadable_answer", context: { why: "its pages go in a circle" } },
  });
});

test("an answer over the limit is not read to its end", async () => {
  server.next(page([{ ...welcome, components: [{ type: "BODY", text: "x".repeat(5 * 1024 * 1024) }] }]));
  expect(await attempt(() => list())).toMatchObject({
    ok: false,
    error: { code: "whatsapp.unreadable_answer" },
  });
});

test("nothing is asked for an account id that is none", async () => {
  server.received.length = 0;
  const result = await attempt(() => list({ wabaId: "../me" }));
  expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.invalid_settings" } });
  expect(server.received).toEqual([]);
});
