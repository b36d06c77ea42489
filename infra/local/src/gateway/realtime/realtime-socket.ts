import * as z from "zod";
import type { Caller } from "../identify-caller.ts";
import { type Frame, formatFrame, type ProtocolVersion, parseFrame } from "./frame.ts";
import type { MayReadTopic } from "./may-read-topic.ts";
import type { RealtimeMessage } from "./message-feed.ts";

type Ports = {
  send(text: string): void;
  version: ProtocolVersion;
  /** Who the connection's API key stands for. */
  owner: Caller;
  callerOf(token: string): Promise<Caller | undefined>;
  mayRead: MayReadTopic;
  nowSeconds(): number;
};
type Channel = { joinRef: string | null; caller: Caller };

export type RealtimeSocket = {
  receive(text: string): Promise<void>;
  deliver(message: RealtimeMessage): void;
  /** Closes the channels whose token has run out. */
  closeExpired(): void;
};

const maxChannels = 100;
const prefix = "realtime:";
const joinSchema = z.object({
  config: z.object({ private: z.boolean().default(false) }).default({ private: false }),
  access_token: z.string().nullish(),
});
const tokenSchema = z.object({ access_token: z.string() });

/** One client's connection: it joins private channels that its policies allow, and hears what the database broadcasts. */
export function createRealtimeSocket({
  send,
  version,
  owner,
  callerOf,
  mayRead,
  nowSeconds,
}: Ports): RealtimeSocket {
  const channels = new Map<string, Channel>();
  const push = (frame: Frame) => send(formatFrame(frame, version));
  const reply = ({ joinRef, ref, topic }: Frame, status: "ok" | "error", response: object = {}) =>
    push({ joinRef, ref, topic, event: "phx_reply", payload: { status, response } });

  function closeChannel(topic: string, reason: string): void {
    const channel = channels.get(topic);
    if (!channel) return;
    channels.delete(topic);
    const payload = {
      extension: "system",
      status: "error",
      message: reason,
      channel: topic.slice(prefix.length),
    };
    push({ joinRef: channel.joinRef, ref: null, topic, event: "system", payload });
    push({ joinRef: channel.joinRef, ref: channel.joinRef, topic, event: "phx_close", payload: {} });
  }

  async function join(frame: Frame): Promise<void> {
    const { topic } = frame;
    const refuse = (reason: string) => reply(frame, "error", { reason });
    const wish = joinSchema.safeParse(frame.payload);
    if (!wish.success || !topic.startsWith(prefix)) return refuse("MalformedJoin: unreadable join payload");
    if (!wish.data.config.private) return refuse("PrivateOnly: This project only allows private channels");
    if (channels.size >= maxChannels) return refuse("ChannelRateLimitReached: Too many channels");
    const token = wish.data.access_token;
    const caller = token ? await callerOf(token) : owner;
    if (!caller) return refuse("InvalidJWTToken: Token is invalid or has expired");
    const name = topic.slice(prefix.length);
    if (!(await mayRead(caller, name))) {
      return refuse(`Unauthorized: You do not have permissions to read from this Channel topic: ${name}`);
    }
    channels.set(topic, { joinRef: frame.joinRef, caller });
    reply(frame, "ok", { postgres_changes: [] });
  }

  async function changeToken({ topic, payload }: Frame): Promise<void> {
    const channel = channels.get(topic);
    const parsed = tokenSchema.safeParse(payload);
    if (!channel || !parsed.success) return;
    const caller = await callerOf(parsed.data.access_token);
    if (!caller) return closeChannel(topic, "Token has expired or is invalid");
    if (!(await mayRead(caller, topic.slice(prefix.length)))) return closeChannel(topic, "Unauthorized");
    channels.set(topic, { ...channel, caller });
  }

  return {
    receive: async (text) => {
      const frame = parseFrame(text);
      if (!frame) return;
      switch (frame.event) {
        case "heartbeat":
          return reply(frame, "ok");
        case "phx_join":
          return join(frame);
        case "phx_leave":
          channels.delete(frame.topic);
          reply(frame, "ok");
          return push({ ...frame, event: "phx_close", payload: {} });
        case "access_token":
          return changeToken(frame);
        default:
          return reply(frame, "error", { reason: "Unsupported: only the database broadcasts here" });
      }
    },
    deliver: ({ id, topic: name, event, payload }) => {
      const topic = prefix + name;
      const channel = channels.get(topic);
      if (!channel || isExpired(channel, nowSeconds())) return;
      push({
        joinRef: null,
        ref: null,
        topic,
        event: "broadcast",
        payload: { type: "broadcast", event, payload, meta: { id } },
      });
    },
    closeExpired: () => {
      for (const [topic, channel] of channels) {
        if (isExpired(channel, nowSeconds())) closeChannel(topic, "Token has expired");
      }
    },
  };
}

function isExpired({ caller }: Channel, nowSeconds: number): boolean {
  return typeof caller.claims.exp === "number" && caller.claims.exp <= nowSeconds;
}
