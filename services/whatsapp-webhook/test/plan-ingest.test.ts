import type { IngestGroup } from "@nova/supabase-client";
import type { InboundEvent, MessageEvent, ParsedWebhook } from "@nova/whatsapp";
import { describe, expect, test } from "vitest";
import { findEchoes, planIngest } from "../src/plan-ingest.ts";
import { parsedSample, providerOf, samplePaths } from "./samples.ts";

const confirmation = "Pronto!";
const empty = { statuses: [], optOuts: [], optIns: [], templateStatuses: [] };
const status = (event: object) => ({ statuses: [expect.objectContaining(event)] });

/** Everything but what was said: replies and messages have tests of their own. */
const heard = (groups: IngestGroup[]) =>
  groups.map(({ replies: _, messages: _said, changes: _changed, ...rest }) => rest);

/** What each sample means to the ledger; one that is not here means nothing to it. */
const meanings: Record<string, object> = {
  "meta/status-sent": status({ status: "sent", trackId: "send:5b1f0001", at: "2026-03-10T12:33:20.000Z" }),
  "meta/status-delivered": status({ status: "delivered", trackId: "send:5b1f0001" }),
  "meta/status-read": status({ status: "read", trackId: "send:5b1f0001" }),
  "meta/status-failed-131026": status({
    status: "failed",
    errorCode: "meta.131026",
    errorTitle: "Message undeliverable",
  }),
  "meta/status-failed-131047": status({ status: "failed", errorCode: "meta.131047" }),
  "meta/status-failed-131049": status({ status: "failed", errorCode: "meta.131049" }),
  "meta/template-button": {
    optOuts: [
      {
        kind: "phone",
        value: "5531900000003",
        at: "2026-03-10T12:09:00.000Z",
        name: "Carla Dias",
        contextId: "wamid.HBgNNTUzMTkwMDAwMDAwMxUCABEYFDBBOTNDQ0E4NDBDNUU5OTc4M0M1AA==",
        confirmation,
      },
    ],
  },
  "meta/template-status-update": {
    sender: "104500000000001",
    templateStatuses: [{ name: "lembrete_aula", language: "pt_BR", status: "paused" }],
  },
  "evolution/connection-open": { senderState: { state: "open", code: "200" } },
  "evolution/connection-update": { senderState: { state: "close", code: "401" } },
  "evolution/messages-update-delivery": {
    statuses: [{ externalId: "3EB027D9C51B12AFF90EFC", status: "delivered" }],
  },
  "evolution/messages-update-read": {
    statuses: [{ externalId: "3EB027D9C51B12AFF90EFC", status: "read" }],
  },
  "uazapi/messages-update-read": {
    statuses: [{ externalId: "3EB01C49E6B4993A914E0A", status: "read", at: "2026-03-12T12:08:20.000Z" }],
  },
  "uazapi/connection-disconnected": { senderState: { state: "close", code: "401" } },
};
const senders = {
  meta: "106500000000001",
  evolution: "loja-exemplo",
  uazapi: "a1B2c3",
  lancepilot: "551170000001",
};
const several = ["meta/multi-message-batch"];

describe("of the sample webhooks", () => {
  test.each(Object.entries(meanings))("%s is applied to its sender", (path, meaning) => {
    const sender = senders[providerOf(path)];
    expect(heard(planIngest(parsedSample(path), confirmation))).toEqual([{ sender, ...empty, ...meaning }]);
  });

  test.each(samplePaths.filter((path) => !(path in meanings) && !several.includes(path)))(
    "%s means nothing to sends, and names its sender",
    (path) => {
      const sender = senders[providerOf(path)];
      expect(heard(planIngest(parsedSample(path), confirmation))).toEqual([{ sender, ...empty }]);
    },
  );

  test("a body of two numbers is one group for each", () => {
    expect(heard(planIngest(parsedSample("meta/multi-message-batch"), confirmation))).toEqual([
      { sender: "106500000000001", ...empty },
      { sender: "106500000000002", ...empty, ...status({ status: "delivered" }) },
    ]);
  });

  test("only a server's own echo of an API send is an echo", () => {
    const echoing = samplePaths.filter((path) => findEchoes(parsedSample(path)).length > 0);
    expect(echoing).toEqual(["evolution/send-message", "uazapi/from-me-by-api"]);
    const [found] = findEchoes(parsedSample("evolution/send-message"));
    expect(found).toMatchObject({
      instance: "loja-exemplo",
      echo: { externalId: "3EB027D9C51B12AFF90EFC", phone: "5511900000011", sentByApi: true },
    });
  });
});

const said = (text: string, change: Partial<MessageEvent> = {}): InboundEvent => ({
  kind: "message",
  externalId: "wamid.1",
  direction: "in",
  phone: "5511987654321",
  type: "text",
  text,
  at: null,
  ...change,
});
const planWhole = (...events: InboundEvent[]) =>
  planIngest([{ sender: { phoneNumberId: "1" }, events }], confirmation);
const plan = (...events: InboundEvent[]) => heard(planWhole(...events))[0];
const ana = { kind: "phone", value: "5511987654321" };

test.each<[string, InboundEvent, object]>([
  ["the word to stop opts out, with one confirmation", said("SAIR"), { optOuts: [{ ...ana, confirmation }] }],
  [
    "a payload says it too",
    said("Tocou", { type: "button-reply", buttonPayload: "SAIR" }),
    { optOuts: [{ ...ana, confirmation }] },
  ],
  ["the word to come back opts in", said("voltar"), { optIns: [ana] }],
  ["a sentence that holds the word is a conversation", said("quero sair de casa amanhã"), {}],
  ["a reaction with the word is none", said("sair", { type: "reaction" }), {}],
  ["what we wrote ourselves opts nobody out", said("SAIR", { direction: "out", sentByApi: true }), {}],
  [
    "a number without its ninth digit is the same person",
    said("SAIR", { phone: "551187654321" }),
    { optOuts: [{ ...ana, confirmation }] },
  ],
  [
    "without a phone the user id is the name",
    said("SAIR", { phone: null, userId: "BR.77" }),
    { optOuts: [{ kind: "bsuid", value: "BR.77", confirmation }] },
  ],
  [
    "without either the LID is",
    said("SAIR", { phone: null, lid: "77@lid" }),
    { optOuts: [{ kind: "lid", value: "77@lid", confirmation }] },
  ],
  ["without any name nobody can be opted out", said("SAIR", { phone: null }), {}],
  [
    "a name is bounded",
    said("SAIR", { name: "x".repeat(500) }),
    { optOuts: [{ ...ana, name: "x".repeat(200), confirmation }] },
  ],
  ["connecting is no state to act on", { kind: "sender-state", state: "connecting" }, {}],
  ["what was ignored means nothing", { kind: "ignored", reason: "status broadcast" }, {}],
  [
    "no text reaches the database with a NUL or half a character",
    {
      kind: "status",
      externalId: "a\u0000b\ud800",
      trackId: "t\u0000",
      status: "failed",
      at: null,
      errorCode: "c\u0000",
      errorTitle: "\udc00t",
    },
    {
      statuses: [
        { externalId: "ab\ufffd", trackId: "t", status: "failed", errorCode: "c", errorTitle: "\ufffdt" },
      ],
    },
  ],
])("%s", (_promise, event, meaning) => {
  expect(plan(event)).toEqual({ sender: "1", ...empty, ...meaning });
});

test.each([
  [["SAIR", "VOLTAR"], { optIns: [ana] }],
  [["VOLTAR", "SAIR"], { optOuts: [{ ...ana, confirmation }] }],
  [
    ["SAIR", "SAIR"],
    {
      optOuts: [
        { ...ana, confirmation },
        { ...ana, confirmation },
      ],
    },
  ],
])("of %j in one body the last word counts", (texts, meaning) => {
  expect(plan(...texts.map((text) => said(text)))).toEqual({ sender: "1", ...empty, ...meaning });
});

const [early, late] = [new Date("2026-11-20T12:00:00Z"), new Date("2026-11-20T12:05:00Z")];
const at = (time: Date) => ({ at: time.toISOString() });
test.each<[string, InboundEvent[], object]>([
  [
    "a word to come back from before the stop is none, wherever it stands",
    [said("SAIR", { at: late }), said("VOLTAR", { at: early })],
    { optOuts: [{ ...ana, ...at(late), confirmation }] },
  ],
  [
    "one from after it counts, and says when it was said",
    [said("SAIR", { at: early }), said("VOLTAR", { at: late })],
    { optIns: [{ ...ana, ...at(late) }] },
  ],
  [
    "a stop that stands last counts, even if it is older",
    [said("VOLTAR", { at: late }), said("SAIR", { at: early })],
    { optOuts: [{ ...ana, ...at(early), confirmation }] },
  ],
  [
    "a stop says which message of ours it answers",
    [said("SAIR", { contextId: "wamid.ours\u0000" })],
    { optOuts: [{ ...ana, contextId: "wamid.ours", confirmation }] },
  ],
])("%s", (_promise, events, meaning) => {
  expect(plan(...events)).toEqual({ sender: "1", ...empty, ...meaning });
});

test("a status tells the other name of whoever got the message", () => {
  const status = { kind: "status", externalId: "w", status: "delivered", at: null } as const;
  expect(plan({ ...status, recipientUserId: "BR.77" })?.statuses).toEqual([
    { externalId: "w", status: "delivered", userId: "BR.77" },
  ]);
});

test("one person's last word is not another's", () => {
  const other = said("VOLTAR", { phone: "5511912345678" });
  expect(plan(said("SAIR"), other)).toMatchObject({
    optOuts: [ana],
    optIns: [{ kind: "phone", value: "5511912345678" }],
  });
});

test.each([
  ["stop", false, { optOuts: [{ ...ana, at: "2026-03-10T12:00:00.000Z" }], optIns: [] }],
  ["resume", true, { optOuts: [], optIns: [{ ...ana, at: "2026-03-10T12:00:00.000Z" }] }],
])(
  "who told WhatsApp itself to %s is heard, without a confirmation of ours",
  (_, wantsMarketing, expected) => {
    const at = new Date("2026-03-10T12:00:00Z");
    expect(plan({ kind: "preference", wantsMarketing, phone: "5511987654321", at })).toMatchObject(expected);
  },
);

test("an echo that gives back our attempt's id is that attempt's word; another's id says nothing of ours", () => {
  const attemptId = "5b1f0c84-8c52-4a7e-9f0f-6c1b0f2d3a01";
  const echo = (trackId: string) => said("Olá", { direction: "out", sentByApi: true, trackId });
  expect(plan(echo(attemptId))).toMatchObject({
    statuses: [{ externalId: "wamid.1", trackId: attemptId, status: "sent" }],
  });
  expect(plan(echo("send:9c2f0001"))).toMatchObject({ statuses: [] });
});

test("events that belong to nobody are left out: the raw body is kept", () => {
  const parsed: ParsedWebhook = [{ sender: {}, events: [said("SAIR")] }];
  expect(planIngest(parsed, confirmation)).toEqual([]);
});

test("who told the provider to be left alone (131050) has opted out, without a confirmation; another failure opts nobody out", () => {
  const failed = (errorCode: string): ParsedWebhook => [
    {
      sender: { phoneNumberId: "1" },
      events: [
        {
          kind: "status",
          externalId: "w",
          status: "failed",
          at: null,
          errorCode,
          recipientPhone: "553190000013",
        },
      ],
    },
  ];
  expect(planIngest(failed("meta.131050"), confirmation)[0]?.optOuts).toEqual([
    { kind: "phone", value: "5531990000013" },
  ]);
  expect(planIngest(failed("meta.131026"), confirmation)[0]?.optOuts).toEqual([]);
});

test.each<[string, InboundEvent, object[] | undefined]>([
  ["a text is heard with its author", said("Quero sim"), [{ externalId: "wamid.1", ...ana }]],
  [
    "what it quotes, and when, is told",
    said("Sim", { contextId: "wamid.ours\u0000", at: early }),
    [{ externalId: "wamid.1", ...ana, contextId: "wamid.ours", ...at(early) }],
  ],
  ["a picture without words is heard too", said("", { type: "image" }), [{ externalId: "wamid.1", ...ana }]],
  ["so is the word to stop", said("SAIR"), [{ externalId: "wamid.1", ...ana }]],
  [
    "a reaction counts for what it is on",
    said("👍", { type: "reaction", contextId: "wamid.ours" }),
    [{ externalId: "wamid.1", ...ana, contextId: "wamid.ours", isReaction: true }],
  ],
  ["a reaction to nothing does not", said("👍", { type: "reaction" }), undefined],
  [
    "without an author, a quote is enough",
    said("Sim", { phone: null, contextId: "wamid.ours" }),
    [{ externalId: "wamid.1", contextId: "wamid.ours" }],
  ],
  ["without either nothing can be told", said("Sim", { phone: null }), undefined],
  ["a changed number is no answer", said("mudou", { type: "system" }), undefined],
  ["what we wrote ourselves is none", said("Olá", { direction: "out" }), undefined],
])("of replies: %s", (_promise, event, replies) => {
  expect(planWhole(event)[0]?.replies).toEqual(replies);
});
