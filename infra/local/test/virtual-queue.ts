import type { Publisher } from "@nova/queue";

/** A message on its way, for a moment of the virtual clock. */
export type VirtualMessage = { at: number; topic: string; data: unknown };

/** A queue in virtual time: what is published for later is handed out when the clock gets there, in order of time. */
export function createVirtualQueue(now: () => number) {
  let messages: VirtualMessage[] = [];
  const add = (topic: string, data: unknown, at: number) => {
    messages.push({ at: Math.max(at, now()), topic, data });
    return "1";
  };
  const publisher: Pick<Publisher, "publish" | "publishBatch" | "publishAt"> = {
    publish: async (topic, data) => add(topic.name, topic.schema.parse(data), now()),
    publishBatch: async (topic, datas) =>
      datas.map((data) => add(topic.name, topic.schema.parse(data), now())),
    publishAt: async (topic, datas, at) => {
      for (const data of datas) add(topic.name, topic.schema.parse(data), at.getTime());
    },
  };
  return {
    publisher,
    nextAt: (): number => messages.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY),
    /** Takes out what is due by `at`. */
    takeDue: (at: number): VirtualMessage[] => {
      const due = messages.filter((message) => message.at <= at);
      messages = messages.filter((message) => message.at > at);
      return due.sort((a, b) => a.at - b.at);
    },
  };
}
