import { expect, test } from "vitest";
import { emptyContent } from "../src/pages/wizard/content.ts";
import { bodyOf, type Draft, emptyDraft, isComplete } from "../src/pages/wizard/draft.ts";
import { gatherHours } from "../src/pages/wizard/gather-hours.ts";
import { placeholdersOf, slotsOf, type Template } from "../src/pages/wizard/template-slots.ts";
import { isTestComplete, newTest, testBodyOf, testOf } from "../src/pages/wizard/variant-test.ts";

const hourMs = 3_600_000;
const draft: Draft = { ...emptyDraft("list"), name: " Natal ", senderId: "sender", text: "Olá {{name}}" };

test.each<[string, "audience" | "message", Partial<Draft>, boolean]>([
  ["name, list and sender are there", "audience", {}, true],
  ["a name of spaces is none", "audience", { name: "  " }, false],
  ["no list is chosen", "audience", { listId: "" }, false],
  ["there is a text", "message", {}, true],
  ["the text is empty", "message", { text: " " }, false],
  ["an attachment needs an https address", "message", { media: { kind: "image", url: "http://a.b" } }, false],
  ["an attachment with one", "message", { media: { kind: "image", url: "https://a.b/c.png" } }, true],
  ["a template is missing", "message", { kind: "meta" }, false],
  [
    "a template's value is missing",
    "message",
    { kind: "meta", templateId: "t", parameters: [{ name: "1", value: "" }] },
    false,
  ],
  [
    "a template with its values",
    "message",
    { kind: "meta", templateId: "t", parameters: [{ name: "1", value: "{{name}}" }] },
    true,
  ],
])("%s", (_, step, part, isDone) => {
  expect(isComplete(step, { ...draft, ...part })).toBe(isDone);
});

test("what was not chosen is not sent", () => {
  expect(bodyOf(draft)).toEqual({
    name: "Natal",
    listId: "list",
    senderId: "sender",
    message: { kind: "text", text: "Olá {{name}}" },
    window: null,
    frequencyCap: null,
    variants: null,
  });
});

const other = { ...emptyContent, text: "{{name}}, o Natal chegou" };

test("a test goes to the API with its versions in order, and comes back as it was set up", () => {
  const set = { ...newTest(draft), others: [other, { ...other, text: "Só hoje" }] };
  const body = testBodyOf(set);
  expect(body.items.map(({ key }) => key)).toEqual(["B", "C"]);
  expect(testOf(body)).toEqual(set);
});

test("a new test begins with the campaign's own message, and nothing else of it", () => {
  expect(newTest(draft).others).toEqual([{ ...emptyContent, text: draft.text }]);
});

test.each([
  ["as it begins", {}, true],
  ["with a share below what shows anything", { sharePercent: 4 }, false],
  ["with a share above a half", { sharePercent: 51 }, false],
  ["decided before anybody could answer", { decideAfterMinutes: 14 }, false],
  ["with half a person", { minimumEach: 1.5 }, false],
  ["with a version that says nothing", { others: [{ ...other, text: " " }] }, false],
])("a test %s", (_, part, isDone) => {
  const variants = { ...newTest(draft), ...part };
  expect(isTestComplete(variants)).toBe(isDone);
  expect(isComplete("limits", { ...draft, variants })).toBe(isDone);
});

test("placeholders are asked for once each, in their order", () => {
  expect(placeholdersOf("Oi {{1}}, {{2}} e {{ 1 }} de {{cidade}}")).toEqual(["1", "2", "cidade"]);
});

test("hours keep their silence between them", () => {
  const bars = gatherHours(
    [
      { at: 0, sends: 10 },
      { at: 3 * hourMs, sends: 20 },
    ],
    48,
  );
  expect(bars.map(({ perHour }) => perHour)).toEqual([10, 0, 0, 20]);
});

test("many hours become few bars that hold the same sends", () => {
  const hours = Array.from({ length: 250 }, (_, index) => ({ at: index * hourMs, sends: 20 }));
  const bars = gatherHours(hours, 48);
  expect(bars.length).toBeLessThanOrEqual(48);
  const width = Math.ceil(250 / 48);
  expect(bars.reduce((sum, { perHour }) => sum + perHour * width, 0)).toBeCloseTo(5_000);
  expect(bars.at(-1)?.until).toBe(250 * hourMs);
});

test("no hours are no bars", () => {
  expect(gatherHours([], 48)).toEqual([]);
});

const template: Template = {
  ...{ id: "t", name: "natal", language: "pt_BR", version: 1, kind: "meta", category: "MARKETING" },
  ...{ status: "approved", quality: null, accountId: null, senderId: null, syncedAt: null },
  ...{ createdAt: "2026-11-01T00:00:00Z", updatedAt: "2026-11-01T00:00:00Z", parameterFormat: "positional" },
  body: "Oi {{1}}, {{2}} te espera",
  components: [
    { type: "HEADER", format: "IMAGE" },
    {
      type: "BUTTONS",
      buttons: [
        { type: "QUICK_REPLY", text: "Sair" },
        { type: "URL", url: "https://a.b/{{1}}" },
      ],
    },
  ],
};

test("a template is asked for all that it leaves open", () => {
  const slots = slotsOf(template);
  expect(slots.header).toEqual({ kind: "image", url: "" });
  expect(slots.parameters.map(({ name }) => name)).toEqual(["1", "2"]);
  expect(slots.buttons).toEqual([{ index: 1, kind: "url", value: "" }]);
  expect(isComplete("message", { ...draft, kind: "meta", ...slots })).toBe(false);
});

test("values of a template go by number, or by name where it names them", () => {
  const filled = [
    { name: "cliente", value: "{{name}}" },
    { name: "dia", value: "25" },
  ];
  const message = (isNamed: boolean) =>
    bodyOf({ ...draft, kind: "meta", templateId: "t", parameters: filled, isNamed }).message;
  expect(message(false)).toMatchObject({ parameters: { body: ["{{name}}", "25"] } });
  expect(message(true)).toMatchObject({ parameters: { body: { cliente: "{{name}}", dia: "25" } } });
});

test("a header without anything open is not asked for", () => {
  const header = { type: "HEADER", format: "TEXT", text: "Natal" };
  expect(slotsOf({ ...template, components: [header] }).header).toBeNull();
  const open = { ...header, text: "Oi {{1}}" };
  expect(slotsOf({ ...template, components: [open] }).header).toEqual({ text: "" });
});
