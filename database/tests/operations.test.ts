import { randomUUID } from "node:crypto";
import { createTestDatabase } from "@nova/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger } from "./ledger-fixture.ts";

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

describe("initialising a database", () => {
  afterEach(() =>
    ledger.pool.query("truncate public.app_settings, public.pause_events, public.active_pauses"),
  );
  const initialise = (environment: string, ref: string) =>
    ledger.call("initialize_database", environment, ref);
  const paused = async () =>
    (await ledger.pool.query("select scope_key from public.active_pauses")).rows.map((row) => row.scope_key);

  test("marks it with its environment and project, and again changes nothing", async () => {
    const marks = { environment: "staging", projectRef: "abc" };
    expect(await initialise("staging", "abc")).toEqual(marks);
    expect(await initialise("staging", "abc")).toEqual(marks);
    expect(await paused()).toEqual([]);
    expect(await ledger.call("check_health", "{}", "{}")).toMatchObject(marks);
  });

  test("leaves a fresh production paused, until a person resumes it for good", async () => {
    await initialise("production", "abc");
    expect(await paused()).toEqual(["global"]);
    const tenant = await ledger.makeTenant();
    const { sendIds } = await ledger.startCampaign(tenant, 1);
    await ledger.reserve(tenant, sendIds);
    expect(await ledger.call("claim_send", sendIds[0], randomUUID())).toMatchObject({
      kind: "refused",
      reason: "global-paused",
    });
    await ledger.call("pause_sending", "global", "resume", "a person says go", "manual");
    await initialise("production", "abc");
    expect(await paused()).toEqual([]);
  });

  test.each([
    ["another environment", "production", "abc"],
    ["another project", "staging", "xyz"],
  ])("is refused when it is marked as %s, and changes nothing", async (_name, environment, ref) => {
    await initialise("staging", "abc");
    await expect(initialise(environment, ref)).rejects.toMatchObject({
      code: "NV409",
      message: "this database is staging (abc)",
    });
    expect(await paused()).toEqual([]);
    expect(await ledger.call("check_health", "{}", "{}")).toMatchObject({
      environment: "staging",
      projectRef: "abc",
    });
  });
});

describe("health", () => {
  test("names what is missing, however odd the name, and the newest migration", async () => {
    const found = await ledger.call(
      "check_health",
      ["sends", "nope", `a"b; drop`],
      ["campaign_sends", "sends"],
    );
    expect(found).toMatchObject({
      missingTables: ["nope", `a"b; drop`],
      missingViews: ["sends"],
      queueLatencyMs: 0,
    });
    const migrations = await ledger.call<{ version: number }[]>("list_migrations");
    expect(found.schemaVersion).toBe(migrations.at(-1)?.version);
  });

  test("says by how much the oldest slot is late", async () => {
    const tenant = await ledger.makeTenant();
    const { sendIds } = await ledger.startCampaign(tenant, 1);
    await ledger.reserve(tenant, sendIds, Date.now() - 30_000);
    const { queueLatencyMs } = await ledger.call<{ queueLatencyMs: number }>("check_health", "{}", "{}");
    expect(queueLatencyMs).toBeGreaterThan(29_000);
    expect(queueLatencyMs).toBeLessThan(40_000);
  });
});

describe("a dead letter", () => {
  const letter = ["whatsapp-send", "m-1", "unreadable", "{}"];
  test("is new once, is counted after, and is open again when it comes after it was resolved", async () => {
    expect(await ledger.call("record_dead_letter", ...letter)).toBe(true);
    await ledger.pool.query("update public.dead_letters set resolved_at = now()");
    expect(await ledger.call("record_dead_letter", ...letter)).toBe(false);
    const { rows } = await ledger.pool.query(
      "select occurrences, resolved_at from public.dead_letters where message_id = 'm-1'",
    );
    expect(rows).toEqual([{ occurrences: 2, resolved_at: null }]);
  });
});

describe("a sender's profile", () => {
  test.each<[string, object]>([
    ["hours that are none", { window: { from: "8h", until: "20:00" } }],
    ["hours past midnight's end", { window: { from: "08:00", until: "25:00" } }],
    ["hours without an end", { window: { from: "08:00" } }],
    ["hours on the eighth day", { window: { from: "08:00", until: "20:00", days: [7] } }],
    ["hours on no day", { window: { from: "08:00", until: "20:00", days: [] } }],
    ["hours on days that are null", { window: { from: "08:00", until: "20:00", days: null } }],
    ["hours that are a text", { window: "08:00-20:00" }],
    ["a frequency cap without days", { frequencyCap: { max: 3 } }],
    ["a frequency cap of none", { frequencyCap: { max: 0, days: 7 } }],
    ["a frequency cap in words", { frequencyCap: { max: "3", days: "7" } }],
    ["a warm-up that is no list", { warmUp: {} }],
    ["a warm-up without ages", { warmUp: [{ maxPerDay: 10 }] }],
    ["a warm-up of half a message", { warmUp: [{ untilAgeDays: 7, maxPerDay: 0.5 }] }],
    ["no gap", { minGapMs: 0 }],
    ["a gap of a number that is none", { minGapMs: "NaN" }],
    ["a gap of a year", { minGapMs: 31_536_000_000 }],
    ["a negative pair gap", { pairGapMs: -1 }],
    ["a cap of none", { maxPerHour: 0 }],
    ["more headroom than room", { replyHeadroom: 0.95 }],
  ])("with %s, which no planner could read, is refused when it is saved", async (_name, change) => {
    await expect(ledger.makeTenant(change)).rejects.toMatchObject({ code: "23514" });
  });

  test.each<[string, object]>([
    ["hours around the clock", { window: { from: "00:00", until: "24:00" } }],
    ["hours over midnight on weekdays", { window: { from: "22:00", until: "6:00", days: [1, 2, 3, 4, 5] } }],
    ["a frequency cap in half days", { frequencyCap: { max: 3, days: 1.5 } }],
    [
      "two stages of warm-up",
      {
        warmUp: [
          { untilAgeDays: 7, maxPerDay: 20 },
          { untilAgeDays: 14.5, maxPerDay: 50 },
        ],
      },
    ],
  ])("with %s is kept and planned", async (_name, change) => {
    const tenant = await ledger.makeTenant(change);
    await ledger.startCampaign(tenant, 1);
    const { rows } = await ledger.pool.query(
      "select array_agg(id) as others from public.client_providers where id <> $1",
      [tenant.senderId],
    );
    const plan = await ledger.call("read_sender_plan", rows[0].others ?? []);
    expect(plan).toMatchObject({ senderId: tenant.senderId, profile: change });
  });
});

test("every row of personal data is born with the date until which it is kept", async () => {
  const database = await createTestDatabase();
  try {
    const { rows } = await database.pool.query(
      `select c.relname as table, pg_get_expr(d.adbin, d.adrelid) as default from pg_attrdef d
       join pg_class c on c.oid = d.adrelid join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
       where a.attname = 'retain_until' order by 1`,
    );
    const days = Object.fromEntries(
      await Promise.all(
        rows.map(async (row) => {
          const { rows: found } = await database.pool.query(`select ${row.default} - current_date as days`);
          return [row.table, found[0].days] as const;
        }),
      ),
    );
    expect(days).toMatchObject({ parked_statuses: 7, webhook_events: 90, dead_letters: 90 });
    expect(days.sends).toBeGreaterThanOrEqual(730);
    expect(days.contacts).toBeGreaterThanOrEqual(1_825);
  } finally {
    await database.close();
  }
});
