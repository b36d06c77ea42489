import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { importMappingSchema, previewBytes, previewImport } from "@nova/contact-import";
import { AppError } from "@nova/error-handler";
import { pageOf } from "@nova/supabase-client";
import * as z from "zod";
import { everyRole, operation, type Role } from "../operation.ts";
import { receiveImport } from "../receive-import.ts";
import { recheckSchedules } from "../recheck-schedules.ts";
import { clientParams, eventPageQuery, nameField, pageQuery } from "./fields.ts";
import { previewSchema, showPreview } from "./import-preview.ts";
import { readRefusalLines, refusalSchema, showRefusal } from "./import-refusals.ts";
import { showImport, shownImport } from "./show-import.ts";

const tag = "Importações";
const base = "/v1/clients/{clientId}/imports";
const one = `${base}/{importId}` as const;
const importers: Role[] = ["owner", "operator"];
const importParams = clientParams.extend({ importId: z.uuid() });
const country = z.string().regex(/^[1-9]\d{0,3}$/);
/** Below the 32 MB that Cloud Run takes over HTTP/1; `import.file-too-large` says it to people. */
const fileBytes = 30 * 2 ** 20;
/** So many are applied in one transaction well before Supabase's API gives up on it, after 60 s. */
const limits = { fileBytes, rows: 200_000 };

const newImport = z
  .strictObject({
    name: z.string().trim().min(1).max(255).describe("nome do arquivo"),
    listId: z.uuid().optional(),
    listName: nameField.optional(),
    mapping: importMappingSchema,
    defaultCountry: country.optional(),
    bytes: z.int().nonnegative().optional(),
  })
  .refine(({ listId, listName }) => (listId === undefined) !== (listName === undefined), {
    error: "Diga listId ou listName, um dos dois",
    params: { en: "Say listId or listName, one of the two" },
  });

/** Files of contacts: looked at, read as they arrive, applied whole or not at all. */
export const importOperations = [
  operation({
    id: "previewImport",
    method: "post",
    path: `${base}/preview`,
    tag,
    summary: `O que parece ser o arquivo, por seus primeiros ${previewBytes / 1024} kB`,
    roles: importers,
    params: clientParams,
    query: z.strictObject({
      isWhole: z.stringbool().default(false).describe("se é o arquivo inteiro"),
      defaultCountry: country.optional(),
    }),
    upload: "application/octet-stream",
    bodyLimitBytes: previewBytes,
    answer: previewSchema,
    perform: async ({ actor, params, query, stream }, { database }) => {
      await database.platformImports.assertImporter(actor, params.clientId);
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      return showPreview(previewImport(Buffer.concat(chunks), query));
    },
  }),
  operation({
    id: "createImport",
    method: "post",
    path: base,
    tag,
    summary: "Prepara uma importação; o arquivo vai depois, num PUT",
    roles: importers,
    creates: true,
    status: 201,
    params: clientParams,
    body: newImport,
    answer: shownImport,
    perform: async ({ actor, params, body, newId }, { database }) => {
      const { name, defaultCountry, ...given } = body;
      if (given.bytes !== undefined && given.bytes > fileBytes)
        throw new AppError("import.file-too-large", "announced as too large", { retry: "never" });
      const row = { ...given, id: newId(), fileName: name, country: defaultCountry };
      return showImport(await database.platformImports.create(actor, params.clientId, row));
    },
  }),
  operation({
    id: "uploadImportFile",
    method: "put",
    path: `${one}/file`,
    tag,
    summary:
      "O arquivo, até 30 MB e 200.000 linhas: lido conforme chega, aplicado por inteiro no fim, ou nada",
    roles: importers,
    params: importParams,
    upload: "application/octet-stream",
    bodyLimitBytes: fileBytes,
    tooLargeCode: "import.file-too-large",
    answer: shownImport,
    perform: async ({ actor, params, stream }, ports) => {
      const attempt = { actor, ...params, attemptId: randomUUID() };
      const { platformImports: imports } = ports.database;
      const done = await receiveImport({ imports, stream, attempt, limits });
      await recheckSchedules(ports, attempt, done.listId);
      return showImport(done);
    },
  }),
  operation({
    id: "listImports",
    method: "get",
    path: base,
    tag,
    summary: "As importações, da mais nova à mais antiga",
    roles: everyRole,
    params: clientParams,
    query: pageQuery.extend({ after: z.uuid().optional() }),
    answer: pageOf(shownImport),
    perform: async ({ actor, params, query }, { database }) => {
      const { items, next } = await database.platformImports.list(actor, params.clientId, query);
      return { items: items.map(showImport), next };
    },
  }),
  operation({
    id: "readImport",
    method: "get",
    path: one,
    tag,
    summary: "Até onde foi uma importação, e o que ela fez",
    roles: everyRole,
    params: importParams,
    answer: shownImport,
    perform: async ({ actor, params: { clientId, importId } }, { database }) =>
      showImport(await database.platformImports.read(actor, clientId, importId)),
  }),
  operation({
    id: "listRefusedRows",
    method: "get",
    path: `${one}/refused`,
    tag,
    summary: "As linhas que não entraram, e por quê",
    roles: everyRole,
    params: importParams,
    query: eventPageQuery,
    answer: pageOf(refusalSchema),
    perform: async ({ actor, params: { clientId, importId }, query }, { database }) => {
      const { items, next } = await database.platformImports.listRefusals(actor, clientId, importId, query);
      return { items: items.map(showRefusal), next };
    },
  }),
  operation({
    id: "downloadImportReport",
    method: "get",
    path: `${one}/report`,
    tag,
    summary: "As linhas que não entraram, em CSV: corrigido, o arquivo pode ser importado",
    roles: everyRole,
    params: importParams,
    download: "text/csv",
    filename: "linhas-recusadas.csv",
    perform: async ({ actor, params: { clientId, importId } }, { database }) => {
      const lines = readRefusalLines((page) =>
        database.platformImports.listRefusals(actor, clientId, importId, page),
      );
      const first = await lines.next(); // what refuses the whole report is told before it begins
      return Readable.from(
        (async function* () {
          if (!first.done) yield first.value;
          yield* lines;
        })(),
      );
    },
  }),
  operation({
    id: "cancelImport",
    method: "post",
    path: `${one}/cancel`,
    tag,
    summary: "Cancela uma importação: nada dela é aplicado",
    roles: importers,
    params: importParams,
    answer: shownImport,
    perform: async ({ actor, params: { clientId, importId } }, { database }) =>
      showImport(await database.platformImports.cancel(actor, clientId, importId)),
  }),
];
