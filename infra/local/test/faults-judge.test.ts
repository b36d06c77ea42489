import { describe, expect, test } from "vitest";
import { judgeCell } from "../src/faults/judge-cell.ts";
import type { LaneRow } from "../src/faults/read-evidence.ts";

const row = (number: number, change: Partial<LaneRow> = {}): LaneRow => ({
  sendId: `send-${number}`,
  status: "delivered",
  lane: "campaign",
  recipient: `551190000000${number}`,
  attemptIds: [`attempt-${number}`],
  providerMessageIds: [`wamid-${number}`],
  ...change,
});
const message = (number: number, change = {}) => ({
  id: `wamid-${number}`,
  trackId: `attempt-${number}`,
  recipient: `551190000000${number}`,
  status: "delivered",
  ...change,
});
const judge = (change: Partial<Parameters<typeof judgeCell>[0]>) =>
  judgeCell({
    expected: 2,
    ledger: [row(1), row(2)],
    accepted: [message(1), message(2)],
    failed: 0,
    mayBeUnconfirmed: 0,
    ...change,
  });
const unsure = (change = {}) => row(2, { status: "unconfirmed", providerMessageIds: [], ...change });

describe("a cell is as promised", () => {
  test("when everybody got the message once and both records say so", () => {
    expect(judge({})).toEqual({
      recipients: 2,
      delivered: 2,
      failed: 0,
      unconfirmed: 0,
      duplicated: 0,
      lost: 0,
      complaints: [],
    });
  });

  test("when what is unconfirmed was under way at a kill and never reached the provider", () => {
    const verdict = judge({ ledger: [row(1), unsure()], accepted: [message(1)], mayBeUnconfirmed: 1 });
    expect(verdict).toMatchObject({ delivered: 1, unconfirmed: 1, lost: 0, complaints: [] });
  });

  test("when the provider tells nothing and the ledger claims no more than sent", () => {
    const ledger = [row(1), row(2, { status: "sent" })];
    expect(judge({ ledger, statusesLost: true }).complaints).toEqual([]);
  });
});

describe("a cell has failed", () => {
  test.each([
    [
      "somebody got two messages",
      { accepted: [message(1), message(2), message(2, { id: "other" })] },
      "1 duplicated",
    ],
    [
      "somebody is in the ledger twice",
      {
        ledger: [row(1), row(2), row(3, { recipient: row(2).recipient })],
        accepted: [message(1), message(2), message(3)],
      },
      "1 duplicated; 1 rows too many",
    ],
    [
      "a send is still waiting at the end",
      { ledger: [row(1), row(2, { status: "queued" })], accepted: [message(1)] },
      "1 lost, 1 still queued",
    ],
    ["somebody is not in the ledger", { ledger: [row(1)], accepted: [message(1)] }, "1 lost"],
    [
      "the ledger says delivered and no phone got it",
      { accepted: [message(1)] },
      "1 lost; ledger and sandbox disagree on 1",
    ],
    [
      "a phone got it and the ledger says failed",
      { ledger: [row(1), row(2, { status: "failed" })] },
      "ledger and sandbox disagree on 1; 1 failed instead of 0",
    ],
    [
      "more is unconfirmed than was under way",
      { ledger: [row(1), unsure()], accepted: [message(1)] },
      "1 unconfirmed, but only 0 were under way",
    ],
    [
      "the provider delivered what is unconfirmed",
      { ledger: [row(1), unsure()], mayBeUnconfirmed: 1 },
      "1 unconfirmed although the provider delivered them",
    ],
    [
      "a message went to somebody who is not in the ledger",
      { accepted: [message(1), message(2), message(9)] },
      "1 messages that no row knows",
    ],
  ])("when %s", (_case, change, complaint) => {
    expect(judge(change).complaints.join("; ")).toBe(complaint);
  });

  test("when bubbles of one conversation come twice, though they are as many as there are", () => {
    const bubbles = [row(1, { lane: "reply" }), row(2, { lane: "reply", recipient: row(1).recipient })];
    const accepted = [message(1), message(2, { recipient: row(1).recipient })];
    expect(judge({ ledger: bubbles, accepted }).complaints).toEqual([]);
    expect(judge({ ledger: bubbles, accepted: [...accepted, message(2, { id: "other" })] }).duplicated).toBe(
      1,
    );
  });
});
