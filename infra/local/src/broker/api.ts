import type { Dispatcher } from "./dispatcher.ts";
import { parsePublish, publishMessages } from "./publish.ts";
import type { Resources } from "./resources.ts";
import type { Store } from "./store.ts";
import { createTaskIn } from "./task-request.ts";

/** Everything the broker can be asked to do, whichever protocol asks. */
export type BrokerApi = Resources & {
  publish(topic: string, request: unknown): Promise<{ messageIds: string[] }>;
  createTask(queue: string, request: unknown): Promise<unknown>;
};

/** The admin calls, publishing and tasks over one store. */
export function createApi(store: Store, resources: Resources, dispatcher: Dispatcher): BrokerApi {
  return {
    ...resources,
    publish: async (topic, request) => {
      const answer = await publishMessages(store.durable, topic, parsePublish(request));
      dispatcher.published(topic);
      return answer;
    },
    createTask: async (queue, request) => {
      const task = await createTaskIn(store, queue, request);
      dispatcher.taskCreated();
      return task;
    },
  };
}
