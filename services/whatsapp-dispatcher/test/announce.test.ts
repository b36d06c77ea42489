import { expect, test } from "vitest";
import { announceFinished, announceUndecided } from "../src/announce.ts";

const campaignId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a02";
const linkTo = (path: string) => `https://painel.example${path}`;
const startedAt = new Date("2026-03-02T12:00:00Z");

function finished(counts: Record<string, number>, seconds = 90) {
  const finishedAt = new Date(startedAt.getTime() + seconds * 1_000);
  return announceFinished(
    { campaignId, clientId: campaignId, name: "Aula 3", startedAt, finishedAt, counts },
    linkTo,
  );
}

test.each<[Record<string, number>, string, string]>([
  [{ delivered: 1_000 }, "success", "1.000 destinatários: 1.000 entregues."],
  [{ delivered: 600, read: 400 }, "success", "1.000 destinatários: 1.000 entregues."],
  [{ delivered: 1 }, "success", "1 destinatário: 1 entregue."],
  [{}, "success", "0 destinatários: 0 entregues."],
  [{ read: 2, sent: 1 }, "success", "3 destinatários: 2 entregues, 1 enviada, aguardando entrega."],
  [{ delivered: 8, failed: 2 }, "warning", "10 destinatários: 8 entregues, 2 falharam."],
  [{ delivered: 9, failed: 1 }, "warning", "10 destinatários: 9 entregues, 1 falhou."],
  [{ delivered: 9, unconfirmed: 1 }, "warning", "10 destinatários: 9 entregues, 1 sem confirmação."],
  [{ skipped: 3, cancelled: 1 }, "success", "4 destinatários: 0 entregues, 3 pulados, 1 cancelado."],
  [
    { sent: 2, delivered: 1, read: 1, failed: 2, skipped: 1, cancelled: 2, unconfirmed: 3 },
    "warning",
    "12 destinatários: 2 entregues, 2 enviadas, aguardando entrega, 2 falharam, 1 pulado, 2 cancelados, 3 sem confirmação.",
  ],
])("a campaign that ended with %o is told as %s", (counts, level, message) => {
  expect(finished(counts)).toMatchObject({ level, message });
});

test("it says which campaign, how long it took and where to look", () => {
  expect(finished({ delivered: 1 })).toMatchObject({
    title: "Campanha concluída: Aula 3",
    key: `campaign-finished:${campaignId}`,
    fields: [
      { name: "Campanha", value: campaignId },
      { name: "Duração", value: "1,5 min" },
    ],
    url: `https://painel.example/campaigns/${campaignId}`,
  });
});

test.each([
  [0, "0 min"],
  [13, "0,2 min"],
  [3_600, "60 min"],
  [90_000, "1.500 min"],
  [-5, "0 min"],
])("%i seconds are told as %s", (seconds, text) => {
  expect(finished({}, seconds).fields?.[1]?.value).toBe(text);
});

test.each([
  [1, "1 envio está sem confirmação do provedor há 15 minutos."],
  [2, "2 envios estão sem confirmação do provedor há 15 minutos."],
])("%i unconfirmed sends are for people to decide", (count, sentence) => {
  const alert = announceUndecided({ campaignId, count }, linkTo);
  expect(alert).toMatchObject({ level: "warning", key: `unconfirmed:${campaignId}` });
  expect(alert.message).toBe(`${sentence} Nada será reenviado sozinho: decida no painel.`);
  expect(alert.url).toBe(`https://painel.example/campaigns/${campaignId}`);
});

test("replies without a campaign are told without a link, under a key of their own", () => {
  expect(announceUndecided({ campaignId: null, count: 1 }, linkTo)).toMatchObject({
    key: "unconfirmed:conversations",
    fields: [{ name: "Campanha", value: "conversas" }],
    url: undefined,
  });
});

test("without the dashboard's address there is no link", () => {
  const alert = announceFinished(
    { campaignId, clientId: campaignId, name: "", startedAt, finishedAt: startedAt, counts: {} },
    () => undefined,
  );
  expect(alert.url).toBeUndefined();
});
