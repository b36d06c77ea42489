import { randomUUID } from "node:crypto";
import type pg from "pg";
import { expect } from "vitest";
import type { NovaDatabase } from "../src/index.ts";
import { clientId, sender } from "./planned-campaign.ts";

/** Writes a text, keeps the list of an account, reads both; each answer in the shape that the code expects. */
export async function tryPlatformTemplates(nova: NovaDatabase, pool: pg.Pool): Promise<void> {
  const ana = randomUUID();
  await pool.query("insert into public.members values ($1, $2, 'operator')", [clientId, ana]);
  await pool.query("update public.client_providers set account_id = '1045' where id = $1", [sender.id]);
  const { platformTemplates: templates } = nova;
  const text = { id: randomUUID(), name: "Meu texto", body: "Olá", language: "pt_BR" };
  expect(await templates.saveText(ana, clientId, text)).toMatchObject({ ...text, version: 1, kind: "text" });
  const { askedAt, accountId, ...secrets } = await templates.openSync(ana, clientId, sender.id);
  expect([accountId, secrets]).toEqual(["1045", { credentials: "sealed", legacyToken: null }]);
  const listed = {
    externalId: "1",
    name: "do_metodo",
    language: "pt_BR",
    status: "approved",
    quality: null,
    category: null,
    parameterFormat: "named",
    body: "Olá",
    definition: [{ type: "BODY", text: "Olá" }],
  } as const;
  const list = [{ ...listed, definition: [...listed.definition] }];
  const synced = await templates.saveSynced(ana, clientId, { senderId: sender.id, accountId, askedAt }, list);
  expect(synced).toMatchObject({ added: 1, changed: 0, removed: 0, halted: [], items: [{ kind: "meta" }] });
  const [meta] = synced.items;
  expect(await templates.read(ana, clientId, meta?.id ?? "")).toMatchObject({
    ...meta,
    versions: [{ version: 1 }],
  });
  expect(
    (await templates.list(ana, clientId, { kind: "meta", status: "approved", limit: 200 })).items,
  ).toContainEqual(meta);
  await expect(templates.read(ana, clientId, randomUUID())).rejects.toMatchObject({ code: "database.nv404" });
}
