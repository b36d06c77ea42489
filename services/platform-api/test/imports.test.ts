import { previewBytes } from "@nova/contact-import";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { header, mapping, openImports, people } from "./import-client.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

describe("an import", () => {
  test("goes from its preview to a list, with every row accounted for", async () => {
    const { ask, create, send, read, counts, clientId } = await openImports(api);
    await api.nova.webhooks.recordOptOut(clientId, { kind: "phone", value: "5511980000001" }, "teste");
    const file = Buffer.from(
      `${header}${people(3)}1180000002;Com oito dígitos;Santos\n;Sem telefone;\n+55 11 98000-0000;Outra vez;\n`,
      "latin1",
    );
    const preview = await ask("post", "/imports/preview?isWhole=true", file);
    expect([preview.status, preview.body]).toMatchObject([
      200,
      {
        encoding: "windows-1252",
        separator: ";",
        canImport: true,
        columns: [
          { role: "phone" },
          { role: "name" },
          { role: "variable", samples: ["São Paulo", "Santos"] },
        ],
      },
    ]);
    expect(preview.body.rows[4].outcome).toMatchObject({
      kind: "refused",
      code: "phone-empty",
      reason: { pt: "Sem telefone.", en: "No phone." },
    });

    const made = await create({ listName: "VIP", mapping: preview.body.mapping, bytes: file.length });
    expect([made.status, made.body]).toMatchObject([
      201,
      { status: "waiting", listName: "VIP", bytes: file.length },
    ]);
    expect(await counts()).toMatchObject({ contacts: 0, lists: 0 });
    const done = await send(made.id, file);
    expect([done.status, done.body]).toMatchObject([
      200,
      {
        status: "done",
        bytesRead: file.length,
        ...{ rows: 6, ready: 3, refused: 1, duplicates: 2 },
        ...{ newContacts: 3, added: 3, alreadyListed: 0, optedOut: 1 },
        refusals: { "phone-empty": 1, duplicate: 2 },
        problem: null,
      },
    ]);
    expect(await read(made.id)).toEqual(done.body);
    expect(await counts()).toMatchObject({ contacts: 3, aliases: 3, members: 3, counted: 3, staged: 0 });
    const members = (await ask("get", `/lists/${done.body.listId}/members`)).body.items;
    expect(members).toMatchObject([
      { name: "Pessoa 0", phone: "5511980000000", optedOut: false, variables: { cidade: "São Paulo" } },
      { phone: "5511980000001", optedOut: true },
      { phone: "5511980000002" },
    ]);
    expect((await api.auditOf(clientId)).map(({ action, details }) => [action, details])).toEqual([
      ["import.created", {}],
      ["import.done", { listId: done.body.listId, rows: 6, newContacts: 3, added: 3, optedOut: 1 }],
    ]);
  });

  test("shows the rows that it refused, a page at a time, and as a file that can be mended", async () => {
    const { ask, create, send } = await openImports(api);
    const { id } = await create();
    const refused = '12;"=HYPERLINK(1)";Rio\n11987654321;Ana;\n+55 (11) 8765-4321;Ana de novo;\n';
    const sent = await send(id, `${header}${refused}${people(300)}x\0y;;\n`);
    expect(sent.body).toMatchObject({ status: "done", rows: 304, ready: 301, refused: 2, duplicates: 1 });
    const page = (await ask("get", `/imports/${id}/refused?limit=2`)).body;
    expect(page).toMatchObject({
      items: [
        { line: 2, code: "phone-too-short", cells: ["12", "=HYPERLINK(1)", "Rio"] },
        { line: 4, code: "duplicate", firstLine: 3, reason: { pt: "Mesmo número da linha 3." } },
      ],
      next: "4",
    });
    const rest = (await ask("get", `/imports/${id}/refused?after=4`)).body;
    expect(rest).toMatchObject({ items: [{ line: 305, cells: ["x\uFFFDy", "", ""] }], next: null });
    const report = await ask("get", `/imports/${id}/report`);
    expect(report.headers.get("content-disposition")).toContain("linhas-recusadas.csv");
    expect(report.text.replace("\uFEFF", "").split("\r\n").slice(0, 2)).toEqual([
      "telefone;nome;cidade;linha;código;motivo;reason",
      `12;'=HYPERLINK(1);Rio;2;phone-too-short;Telefone com dígitos de menos.;The phone has too few digits.`,
    ]);
  });

  test("of a report with thousands of rows streams them all", async () => {
    const { ask, create, send } = await openImports(api);
    const { id } = await create();
    await send(id, header + "1;x;y\n".repeat(2_500));
    const { text } = await ask("get", `/imports/${id}/report`);
    expect(text.trimEnd().split("\r\n")).toHaveLength(2_501);
  });

  test("of the same file twice changes nothing the second time", async () => {
    const { create, send, counts } = await openImports(api);
    const first = (await send((await create()).id, header + people(20))).body;
    const before = await counts();
    const again = (await send((await create({ listId: first.listId })).id, header + people(20))).body;
    expect(again).toMatchObject({ status: "done", newContacts: 0, added: 0, alreadyListed: 20 });
    expect(await counts()).toEqual(before);
  });

  test("that has ended takes no second file, and one under way no other", async () => {
    const { create, send } = await openImports(api);
    const { id } = await create();
    const answers = await Promise.all([send(id, header + people(3_000)), send(id, header + people(3_000))]);
    expect(answers.map(({ status, body }) => [status, body.code ?? body.status]).sort()).toEqual([
      [200, "done"],
      [409, expect.stringMatching(/^import\.(running|done)$/)],
    ]);
    expect(await send(id, header + people(1))).toMatchObject({ status: 409, body: { code: "import.done" } });
  });

  test("and another into one new list at one moment put everybody there once", async () => {
    const { create, send, counts } = await openImports(api);
    const [one, two] = [await create({ listName: "Juntas" }), await create({ listName: "Juntas" })];
    const [a, b] = await Promise.all([
      send(one.id, header + people(600)),
      send(two.id, header + people(600, 300)),
    ]);
    expect([a.body.status, b.body.status, a.body.listId]).toEqual(["done", "done", b.body.listId]);
    expect(a.body.added + b.body.added).toBe(900);
    expect(a.body.newContacts + b.body.newContacts).toBe(900);
    expect(await counts()).toMatchObject({
      contacts: 900,
      aliases: 900,
      members: 900,
      counted: 900,
      lists: 1,
    });
  });

  test("gives a known person no second contact, a missing name, and the newest variables", async () => {
    const { ask, create, send, counts, clientId } = await openImports(api);
    const { body: list } = await ask("post", "/lists", { name: "Conhecidos" });
    await api.nova.campaigns.importContacts(clientId, list.id, [
      { phone: "5511980000000", variables: { cidade: "Rio", time: "azul" } },
    ]);
    await send((await create({ listId: list.id })).id, header + people(1));
    expect(await counts()).toMatchObject({ contacts: 1, members: 1 });
    const { items } = (await ask("get", `/lists/${list.id}/members`)).body;
    expect(items).toMatchObject([{ name: "Pessoa 0", variables: { cidade: "São Paulo", time: "azul" } }]);
  });

  test("begun again with the same key is the same import", async () => {
    const { clientId, owner } = await openImports(api);
    const body = { name: "lista.csv", listName: "Chave", mapping };
    const post = () =>
      api.call("post", `/v1/clients/${clientId}/imports`, {
        token: owner.token,
        body,
        headers: { "idempotency-key": "import-1234" },
      });
    const [first, again] = [await post(), await post()];
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  });
});

describe("a file is refused as a whole, with the reason kept", () => {
  test.each([
    ["that is empty", "", "contacts.empty", "O arquivo está vazio."],
    ["with other columns than were mapped", "a;b\n1;2\n", "contacts.mapping_mismatch", /2 colunas/],
    ["with too many columns", `${"x;".repeat(120)}\n`, "contacts.too_many_columns", /100 colunas/],
  ])("%s", async (_what, text, code, detail) => {
    const { create, send, read, counts } = await openImports(api);
    const { id } = await create();
    const answer = await send(id, text);
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { code, detail: expect.stringMatching(detail) },
    ]);
    expect(await read(id)).toMatchObject({
      status: "failed",
      problem: { code, title: "O arquivo não pode ser importado", detail: answer.body.detail },
    });
    expect(await counts()).toMatchObject({ contacts: 0, lists: 0, staged: 0 });
    expect(api.reported).toEqual([]);
  });

  test("whose bytes are not as many as were announced", async () => {
    const { create, send, counts } = await openImports(api);
    const { id } = await create({ listName: "Cortada", bytes: 10_000 });
    expect((await send(id, header + people(10))).body.code).toBe("import.incomplete");
    expect(await counts()).toMatchObject({ contacts: 0, lists: 0, staged: 0 });
  });

  test("over 30 MB, when it is announced and when it comes; the preview takes its beginning only", async () => {
    const { ask, create, send, read } = await openImports(api);
    const announced = await create({ listName: "Enorme", bytes: 30 * 2 ** 20 + 1 });
    expect([announced.status, announced.body.code]).toEqual([413, "import.file-too-large"]);
    const { id } = await create();
    const sent = await send(id, new Uint8Array(30 * 2 ** 20 + 1));
    expect([sent.status, sent.body]).toMatchObject([413, { detail: expect.stringContaining("30 MB") }]);
    expect((await read(id)).status).toBe("waiting");
    expect((await ask("post", "/imports/preview", new Uint8Array(previewBytes + 1))).status).toBe(413);
  });

  test("for a list that is gone, or under a name that is taken", async () => {
    const { ask, create, send } = await openImports(api);
    const { body: list } = await ask("post", "/lists", { name: "Some" });
    const taken = await create({ listName: "Some" });
    expect([taken.status, taken.body.code]).toEqual([409, "list.name-taken"]);
    const { id } = await create({ listId: list.id });
    expect((await ask("delete", `/lists/${list.id}`)).status).toBe(204);
    expect((await send(id, header + people(1))).body.code).toBe("list.not-found");
    const neither = await ask("post", "/imports", { name: "x.csv", mapping });
    expect([neither.status, neither.body.code]).toEqual([400, "request.invalid"]);
  });
});
