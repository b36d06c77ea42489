import { afterAll, beforeAll, expect, test } from "vitest";
import { type Catalogue, openCatalogue, ours } from "./catalogue-fixture.ts";

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await openCatalogue();
});
afterAll(() => catalogue.close());

/** Called for a whole budget or campaign at a time, or only where a profile asks for it. */
const seldom = ["exceeds_cap", "last_campaign_to", "return_slots", "close_send_gate"];

test("a function that every send or status runs through keeps its plan: one in SQL is planned anew at each call", async () => {
  const planned = await catalogue.find(
    `with recursive reached as (
       select p.oid, p.proname, p.prosrc, p.prolang from pg_proc p
       where p.pronamespace in ${ours} and p.proname in ('claim_send', 'settle_send', 'ingest_webhook', 'ingest_webhooks')
       union
       select p.oid, p.proname, p.prosrc, p.prolang from reached r
       join pg_proc p on p.pronamespace in ${ours} and r.prosrc ~ ('\\mapp\\.' || p.proname || '\\M')
     )
     select r.proname from reached r join pg_language l on l.oid = r.prolang where l.lanname = 'sql'`,
  );
  expect(planned.filter((name) => !seldom.includes(name))).toEqual([]);
});
