import type { Ingested } from "@nova/supabase-client";
import { expect, test } from "vitest";
import { announceIngested } from "../src/announce-ingested.ts";

const eventId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01";
const quiet: Ingested = {
  duplicate: false,
  eventId,
  status: "applied",
  applied: 1,
  unknownSenders: [],
  sendIds: [],
  senderChanges: [],
};
const tell = (change: Partial<Ingested>) =>
  announceIngested({ ...quiet, ...change }, (path) => `https://painel.example${path}`);

test.each<[string, Partial<Ingested>]>([
  ["what was applied", {}],
  ["what was ignored", { status: "ignored", applied: 0 }],
  ["what came before", { duplicate: true, status: "quarantined", unknownSenders: ["9"] }],
])("%s is told to nobody", (_what, change) => {
  expect(tell(change)).toEqual([]);
});

test.each([
  ["disconnected", "error", "Número desconectado", "Nada sai por ele até ser conectado outra vez."],
  ["active", "success", "Número conectado de novo", "Os envios dele continuam."],
])("a number that is %s now is told, with where to look", (status, level, title, message) => {
  expect(tell({ senderChanges: [{ senderId: "s1", status, code: null }] })).toEqual([
    {
      level,
      key: `sender-${status}:s1`,
      title,
      message,
      fields: [
        { name: "Remetente", value: "s1" },
        { name: "Código", value: "–" },
      ],
      url: "https://painel.example/senders/s1",
    },
  ]);
});

test("an unknown number is told by the event, never by the number", () => {
  const [alert] = tell({ status: "quarantined", unknownSenders: ["5511987654321"] });
  expect(alert).toMatchObject({
    level: "warning",
    key: "webhook-quarantined",
    fields: [{ name: "Evento", value: eventId }],
    url: `https://painel.example/webhooks/${eventId}`,
  });
  expect(JSON.stringify(alert)).not.toContain("5511987654321");
});

test("a body that could not be read is told by the event", () => {
  expect(tell({ status: "unparsed" })).toMatchObject([
    { level: "warning", key: "webhook-unparsed", fields: [{ name: "Evento", value: eventId }] },
  ]);
});

test("a number that went and a stranger in one body are both told", () => {
  const senderChanges = [{ senderId: "s1", status: "disconnected", code: "401" }];
  expect(tell({ status: "quarantined", senderChanges })).toHaveLength(2);
});

test("a campaign that its template stopped is told, with what the template is now", () => {
  const halted = [{ campaignId: "c1", name: "Março", template: "oferta", status: "paused" }];
  expect(tell({ halted })).toEqual([
    expect.objectContaining({
      level: "error",
      key: "campaign-halted:c1",
      title: "Campanha parada pelo modelo",
      fields: [
        { name: "Campanha", value: "Março" },
        { name: "Modelo", value: "oferta" },
      ],
      url: "https://painel.example/campaigns/c1",
    }),
  ]);
  expect(tell({ halted: [], duplicate: true })).toEqual([]);
});
