import { listMetaTemplates, parseMetaWebhook } from "@nova/whatsapp/meta";
import { expect, test } from "vitest";
import { setUp } from "./sandbox-setup.ts";

const wabaId = "104500000000001";
const draft = (name: string, change: object = {}) => ({
  name,
  language: "pt_BR",
  components: [{ type: "BODY", text: `Olá {{1}}, ${name}` }],
  ...change,
});
const authorization = { authorization: "Bearer good-token" };

test("our own client reads every page, states and quality included", async () => {
  const { sandbox, control } = await setUp();
  const many = Array.from({ length: 5 }, (_, at) => draft(`t${at}`));
  const paused = { status: "PAUSED", quality_score: { score: "RED" }, parameter_format: "NAMED" };
  await control("PUT", "templates", { templates: [...many, draft("cuidado", paused)] });
  const listed = await listMetaTemplates({
    baseUrl: `${sandbox.url}/graph/v25.0`,
    wabaId,
    accessToken: "good-token",
    pageSize: 2,
  });
  expect(listed.map(({ name }) => name)).toEqual([
    ...["hello_world", "boas_vindas", "lembrete_aula", "t0", "t1", "t2", "t3", "t4", "cuidado"],
  ]);
  expect(listed.at(-1)).toMatchObject({
    externalId: expect.stringMatching(/^5944\d{11}$/),
    status: "paused",
    quality: "red",
    parameterFormat: "named",
    body: "Olá {{1}}, cuidado",
  });
});

test("a page holds what was asked for, and a cursor of its own making is refused", async () => {
  const { call } = await setUp();
  const ask = (query: string) =>
    call("GET", `/graph/v25.0/${wabaId}/message_templates?${query}`, undefined, authorization);
  const { json } = await ask("fields=name&limit=2");
  expect(json.data).toEqual([
    { id: expect.any(String), name: "hello_world" },
    { id: expect.any(String), name: "boas_vindas" },
  ]);
  expect((await ask(`limit=2&after=${json.paging.cursors.after}`)).json.paging.next).toBeUndefined();
  expect((await ask("after=elsewhere")).json.error.code).toBe(100);
  expect((await ask("status=PAUSED")).json).toEqual({ data: [] });
});

test("a template is deleted, by the business and by the script", async () => {
  const { call, control } = await setUp();
  const path = `/graph/v25.0/${wabaId}/message_templates?name=boas_vindas`;
  expect((await call("DELETE", path, undefined, authorization)).json).toEqual({ success: true });
  expect((await call("DELETE", path, undefined, authorization)).status).toBe(400);
  expect((await control("DELETE", "templates/lembrete_aula")).status).toBe(204);
  expect((await control("DELETE", "templates/lembrete_aula")).status).toBe(404);
});

test("what a script changes of a template is told as Meta tells it", async () => {
  const { control, listenToMeta, business } = await setUp();
  await listenToMeta();
  await control("PUT", "templates", { templates: [draft("oferta")], tell: wabaId });
  const worse = draft("oferta", { status: "PAUSED", quality_score: { score: "RED" } });
  await control("PUT", "templates", { templates: [worse], tell: wabaId });
  await expect.poll(() => business.hooks.length).toBe(2);
  const heard = business.hooks.flatMap(({ body }) => parseMetaWebhook(body));
  expect(heard.map(({ sender }) => sender)).toEqual([{ wabaId }, { wabaId }]);
  const oferta = { kind: "template", name: "oferta", language: "pt_BR" };
  expect(heard.flatMap(({ events }) => events)).toEqual(
    expect.arrayContaining([
      { ...oferta, status: "paused" },
      { ...oferta, quality: "red" },
    ]),
  );
});
