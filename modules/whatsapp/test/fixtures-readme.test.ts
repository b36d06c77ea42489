import { describe, expect, test } from "vitest";
import { explainWebhook, explanationSchema } from "../src/inbound/index.ts";
import { inboundProviders } from "../src/index.ts";
import { fixtureBytes, fixturesOf } from "./fixtures.ts";

/** The table that came with the samples says what each must become. */
type Row = Record<"file" | "id" | "phone" | "name" | "type" | "text" | "media" | "time" | "notes", string>;

const pages = fixtureBytes("README.md").toString("utf8").split(/^## /m);
function rowsOf(provider: string): Row[] {
  const lines = pages.find((page) => page.startsWith(`${provider}\n`))?.split("\n") ?? [];
  return lines
    .filter((line) => line.startsWith("| `"))
    .map((line) => {
      const cells = line.split("|").map((cell) => cell.trim());
      const [, file = "", id = "", phone = "", name = "", type = "", text = "", media = "", time = ""] =
        cells;
      return {
        file: file.replaceAll("`", ""),
        id,
        phone,
        name,
        type,
        text,
        media,
        time,
        notes: cells[9] ?? "",
      };
    });
}

/** The table's words in ours: which kind of event, and of which type. */
function expectedOf({ type, notes }: Row): { kind: string; type: string } {
  const word = type.replace(/ \(.*\)$/, "");
  const status = /^status (\w+)$/.exec(word)?.[1];
  if (status !== undefined) return { kind: "status", type: status };
  if (["edit", "delete", "error"].includes(word)) return { kind: word, type: word };
  if (word !== "event") return { kind: "message", type: word.replace(" ", "-") };
  if (notes.includes("template")) return { kind: "template", type: "paused" };
  return { kind: "connection", type: notes === "connected" ? "open" : "close" };
}

const receivedAt = new Date("2026-03-20T12:00:00Z");
const orNull = (cell: string) => (cell === "–" || cell === "" ? null : cell);

describe.each(inboundProviders)("the samples of %s", (provider) => {
  const rows = rowsOf(provider);

  test("are all in the table", () => {
    expect(fixturesOf(provider).map(([name]) => name)).toEqual(rows.map(({ file }) => file).sort());
  });

  test.each(rows.filter(({ type }) => type !== "batch" && type !== "ignored"))(
    "$file is what the table says: $type",
    (row) => {
      const body = fixtureBytes(`${provider}/${row.file}`).toString("utf8");
      const { events, ignored } = explanationSchema.parse(explainWebhook(provider, body, receivedAt));
      expect(ignored).toBeUndefined();
      expect(events).toHaveLength(1);
      const [event] = events;
      expect(event).toMatchObject(expectedOf(row));
      const hasOwnId = row.id !== "–";
      if (hasOwnId) {
        expect(event).toMatchObject({ externalId: row.id, phone: orNull(row.phone), name: orNull(row.name) });
        expect(event?.at ?? null).toBe(
          row.time === "–" || row.time === "" ? null : new Date(row.time).toISOString(),
        );
      }
      if (event?.kind === "message" && hasOwnId) expect(event.text).toBe(orNull(row.text));
      if (event?.kind === "message") expect(event.direction).toBe(/^outgoing/.test(row.notes) ? "out" : "in");
      if (event?.kind === "message") expect(event.media !== null).toBe(/^\S+ |^https/.test(row.media));
    },
  );

  test.each(rows.filter(({ type }) => type === "ignored"))("$file is set aside: $notes", ({ file }) => {
    const explained = explainWebhook(
      provider,
      fixtureBytes(`${provider}/${file}`).toString("utf8"),
      receivedAt,
    );
    expect(explained.events).toEqual([]);
    expect(explained.ignored).toHaveLength(1);
  });
});
