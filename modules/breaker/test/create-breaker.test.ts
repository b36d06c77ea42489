import { expect, test } from "vitest";
import { createBreaker, type SenderSignals } from "../src/index.ts";

const failures = (count: number) => Array.from({ length: count }, () => "meta.131026");
const signals = (failed: number, of = failed): SenderSignals => ({
  senderId: "s",
  clientId: "c",
  kind: "official",
  limits: null,
  seenAt: "2026-03-02T12:00:00Z",
  campaigns: [
    {
      campaignId: "a",
      name: "Aula de março",
      paused: false,
      warned: false,
      outcomes: [...Array.from({ length: of - failed }, () => null), ...failures(failed)],
      reached: of,
      optOuts: 0,
    },
  ],
});

function setUp(given: SenderSignals[]) {
  const asked: (string | null)[] = [];
  const trips: unknown[] = [];
  const told: { level: string; title: string; message: string; url?: string }[] = [];
  const latched = new Set<string>();
  let clock = 0;
  const once = (key: string) => !latched.has(key) && latched.add(key).size > 0;
  const instance = () =>
    createBreaker({
      readSignals: async (campaignId) => {
        asked.push(campaignId);
        return given;
      },
      trip: async (request) => {
        trips.push(request);
        return once(`${request.scope} ${request.id}`);
      },
      warnCampaign: async (id) => once(`warn ${id}`),
      notify: async (alert) => void told.push(alert),
      linkTo: (path) => `https://painel.example${path}`,
      describeCode: () => "Não entregável.",
      now: () => new Date(clock),
    });
  const pass = (ms: number) => {
    clock += ms;
  };
  return { instance, asked, trips, told, pass };
}

test("what fails is paused, with figures, and people are told where to look", async () => {
  const { instance, trips, told } = setUp([signals(12, 20)]);
  await instance().look("a");
  expect(trips).toEqual([
    {
      scope: "campaign",
      id: "a",
      reason: "12 dos últimos 20 envios falharam (meta.131026)",
      seenAt: "2026-03-02T12:00:00Z",
    },
  ]);
  expect(told).toEqual([
    expect.objectContaining({
      level: "error",
      title: "Campanha pausada: Aula de março",
      message:
        "12 dos últimos 20 envios falharam. A maioria por meta.131026: Não entregável. Nada mais sai até alguém retomar a campanha.",
      fields: [
        { name: "Campanha", value: "a" },
        { name: "Falhas", value: "60 % (12/20)" },
        { name: "Código", value: "meta.131026" },
      ],
      url: "https://painel.example/campaigns/a",
    }),
  ]);
});

test("of two instances that look at one moment, one tells people", async () => {
  const { instance, trips, told } = setUp([signals(12, 20)]);
  await Promise.all([instance().look("a"), instance().look("a")]);
  expect([trips.length, told.length]).toEqual([2, 1]);
});

test("above 10 % people are told once, and nothing is paused", async () => {
  const { instance, trips, told } = setUp([signals(12, 100)]);
  await instance().lookAtAll();
  await instance().lookAtAll();
  expect(trips).toEqual([]);
  expect(told.map(({ level, title }) => [level, title])).toEqual([
    ["warning", "Campanha com muitas falhas: Aula de março"],
  ]);
});

test("a campaign is looked at once a second, another in between", async () => {
  const { instance, asked, pass } = setUp([]);
  const one = instance();
  await one.look("a");
  await one.look("a");
  await one.look("b");
  pass(1_000);
  await one.look("a");
  await one.lookAtAll();
  expect(asked).toEqual(["a", "b", "a", null]);
});
