import { createPlanSenders } from "../../../services/whatsapp-dispatcher/src/plan-senders.ts";
import { prepareCampaign, type Tenant } from "./campaign-setup.ts";
import type { Infrastructure } from "./start-infrastructure.ts";

/** Seconds. `total` is what a person waits from "start" until the first horizon is with the queue. */
export type DispatchTimes = {
  total: number;
  ledger: number;
  readPlan: number;
  planSlots: number;
  reserve: number;
  publish: number;
};
export type Dispatched = { times: DispatchTimes; campaignId: string; published: number };

/** Starts a campaign and has the dispatcher's own code plan and publish its first horizon. */
export async function measureDispatch(infrastructure: Infrastructure, tenant: Tenant): Promise<Dispatched> {
  const { client, database, publisher } = infrastructure;
  const campaignId = await prepareCampaign(database, client, tenant);
  const spent = { readPlan: 0, reserve: 0, publish: 0 };
  let publishing: { from: number; until: number } | undefined;
  const timed =
    <A extends unknown[], R>(step: "readPlan" | "reserve", work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const from = performance.now();
      const result = await work(...args);
      spent[step] += performance.now() - from;
      return result;
    };
  const planSenders = createPlanSenders({
    senders: {
      readPlan: timed("readPlan", database.senders.readPlan),
      reserve: timed("reserve", database.senders.reserve),
    },
    publisher: {
      publishAt: async (topic, datas, at, meta) => {
        publishing ??= { from: performance.now(), until: 0 };
        await publisher.publishAt(topic, datas, at, meta);
        publishing.until = performance.now();
      },
    },
    reporter: {
      report: async (thrown) => {
        throw thrown; // a figure of a plan that failed is worth nothing
      },
    },
    now: () => new Date(),
    random: Math.random,
    horizonSeconds: 120,
    budgetMs: 60_000,
  });

  const startedAt = performance.now();
  await database.campaigns.start(tenant.clientId, campaignId, "bench");
  const ledgeredAt = performance.now();
  const { reserved } = await planSenders();
  const endedAt = performance.now();

  const publish = publishing ? publishing.until - publishing.from : 0;
  const planning = endedAt - ledgeredAt;
  const seconds = (ms: number) => ms / 1_000;
  return {
    campaignId,
    published: reserved,
    times: {
      total: seconds(endedAt - startedAt),
      ledger: seconds(ledgeredAt - startedAt),
      readPlan: seconds(spent.readPlan),
      planSlots: seconds(planning - spent.readPlan - spent.reserve - publish),
      reserve: seconds(spent.reserve),
      publish: seconds(publish),
    },
  };
}
