import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;
beforeAll(async () => {
  ledger = await openLedger();
  tenant = await ledger.makeTenant();
});
afterAll(() => ledger.close());

const codeOf = (name: string, ...values: unknown[]) =>
  ledger.call(name, ...values).then(
    () => "accepted",
    (error) => `${error.code}${error.constraint ? ` ${error.constraint}` : ""}`,
  );
describe("an outcome", () => {
  async function claimed() {
    const fresh = await ledger.makeTenant();
    const { sendIds } = await ledger.startCampaign(fresh, 1);
    await ledger.reserve(fresh, sendIds);
    const attemptId = randomUUID();
    await ledger.call("claim_send", sendIds[0], attemptId);
    return { attemptId, sendId: sendIds[0] ?? "" };
  }
  test.each([
    ["of no kind", {}, "NV400"],
    ["of an unknown kind", { kind: "perhaps" }, "NV400"],
    ["that is a list", [1], "NV400"],
    ["later, without a time", { kind: "later", reason: "x" }, "NV400"],
    ["later, for ever", { kind: "later", reason: "x", notBefore: "infinity" }, "NV400"],
    ["later, since ever", { kind: "later", reason: "x", notBefore: "-infinity" }, "NV400"],
    ["later, at no time", { kind: "later", reason: "x", notBefore: "soon" }, "22007"],
    [
      "later, in the year 275760",
      { kind: "later", reason: "x", notBefore: "+275760-09-13T00:00:00.000Z" },
      "22009",
    ],
    [
      "sent, with an id of a megabyte",
      { kind: "sent", providerMessageId: "x".repeat(1_000_000) },
      "23514 a_provider_id_is_short",
    ],
  ])("%s is refused, and the send stays as it was", async (_name, outcome, expected) => {
    const { attemptId, sendId } = await claimed();
    expect(await codeOf("settle_send", attemptId, JSON.stringify(outcome))).toBe(expected);
    expect(await ledger.row(sendId)).toMatchObject({ status: "sending", attempt_id: attemptId });
  });

  test("later, in the year 9999, waits a month and says so", async () => {
    const { attemptId, sendId } = await claimed();
    await ledger.call(
      "settle_send",
      attemptId,
      JSON.stringify({ kind: "later", reason: "x", notBefore: "9999-12-31T00:00:00Z" }),
    );
    const { not_before } = await ledger.row(sendId);
    expect(Math.round((not_before.getTime() - Date.now()) / 86_400_000)).toBe(30);
  });

  test("of an attempt nobody made is not known", async () => {
    expect(await codeOf("settle_send", randomUUID(), JSON.stringify({ kind: "failed" }))).toBe("NV404");
  });
});

describe("a webhook", () => {
  const known = { externalId: "wamid.good", status: "delivered" };
  test.each<[string, object, string]>([
    [
      "an id of a megabyte",
      { statuses: [{ externalId: "x".repeat(1_000_000), status: "sent" }] },
      "refused 23514 a_parked_id_is_short",
    ],
    [
      "a time of the year 275760",
      { statuses: [{ ...known, at: "+275760-09-13T00:00:00.000Z" }] },
      "refused 22009",
    ],
    ["a time that is none", { statuses: [{ ...known, at: "yesterday-ish" }] }, "refused 22007"],
    [
      "an opt-out of no phone",
      { optOuts: [{ kind: "phone", value: "not digits" }] },
      "refused 23514 a_phone_is_digits",
    ],
    [
      "an opt-out of a mobile without its ninth digit",
      { optOuts: [{ kind: "phone", value: "551187654321" }] },
      "refused 23514 a_brazilian_mobile_has_its_ninth_digit",
    ],
    [
      "an opt-out of an unknown kind",
      { optOuts: [{ kind: "pigeon", value: "1" }] },
      "refused 23514 an_alias_kind_is_known",
    ],
    ["statuses that are no list", { statuses: "all" }, "refused 22023"],
  ])("with %s is kept for people, and the parts of other senders are applied", async (_name, bad, reason) => {
    const other = await ledger.makeTenant();
    const externalId = `wamid.${randomUUID()}`;
    const body = randomUUID();
    const groups = [
      { sender: tenant.phoneNumberId, ...bad },
      { sender: other.phoneNumberId, statuses: [{ externalId, status: "sent" }] },
    ];
    const answer = await ledger.call(
      "ingest_webhook",
      "meta",
      null,
      null,
      body,
      body,
      JSON.stringify(groups),
    );
    expect(answer).toMatchObject({ duplicate: false, status: "unparsed", applied: 1, sendIds: [] });
    const { rows } = await ledger.pool.query(
      "select status, reason, body from public.webhook_events where body_hash = $1",
      [body],
    );
    expect(rows).toEqual([{ status: "unparsed", reason, body }]);
    const parked = await ledger.pool.query(
      "select 1 from public.parked_statuses where provider_message_id = $1",
      [externalId],
    );
    expect(parked.rowCount).toBe(1);
  });

  test("with words that are no status, or none, changes nothing", async () => {
    const statuses = [{ externalId: "w.1", status: "played" }, { externalId: "w.2" }, { status: "sent" }, {}];
    expect(await ledger.ingest(tenant.phoneNumberId, { statuses })).toMatchObject({ status: "applied" });
    const { rowCount } = await ledger.pool.query(
      "select 1 from public.parked_statuses where provider_message_id like 'w.%'",
    );
    expect(rowCount).toBe(0);
  });

  test("with the same body at two addresses is applied at both, and once at each", async () => {
    const body = randomUUID();
    const groups = JSON.stringify([{ sender: tenant.phoneNumberId, statuses: [] }]);
    const post = (endpointId: string | null) =>
      ledger.call("ingest_webhook", "meta", endpointId, null, body, body, groups);
    const [own, app] = [randomUUID(), null];
    const answers = [await post(own), await post(app), await post(own), await post(app)];
    expect(answers.map(({ duplicate }) => duplicate)).toEqual([false, false, true, true]);
  });
});

describe("ten megabytes", () => {
  const big = "x".repeat(10_000_000);
  test("of a webhook's body, of a variable and of a template are stored; of a dead letter, the first part", async () => {
    const body = `${big}${randomUUID()}`;
    const groups = JSON.stringify([{ sender: tenant.phoneNumberId, statuses: [] }]);
    expect(await codeOf("ingest_webhook", "meta", null, null, randomUUID(), body, groups)).toBe("accepted");
    const template = { name: "grande", kind: "text", body: big };
    const { listId } = await ledger.call(
      "create_campaign",
      tenant.clientId,
      tenant.senderId,
      "c",
      template,
      "grande",
    );
    const rows = JSON.stringify([{ phone: "5511955554444", variables: { texto: big } }]);
    expect(await ledger.call("import_contacts", tenant.clientId, listId, rows)).toMatchObject({ added: 1 });
    await ledger.call("record_dead_letter", "whatsapp-send", "big", big, big);
    const { rows: kept } = await ledger.pool.query(
      "select length(body) as body, length(reason) as reason from public.dead_letters where message_id = 'big'",
    );
    expect(kept).toEqual([{ body: 20_000, reason: 500 }]);
  });
});
