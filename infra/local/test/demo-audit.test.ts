import { expect, test } from "vitest";
import {
  type AcceptedMessage,
  type Audit,
  auditCampaign,
  describeAudit,
  isPerfect,
  type LedgerRow,
} from "../src/demo/audit-campaign.ts";

const row = (n: number, status = "delivered"): LedgerRow => ({
  sendId: `send-${n}`,
  status,
  recipient: `551190000000${n}`,
  attemptIds: [`attempt-${n}`],
  providerMessageIds: [`wamid-${n}`],
});
const message = (n: number, status = "delivered"): AcceptedMessage => ({
  id: `wamid-${n}`,
  trackId: `attempt-${n}`,
  recipient: `551190000000${n}`,
  status,
});

test("two records that agree on everyone are perfect", () => {
  const audit = auditCampaign(2, [row(1), row(2, "read")], [message(1), message(2, "read")]);
  expect(audit).toEqual<Audit>({
    ...{ recipients: 2, delivered: 2, failed: 0, skipped: 0, unconfirmed: 0, open: 0 },
    ...{ duplicated: 0, lost: 0, disagreeing: [] },
  });
  expect(isPerfect(audit)).toBe(true);
});

test.each<[string, LedgerRow[], AcceptedMessage[], Partial<Audit>]>([
  [
    "a phone that got the message twice",
    [row(1)],
    [message(1), { ...message(1), id: "wamid-9" }],
    { duplicated: 1 },
  ],
  [
    "a message of another attempt of the same send",
    [{ ...row(1), attemptIds: ["attempt-1", "attempt-1b"] }],
    [message(1), { ...message(1), id: "wamid-9", trackId: "attempt-1b" }],
    { duplicated: 1 },
  ],
  ["a send that the ledger counts as reached and no phone got", [row(1, "sent")], [], { lost: 1 }],
  ["a recipient that the ledger does not have", [], [], { lost: 1 }],
  [
    "a ledger that says delivered where the phone has not told",
    [row(1)],
    [message(1, "sent")],
    { disagreeing: ["send-1"] },
  ],
  [
    "a phone that got what the ledger calls failed",
    [row(1, "failed")],
    [message(1)],
    { disagreeing: ["send-1"], failed: 1 },
  ],
  [
    "a phone that got what the ledger still holds back",
    [row(1, "pending")],
    [message(1)],
    { disagreeing: ["send-1"], open: 1 },
  ],
])("%s is found, and the run is not perfect", (_, ledger, accepted, found) => {
  const audit = auditCampaign(1, ledger, accepted);
  expect(audit).toMatchObject(found);
  expect(isPerfect(audit)).toBe(false);
});

test("a message belongs to its send by the provider's id too, and one of another campaign to none", () => {
  const byId = { ...message(1), trackId: "another name" };
  expect(isPerfect(auditCampaign(1, [row(1)], [byId, message(7)]))).toBe(true);
});

test("an unconfirmed send may or may not have arrived: neither lost nor a disagreement, and not perfect", () => {
  for (const accepted of [[], [message(1)]]) {
    const audit = auditCampaign(1, [row(1, "unconfirmed")], accepted);
    expect(audit).toMatchObject({ unconfirmed: 1, lost: 0, disagreeing: [] });
    expect(isPerfect(audit)).toBe(false);
  }
});

test("the line names what is unusual only when there is any", () => {
  const perfect = auditCampaign(1, [row(1)], [message(1)]);
  expect(describeAudit(perfect, 1.26)).toBe(
    "1 recipients: 1 delivered, 0 failed, 0 duplicated, 0 lost in 1.3 s",
  );
  const odd = { ...perfect, skipped: 1, unconfirmed: 2, open: 3, disagreeing: ["a", "b"] };
  expect(describeAudit(odd, 2)).toBe(
    "1 recipients: 1 delivered, 0 failed, 0 duplicated, 0 lost, 1 skipped, 2 unconfirmed, 3 still open, 2 on which ledger and sandbox disagree in 2.0 s",
  );
});
