import { supabase } from "../auth/supabase.ts";

export type ChannelListener = {
  event: (payload: unknown) => void;
  connection: (isJoined: boolean) => void;
};

/** Listens to one event of a private channel; gives back how to leave it. */
export function joinChannel(topic: string, name: string, { event, connection }: ChannelListener): () => void {
  const channel = supabase
    .channel(topic, { config: { private: true } })
    .on("broadcast", { event: name }, ({ payload }) => event(payload));
  let hasLeft = false;
  // A private channel is joined with the token of now; without it the first join would be refused.
  void supabase.realtime.setAuth().then(() => {
    if (!hasLeft) channel.subscribe((status) => connection(status === "SUBSCRIBED"));
  });
  return () => {
    hasLeft = true;
    void supabase.removeChannel(channel);
  };
}
