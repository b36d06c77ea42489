import { randomBytes, randomUUID } from "node:crypto";
import { createDatabase, type NovaDatabase } from "@nova/supabase-client";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Ledger, openLedger } from "../../../database/tests/ledger-fixture.ts";
import { describeSenders } from "../../../services/whatsapp-dispatcher/test/senders-contract.ts";
import { describeWebhooks } from "../../../services/whatsapp-webhook/test/webhooks-contract.ts";
import { describeSends } from "../../../services/whatsapp-worker/test/sends-contract.ts";
import { type Gateway, startGateway } from "../src/gateway/index.ts";

/** The services' fakes keep these contracts too; here it is the SQL functions, through the API and the real client. */
let ledger: Ledger;
let gateway: Gateway;
let database: NovaDatabase;

beforeAll(async () => {
  ledger = await openLedger();
  const key = () => randomBytes(24).toString("base64url");
  const keys = { anonKey: key(), serviceKey: key(), jwtSecret: key() + key() };
  gateway = await startGateway({ databaseUrl: ledger.url, port: 0, keys });
  database = createDatabase({ url: gateway.url, serviceKey: keys.serviceKey });
});
afterAll(async () => {
  await gateway?.close();
  await ledger?.close();
});
beforeEach(async () => {
  // No test sees what another left behind: its senders are switched off, its pauses lifted.
  await ledger.pool.query("update public.client_providers set status = 'disabled'");
  await ledger.pool.query("delete from public.active_pauses");
});

const profile = { pairGapMs: 0 };

describeSends("SQL through the API", async () => {
  const tenant = await ledger.makeTenant(profile);
  return {
    sends: database.sends,
    addCampaign: async (dueInSeconds) => {
      const { sendIds } = await ledger.startCampaign(tenant, dueInSeconds.length);
      for (const [index, seconds] of dueInSeconds.entries()) {
        const sendId = sendIds[index] ?? "";
        await ledger.reserve(tenant, [sendId], Date.now() + seconds * 1_000);
      }
      return sendIds;
    },
    addReply: async (after) => {
      const { rows } = await ledger.pool.query<{ id: string }>(
        `insert into public.sends (client_id, sender_id, dedupe_key, lane, to_value, content, after_send_id)
         values ($1, $2, $3, 'reply', '5511987654321', '{"kind":"text","body":"Oi"}', $4) returning id`,
        [tenant.clientId, tenant.senderId, randomUUID(), after ?? null],
      );
      return rows[0]?.id ?? "";
    },
    pause: async () => {
      await database.senders.pause({ scope: "global", action: "pause", reason: "teste", source: "manual" });
    },
  };
});

describeSenders("SQL through the API", async () => ({
  senders: database.senders,
  addSender: async (count) => {
    const tenant = await ledger.makeTenant(profile);
    const { sendIds } = await ledger.startCampaign(tenant, count);
    return { senderId: tenant.senderId, sendIds };
  },
}));

describeWebhooks("SQL through the API", async () => {
  const { phoneNumberId } = await ledger.makeTenant(profile);
  const { ingest, ingestMany } = database.webhooks;
  return { ingest, ingestMany, knownSender: phoneNumberId };
});
