import { AppError } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import type { FinishedCampaign, RefusedStart } from "@nova/supabase-client";
import { expect, test } from "vitest";
import { createDispatch } from "../src/dispatch.ts";

const campaignId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02";
const replies = ["5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a03", "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a04"];
const nothing = { unconfirmed: 0, missed: 0, republish: [], undecided: [] };
const ended: FinishedCampaign = {
  campaignId,
  clientId: campaignId,
  name: "Aula",
  startedAt: new Date(0),
  finishedAt: new Date(60_000),
  counts: { delivered: 2 },
};

type Swept = {
  unconfirmed: number;
  missed: number;
  republish: string[];
  undecided: { clientId: string; campaignId: string | null; count: number }[];
};

function setUp(swept: Swept = nothing) {
  const steps: string[] = [];
  const told: Alert[] = [];
  const published: unknown[] = [];
  const noted: Record<string, unknown> = {};
  const unannounced = new Map<string, FinishedCampaign>();
  const reported: unknown[] = [];
  let planFailure: Error | undefined;
  let breakerFailure: Error | undefined;
  let confirmFailure: Error | undefined;
  const refused: RefusedStart[] = [];
  const dispatch = createDispatch({
    sends: {
      sweep: async () => {
        steps.push("sweep");
        return swept;
      },
    },
    campaigns: {
      finish: async () => {
        steps.push("finish");
        return [...unannounced.values()];
      },
      foldProgress: async () => steps.push("fold"),
      confirmAnnouncement: async (id) => {
        if (confirmFailure) throw confirmFailure;
        steps.push("confirm");
        unannounced.delete(id);
        return null;
      },
    },
    schedules: {
      confirmRefusal: async () => {
        if (confirmFailure) throw confirmFailure;
        steps.push("confirm");
        return null;
      },
    },
    sweepConversations: async () => {
      steps.push("talks");
      return { rewoken: 5, resumed: 0, unanswered: 0 };
    },
    startDue: async () => {
      steps.push("start");
      return { started: 1, refused };
    },
    publisher: {
      publishBatch: async (topic, datas) => {
        published.push(...datas.map((data) => [topic.name, data]));
        return datas.map(() => "1");
      },
    },
    breaker: {
      lookAtAll: async () => {
        if (breakerFailure) throw breakerFailure;
        steps.push("breaker");
      },
    },
    reporter: {
      report: async (thrown) => {
        reported.push(thrown);
        return new AppError("reported", "", { retry: "unknown" });
      },
    },
    planSenders: async () => {
      steps.push("plan");
      if (planFailure) throw planFailure;
      return { senders: 1, reserved: 2, deferred: 0, lost: 0, broken: 0 };
    },
    notify: async (alert) => {
      steps.push("tell");
      told.push(alert);
    },
    linkTo: () => undefined,
  });
  return {
    run: (plan: { campaignId?: string } = {}) =>
      dispatch(plan, { note: (fields) => Object.assign(noted, fields) }),
    steps,
    told,
    published,
    noted,
    end: (campaign: FinishedCampaign) => unannounced.set(campaign.campaignId, campaign),
    failPlanWith: (error: Error) => {
      planFailure = error;
    },
    reported,
    refused,
    failBreakerWith: (error: Error) => {
      breakerFailure = error;
    },
    failConfirmWith: (error: Error | undefined) => {
      confirmFailure = error;
    },
  };
}

test("a round sweeps, plans, ends what is done, folds, and says so in one line", async () => {
  const { run, steps, noted, published, told } = setUp({ ...nothing, unconfirmed: 3, missed: 4 });
  await run();
  expect(steps).toEqual(["sweep", "talks", "breaker", "start", "plan", "finish", "fold"]);
  expect(noted).toMatchObject({
    senders: 1,
    reserved: 2,
    unconfirmed: 3,
    missed: 4,
    finished: 0,
    rewoken: 5,
  });
  expect([published, told]).toEqual([[], []]);
});

test("a campaign that starts does not wait for conversations to be swept", async () => {
  const { run, steps } = setUp();
  await run({ campaignId });
  expect(steps).not.toContain("talks");
  expect(steps).toContain("plan");
});

test("a breaker that cannot look is reported, and the round goes on", async () => {
  const { run, steps, reported, failBreakerWith } = setUp();
  failBreakerWith(new AppError("database.timeout", "", { retry: "unknown" }));
  await run();
  expect(steps).toEqual(["sweep", "talks", "start", "plan", "finish", "fold"]);
  expect(reported).toHaveLength(1);
});

test("replies whose wake-up was lost are published again", async () => {
  const { run, published } = setUp({ ...nothing, republish: replies });
  await run();
  expect(published).toEqual(replies.map((sendId) => ["whatsapp-send", { sendId }]));
});

test("people are told of a campaign that ended, once, and that is written down", async () => {
  const { run, end, told, steps } = setUp();
  end(ended);
  await run();
  await run();
  expect(told.map(({ title }) => title)).toEqual(["Campanha concluída: Aula"]);
  expect(steps.slice(-9, -7)).toEqual(["tell", "confirm"]);
});

test("if that cannot be written down, they are told again rather than not at all", async () => {
  const { run, end, told, failConfirmWith } = setUp();
  end(ended);
  failConfirmWith(new AppError("database.unreachable", "", { retry: "unknown" }));
  await expect(run()).rejects.toMatchObject({ code: "database.unreachable" });
  failConfirmWith(undefined);
  await run();
  expect(told).toHaveLength(2);
  expect(new Set(told.map(({ key }) => key)).size).toBe(1); // the notifier counts them as one
});

test("people are told of what stayed unconfirmed, by campaign", async () => {
  const undecided = [
    { clientId: campaignId, campaignId, count: 2 },
    { clientId: campaignId, campaignId: null, count: 1 },
  ];
  const { run, told } = setUp({ ...nothing, undecided });
  await run();
  expect(told.map(({ key }) => key)).toEqual([`unconfirmed:${campaignId}`, "unconfirmed:conversations"]);
});

test("people are told of a campaign that its schedule could not start, and then that is written down", async () => {
  const { run, refused, told, steps, failConfirmWith } = setUp();
  refused.push({ campaignId, clientId: campaignId, name: "Aula", reason: "campaign.empty-list" });
  await run();
  expect(told).toMatchObject([{ key: `campaign-not-started:${campaignId}`, level: "warning" }]);
  expect(told[0]?.message).toContain("a lista está vazia");
  expect(steps.slice(-2)).toEqual(["tell", "confirm"]);
  failConfirmWith(new AppError("database.unreachable", "", { retry: "unknown" }));
  await expect(run()).rejects.toMatchObject({ code: "database.unreachable" });
});

test("a round that cannot plan throws, so that it is delivered again", async () => {
  const { run, failPlanWith } = setUp();
  failPlanWith(new AppError("database.unreachable", "", { retry: "unknown" }));
  await expect(run()).rejects.toMatchObject({ retry: "unknown" });
});
