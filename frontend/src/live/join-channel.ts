import { loadSupabase } from "../auth/supabase.ts";

export type ChannelListener = {
  event: (payload: unknown) => void;
  connection: (isJoined: boolean) => void;
};

/** After the code of Realtime could not be fetched; once it is there, its own client comes back by itself. */
const rejoinMs = 5_000;

/** Listens to one event of a private channel; gives back how to leave it. */
export function joinChannel(topic: string, name: string, { event, connection }: ChannelListener): () => void {
  let leave = () => {};
  let hasLeft = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const join = async () => {
    const supabase = await loadSupabase();
    // A private channel is joined with the token of now; without it the first join would be refused.
    await supabase.realtime.setAuth();
    if (hasLeft) return;
    const channel = supabase
      .channel(topic, { config: { private: true } })
      .on("broadcast", { event: name }, ({ payload }) => event(payload));
    leave = () => void supabase.removeChannel(channel);
    channel.subscribe((status) => connection(status === "SUBSCRIBED"));
  };
  const tryJoin = () =>
    join().catch(() => {
      if (hasLeft) return;
      connection(false);
      timer = setTimeout(tryJoin, rejoinMs);
    });
  void tryJoin();
  return () => {
    hasLeft = true;
    clearTimeout(timer);
    leave();
  };
}
