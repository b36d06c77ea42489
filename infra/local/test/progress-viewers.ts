import { createClient } from "@supabase/supabase-js";
import { SignJWT } from "jose";
import type { CampaignProgress } from "../../../frontend/src/live/campaign-progress.ts";
import { watchProgress } from "../../../frontend/src/live/watch-progress.ts";
import { keys } from "./gateway-contract/target.ts";

export type Viewer = Awaited<ReturnType<typeof openViewer>>;
type Options = { userId: string; campaignId: string; realtimeUrl: string; gatewayUrl: string };

/** A person who has a campaign's page open: supabase-js and the dashboard's own code; its timer goes when it is told to. */
export async function openViewer({ userId, campaignId, realtimeUrl, gatewayUrl }: Options) {
  const jwt = new SignJWT({ role: "authenticated" }).setProtectedHeader({ alg: "HS256" });
  const token = await jwt
    .setSubject(userId)
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(keys.jwtSecret));
  const options = { accessToken: async () => token };
  const realtime = { heartbeatIntervalMs: 1_000, reconnectAfterMs: () => 50 };
  const live = createClient(realtimeUrl, keys.anonKey, { ...options, realtime });
  const api = createClient(gatewayUrl, keys.anonKey, options);
  await live.realtime.setAuth();

  /** The numbers of the events that came, in the order in which they came. */
  const told: number[] = [];
  const shown: CampaignProgress[] = [];
  const ticks: (() => void)[] = [];
  let joined = 0;
  const watch = watchProgress({
    join: ({ event, connection }) => {
      const channel = live
        .channel(`campaign:${campaignId}`, { config: { private: true } })
        .on("broadcast", { event: "progress" }, ({ payload }) => {
          told.push(Number(payload.revision));
          event(payload);
        });
      channel.subscribe((status) => {
        if (status === "SUBSCRIBED") joined++;
        connection(status === "SUBSCRIBED");
      });
      return () => void live.removeChannel(channel);
    },
    read: async () => {
      const row = api.from("campaign_progress").select("*").eq("campaign_id", campaignId);
      return (await row.maybeSingle()).data;
    },
    every: (_ms, tick) => {
      ticks.push(tick);
      return () => void ticks.splice(0);
    },
    changed: (progress) => void shown.push(progress),
  });
  return {
    ...{ told, shown },
    joined: () => joined,
    last: () => shown.at(-1),
    tick: () => {
      for (const tick of ticks) tick();
    },
    close: async () => {
      watch.stop();
      await live.realtime.disconnect();
    },
  };
}
