import { useEffect, useRef, useState } from "react";
import { loadSupabase } from "../auth/supabase.ts";
import type { CampaignProgress } from "./campaign-progress.ts";
import { joinChannel } from "./join-channel.ts";
import { type Connection, watchProgress } from "./watch-progress.ts";

type Live = { progress: CampaignProgress | undefined; connection: Connection; refresh: () => void };

/** The progress of a campaign as it moves, from its private channel. */
export function useProgress(campaignId: string): Live {
  const [state, setState] = useState<Omit<Live, "refresh">>({
    progress: undefined,
    connection: "connecting",
  });
  const refresh = useRef(() => {});
  useEffect(() => {
    const watch = watchProgress({
      join: (listener) => joinChannel(`campaign:${campaignId}`, "progress", listener),
      read: async () => {
        const supabase = await loadSupabase();
        const { data } = await supabase
          .from("campaign_progress")
          .select("*")
          .eq("campaign_id", campaignId)
          .abortSignal(AbortSignal.timeout(10_000))
          .maybeSingle();
        return data;
      },
      every: (ms, tick) => {
        const timer = setInterval(tick, ms);
        return () => clearInterval(timer);
      },
      changed: (progress, connection) => setState({ progress, connection }),
    });
    refresh.current = watch.refresh;
    // A phone that slept heard nothing.
    const onSight = () => document.visibilityState === "visible" && watch.refresh();
    document.addEventListener("visibilitychange", onSight);
    return () => {
      document.removeEventListener("visibilitychange", onSight);
      watch.stop();
      setState({ progress: undefined, connection: "connecting" });
    };
  }, [campaignId]);
  return { ...state, refresh: () => refresh.current() };
}
