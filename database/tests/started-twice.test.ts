import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";
import { openServicePool, type ServicePool } from "./service-pool.ts";

let ledger: Ledger;
let tenant: Tenant;
let services: ServicePool;
beforeAll(async () => {
  ledger = await openLedger();
  services = openServicePool(ledger.url, 16);
});
afterAll(async () => {
  await services.close();
  await ledger.close();
});
beforeEach(async () => {
  tenant = await ledger.makeTenant({ minGapMs: 0.001 });
});

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));
const count = async (sql: string, ...values: unknown[]) =>
  (await ledger.pool.query(`select count(*)::int as n from ${sql}`, values)).rows[0].n;

const call = <T = Record<string, unknown>>(name: string, ...values: unknown[]) =>
  services.call<T>(name, ...values);

describe("the same thing, started at the same time", () => {
  test("a list imported by eight makes each person once and lists each once", async () => {
    const { listId } = await call(
      "create_campaign",
      tenant.clientId,
      tenant.senderId,
      "c",
      { name: "t", kind: "text", body: "b" },
      "lista",
    );
    const rows = JSON.stringify(
      Array.from({ length: 50 }, (_, index) => ({ phone: `55119${80000000 + index}`, name: `P ${index}` })),
    );
    const answers = await times(8, () =>
      call<{ newContacts: number; added: number }>("import_contacts", tenant.clientId, listId, rows),
    );
    expect(answers.reduce((sum, { newContacts }) => sum + newContacts, 0)).toBe(50);
    expect(answers.reduce((sum, { added }) => sum + added, 0)).toBe(50);
    expect(await count("public.contacts where client_id = $1", tenant.clientId)).toBe(50);
  });

  test("an import and the webhooks of the people on it: neither fails, and each person is one contact", async () => {
    const { listId } = await call(
      "create_campaign",
      tenant.clientId,
      tenant.senderId,
      "c",
      { name: "t", kind: "text", body: "b" },
      "lista",
    );
    const phone = (index: number) => `55119${70000000 + index}`;
    const rows = JSON.stringify(Array.from({ length: 300 }, (_, index) => ({ phone: phone(index) })));
    const optOut = (index: number) => {
      const groups = [{ sender: tenant.phoneNumberId, optOuts: [{ kind: "phone", value: phone(index) }] }];
      const body = randomUUID();
      return call("ingest_webhook", "meta", null, null, body, body, JSON.stringify(groups));
    };
    const [imported] = await Promise.all([
      call("import_contacts", tenant.clientId, listId, rows),
      times(60, (index) => optOut(299 - index)),
    ]);
    expect(imported).toMatchObject({ rows: 300, added: 300 });
    expect(await count("public.contacts where client_id = $1", tenant.clientId)).toBe(300);
    expect(await count("public.opt_outs where client_id = $1", tenant.clientId)).toBe(60);
  });

  test("a campaign started by eight is ledgered once", async () => {
    const template = { name: "t", kind: "text", body: "b" };
    const { listId, campaignId } = await call(
      "create_campaign",
      tenant.clientId,
      tenant.senderId,
      "c",
      template,
      "lista",
    );
    await call("import_contacts", tenant.clientId, listId, JSON.stringify([{ phone: "5511900000001" }]));
    const answers = await Promise.allSettled(
      Array.from({ length: 8 }, () => call("start_campaign", tenant.clientId, campaignId, "ana")),
    );
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const answer of answers) if (answer.status === "rejected") expect(answer.reason.code).toBe("NV409");
    expect(await count("public.sends where campaign_id = $1", campaignId)).toBe(1);
  });

  test("a template saved by eight gets eight versions", async () => {
    const template = { name: "t", kind: "text", body: "b" };
    await times(8, (index) =>
      call("create_campaign", tenant.clientId, tenant.senderId, `c${index}`, template, "lista"),
    );
    const { rows } = await ledger.pool.query(
      "select version from public.templates where client_id = $1 order by 1",
      [tenant.clientId],
    );
    expect(rows.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("a job begun by sixteen runs once; after its lease, once more; after its end, never", async () => {
    const begin = async () => {
      const answers = await times(16, () => call<boolean>("begin_job_run", "report", tenant.clientId, 0));
      return answers.filter(Boolean).length;
    };
    const endLease = () => ledger.pool.query("update public.job_runs set lease_until = '-infinity'");
    expect([await begin(), await begin()]).toEqual([1, 0]);
    await endLease();
    expect([await begin(), await begin()]).toEqual([1, 0]);
    await call("finish_job_run", "report", tenant.clientId, "done");
    await endLease();
    expect(await begin()).toBe(0);
  });

  test("an ended campaign is given to one of eight to be told of", async () => {
    const { campaignId, sendIds } = await ledger.startCampaign(tenant, 1);
    await ledger.pool.query("update public.sends set status = 'failed', reason = 'x' where id = $1", [
      sendIds[0],
    ]);
    const told = (await times(8, () => call<{ campaignId: string }[]>("finish_campaigns"))).flat();
    expect(told.filter((one) => one.campaignId === campaignId)).toHaveLength(1);
  });
});
