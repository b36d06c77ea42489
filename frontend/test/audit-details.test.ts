import { expect, test } from "vitest";
import { auditDetails, auditSubject } from "../src/pages/audit/audit-details.ts";
import { slugOf } from "../src/pages/platform/slug-of.ts";

test("the reason stands apart, each change says before and after", () => {
  expect(
    auditDetails({ reason: "QR lido", maxPerDay: [100, 200], window: [null, { from: "08:00" }] }),
  ).toEqual({
    reason: "QR lido",
    lines: [
      { name: "maxPerDay", text: "100 → 200" },
      { name: "window", text: '– → {"from":"08:00"}' },
    ],
  });
});

test.each([
  ["both ends", { from: "operator", to: "owner" }, "operator → owner"],
  ["one end", { from: "quarantined" }, "quarantined"],
])("a change with %s is one line", (_, details, text) => {
  expect(auditDetails(details).lines).toEqual([{ name: "", text }]);
});

test.each([
  ["a campaign", { action: "campaign.started", subjectKind: "campaign", subjectId: "c1" }, "/campaigns/c1"],
  ["an import", { action: "import.done", subjectKind: "import", subjectId: "i1" }, "/lists/imports/i1"],
  ["what was deleted", { action: "list.deleted", subjectKind: "list", subjectId: "l1" }, undefined],
  ["what has no page", { action: "flag.changed", subjectKind: "flag", subjectId: "x" }, undefined],
])("%s leads where it is shown", (_, event, page) => {
  expect(auditSubject(event)).toBe(page);
});

test.each([
  ["Loja São João & Filhos", "loja-sao-joao-filhos"],
  ["  ", ""],
  [`a${"-b".repeat(60)}`, `a${"-b".repeat(29)}`],
])("%j as a short name", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});
