import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ledger, openLedger, type Tenant } from "./ledger-fixture.ts";

let ledger: Ledger;
let tenant: Tenant;

beforeAll(async () => {
  ledger = await openLedger();
  tenant = await ledger.makeTenant({ minGapMs: 0.001, pairGapMs: 0 });
});
afterAll(() => ledger.close());

const outcomes = ["sent", "later", "failed", "unconfirmed"] as const;
const words = ["sent", "delivered", "read", "failed"] as const;
type Outcome = (typeof outcomes)[number];
type Word = (typeof words)[number];
/** What may happen to a claimed send: the worker speaks, the provider speaks, the lease runs out and is swept. */
type Event = { settle: Outcome } | { word: Word } | { lost: true };

/** Where a send must end, whatever the order: the provider's highest word, else the worker's, else nobody knows. */
function endOf(events: Event[], echoesId: boolean): string {
  const settled = events.flatMap((event) => ("settle" in event ? [event.settle] : []))[0];
  const heard = events.flatMap((event) => ("word" in event ? [event.word] : []));
  // Without our id in them the provider's words find their send only by the id that the worker learned.
  const highest = echoesId || settled === "sent" ? (["read", "delivered", "failed", "sent"] as const) : [];
  const word = highest.find((candidate) => heard.includes(candidate));
  if (word) return word;
  if (settled) return settled === "later" ? "pending" : settled;
  return events.some((event) => "lost" in event) ? "unconfirmed" : "sending";
}

function* ordersOf<T>(items: T[]): Generator<T[]> {
  if (items.length < 2) yield items;
  for (const [index, first] of items.entries()) {
    for (const rest of ordersOf(items.toSpliced(index, 1))) yield [first, ...rest];
  }
}

function setsOf<T>([first, ...rest]: readonly T[]): T[][] {
  return first === undefined ? [[]] : setsOf(rest).flatMap((set) => [set, [first, ...set]]);
}

/** Calls a function without a transaction and role of its own: there are thousands of calls. */
async function run(name: string, ...values: unknown[]): Promise<void> {
  const marks = values.map((_, index) => `$${index + 1}`).join(", ");
  await ledger.pool.query({ name, text: `select public.${name}(${marks})`, values });
}

/** Plays each order on a send of its own, four at a time, and says how the rows look then. */
async function playAll(orders: Event[][], echoesId: boolean) {
  const { sendIds } = await ledger.startCampaign(tenant, orders.length);
  const ends: { order: Event[]; row: Record<string, unknown> }[] = [];
  for (let from = 0; from < orders.length; from += 80) {
    const ids = sendIds.slice(from, from + 80);
    await ledger.reserve(tenant, ids);
    const queue = ids.entries();
    const player = async () => {
      for (const [index, sendId] of queue) {
        const order = orders[from + index] ?? [];
        ends.push({ order, row: await play(sendId, order, echoesId) });
      }
    };
    await Promise.all([player(), player(), player(), player()]);
  }
  return ends;
}

async function play(sendId: string, events: Event[], echoesId: boolean) {
  const attemptId = randomUUID();
  const externalId = `wamid.${sendId}`;
  await run("claim_send", sendId, attemptId);
  for (const event of events) {
    if ("settle" in event) {
      const notBefore = new Date(Date.now() + 60_000).toISOString();
      const rest =
        event.settle === "sent" ? { providerMessageId: externalId } : { code: "x", reason: "x", notBefore };
      await run("settle_send", attemptId, JSON.stringify({ kind: event.settle, ...rest }));
    } else if ("word" in event) {
      const trackId = echoesId ? attemptId : undefined;
      const at = new Date().toISOString();
      const groups = [
        { sender: tenant.phoneNumberId, statuses: [{ externalId, trackId, status: event.word, at }] },
      ];
      const body = randomUUID();
      await run("ingest_webhook", "meta", null, null, body, body, JSON.stringify(groups));
    } else {
      await ledger.pool.query(
        "update public.sends set lease_until = now() - interval '1 second' where id = $1 and status = 'sending'",
        [sendId],
      );
      // Another player's sweep may have taken the row along: wait until it has ended.
      do await run("sweep_sends");
      while ((await ledger.row(sendId)).status === "sending");
    }
  }
  return ledger.row(sendId);
}

describe.each([
  ["a provider that gives our id back", true],
  ["a provider that knows only its own id", false],
])("with %s", (_name, echoesId) => {
  test.each([undefined, ...outcomes])(
    "and a worker that says %s, every order of up to four events ends the same",
    async (settled) => {
      const orders: Event[][] = [];
      for (const heard of setsOf(words)) {
        for (const lost of [false, true]) {
          const events: Event[] = [
            ...(settled ? [{ settle: settled }] : []),
            ...heard.map((word) => ({ word })),
            ...(lost ? [{ lost: true } as const] : []),
          ];
          if (events.length <= 4) orders.push(...ordersOf(events));
        }
      }
      expect(orders.length).toBeGreaterThan(100);
      const differing = (await playAll(orders, echoesId)).flatMap(({ order, row }) => {
        const { status, lease_until, read_at, delivered_at } = row;
        const expected = endOf(order, echoesId);
        const leased = lease_until !== null;
        const dated = (status !== "read" || read_at) && (status !== "delivered" || delivered_at);
        const fits = status === expected && leased === (status === "sending") && dated;
        return fits ? [] : [{ order, expected, status, leased, dated }];
      });
      expect(differing).toEqual([]);
    },
    120_000,
  );
});
