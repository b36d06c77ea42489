import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { demoContacts } from "../src/demo/demo-contacts.ts";
import { runCampaign } from "../src/demo/run-campaign.ts";
import { openStack, type TestStack } from "./stack-harness.ts";

const progressSchema = z.object({ total: z.int(), waiting: z.int(), delivered: z.int(), read: z.int() });

let stack: TestStack;
beforeAll(async () => {
  stack = await openStack();
}, 120_000);
afterAll(() => stack?.end());

test("a member watches a campaign move on a private channel, at most twice a second, up to its final state; others may not", {
  timeout: 180_000,
}, async () => {
  const { addresses, settings, databaseUrl } = stack;
  const options = { auth: { persistSession: false, autoRefreshToken: false } };
  const admin = createClient(addresses.gateway, settings.serviceKey, options);
  const password = "uma senha comprida";
  const [member, stranger] = await Promise.all(
    ["operadora@example.com", "estranha@example.com"].map(async (email) => {
      const { data, error } = await admin.auth.admin.createUser({ email, password, email_confirm: true });
      if (error) throw error;
      const client = createClient(addresses.gateway, settings.anonKey, options);
      const session = await client.auth.signInWithPassword({ email, password });
      if (session.error) throw session.error;
      await client.realtime.setAuth(session.data.session.access_token);
      return { client, userId: data.user.id };
    }),
  );
  if (!member || !stranger) throw new Error("no users");
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  await sql.query("insert into public.members (client_id, user_id, role) values ($1, $2, 'operator')", [
    settings.clientId,
    member.userId,
  ]);

  const seen: { at: number; progress: z.infer<typeof progressSchema> }[] = [];
  let listening: Promise<[string, string]> | undefined;
  const subscribe = (client: typeof member.client, topic: string) =>
    new Promise<string>((resolve) => {
      client
        .channel(topic, { config: { private: true } })
        .on("broadcast", { event: "progress" }, ({ payload }) => {
          seen.push({ at: Date.now(), progress: progressSchema.parse(payload) });
        })
        .subscribe((state) => resolve(state));
    });
  const campaigns = {
    ...stack.database.campaigns,
    start: async (clientId: string, campaignId: string, actor: string) => {
      const topic = `campaign:${campaignId}`;
      listening = Promise.all([subscribe(member.client, topic), subscribe(stranger.client, topic)]);
      await listening;
      return stack.database.campaigns.start(clientId, campaignId, actor);
    },
  };
  const { campaignId } = await runCampaign(
    {
      clientId: settings.clientId,
      senderId: settings.metaSenderId,
      name: "Ao vivo",
      template: { kind: "text", name: "ao vivo", body: "Olá {{name}}" },
      contacts: demoContacts(240),
    },
    { database: { campaigns }, publisher: stack.publisher, output: { write: () => {} } },
  );
  expect(await listening).toEqual(["SUBSCRIBED", "CHANNEL_ERROR"]);

  const isFinal = () => {
    const last = seen.at(-1)?.progress;
    return last !== undefined && last.waiting === 0 && last.delivered + last.read === 240;
  };
  for (const until = Date.now() + 75_000; !isFinal() && Date.now() < until; ) await sleep(250);
  expect(seen.at(-1)?.progress).toMatchObject({ total: 240, waiting: 0 });
  expect(isFinal()).toBe(true);
  const moving = seen.slice(0, -1);
  const spanSeconds = ((moving.at(-1)?.at ?? 0) - (moving[0]?.at ?? 0)) / 1_000;
  expect(moving.length).toBeGreaterThan(2);
  expect(moving.length).toBeLessThanOrEqual(spanSeconds * 2 + 2);

  // What a browser may read of it: its own campaign's counts, and nothing of the ledger's secrets.
  const own = await member.client
    .from("campaign_metrics")
    .select("campaign_id,total")
    .eq("campaign_id", campaignId);
  expect(own.data).toEqual([{ campaign_id: campaignId, total: 240 }]);
  const foreign = await stranger.client.from("campaign_metrics").select("campaign_id");
  expect(foreign.data).toEqual([]);
  await sql.end();
  await Promise.all([member.client.removeAllChannels(), stranger.client.removeAllChannels()]);
});
