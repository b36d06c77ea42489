import { createHash } from "node:crypto";
import type { Delivery, IngestGroup, Webhooks } from "@nova/supabase-client";
import { beforeEach, describe, expect, test } from "vitest";

/** What the contract needs of a webhook log, real or fake. */
export type WebhooksWorld = {
  ingest: Webhooks["ingest"];
  ingestMany: Webhooks["ingestMany"];
  /** A sender that the log knows. */
  knownSender: string;
};

/** What the webhook relies on; the fake of its tests and the SQL function behind the real client both keep it. */
export function describeWebhooks(name: string, open: () => Promise<WebhooksWorld>): void {
  describe(`webhook log: ${name}`, () => {
    let world: WebhooksWorld;
    beforeEach(async () => {
      world = await open();
    });

    function delivery(body: string, group: Partial<IngestGroup> = {}): Delivery {
      const empty = { statuses: [], optOuts: [], optIns: [], templateStatuses: [] };
      return {
        provider: "meta",
        endpointId: null,
        clientId: null,
        bodyHash: createHash("sha256").update(body).digest("hex"),
        body,
        groups: [{ sender: world.knownSender, ...empty, ...group }],
      };
    }
    const delivered = [{ externalId: "wamid.unknown", status: "delivered" }] as const;

    test("a body is applied once, and known when it comes again", async () => {
      const first = await world.ingest(delivery("one", { statuses: [...delivered] }));
      expect(first).toMatchObject({ duplicate: false, status: "applied", applied: 1, unknownSenders: [] });
      expect(first.eventId).toMatch(/^[0-9a-f-]{36}$/);
      expect(await world.ingest(delivery("one", { statuses: [...delivered] }))).toMatchObject({
        duplicate: true,
        applied: 0,
        sendIds: [],
        senderChanges: [],
      });
      expect((await world.ingest(delivery("two"))).duplicate).toBe(false);
    });

    test("a body that means nothing is kept as ignored", async () => {
      expect(await world.ingest(delivery("three"))).toMatchObject({ status: "ignored", applied: 0 });
    });

    test("an unknown sender is quarantined and named, nothing of it is applied", async () => {
      const unknown = delivery("four", { sender: "999", statuses: [...delivered] });
      expect(await world.ingest(unknown)).toMatchObject({
        status: "quarantined",
        applied: 0,
        unknownSenders: ["999"],
      });
    });

    test("a body that could not be read is kept with the reason", async () => {
      expect(await world.ingest({ ...delivery("five"), groups: [], problem: "not JSON" })).toMatchObject({
        duplicate: false,
        status: "unparsed",
        applied: 0,
      });
    });

    test("many bodies at once give each its own result, in order, and a repeat among them is known", async () => {
      const statuses = [...delivered];
      await world.ingest(delivery("seven", { statuses }));
      const many = await world.ingestMany("meta", [
        delivery("eight", { statuses }),
        delivery("nine", { sender: "999", statuses }),
        delivery("seven", { statuses }),
        delivery("ten", { statuses }),
        delivery("eight", { statuses }),
      ]);
      expect(many.map(({ duplicate, status }) => [duplicate, status])).toEqual([
        [false, "applied"],
        [false, "quarantined"],
        [true, "stored"],
        [false, "applied"],
        [true, "stored"],
      ]);
    });

    test("an opt-out gives one confirmation to send", async () => {
      const optOuts = [{ kind: "phone", value: "5511987654321", confirmation: "Pronto!" }] as const;
      const { sendIds } = await world.ingest(delivery("six", { optOuts: [...optOuts] }));
      expect(sendIds).toHaveLength(1);
    });
  });
}
