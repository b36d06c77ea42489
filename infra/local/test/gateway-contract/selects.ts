import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Contract } from "./set-up.ts";

/** What a reader of tables may rely on. */
export function describeSelects(contract: Contract): void {
  describe("a select", () => {
    const notes = () => contract.service.from("nova_contract_notes");
    const ranks = z.array(z.object({ rank: z.number() }));
    test.each<[string, (query: ReturnType<ReturnType<typeof notes>["select"]>) => typeof query, number[]]>([
      ["eq", (q) => q.eq("rank", 3), [3]],
      ["neq", (q) => q.neq("rank", 3).lt("rank", 5), [1, 2, 4]],
      ["gt and lte", (q) => q.gt("rank", 8).lte("rank", 10), [9, 10]],
      ["gte and lt", (q) => q.gte("rank", 8).lt("rank", 10), [8, 9]],
      ["like", (q) => q.like("label", "note 1%"), [1, 10]],
      ["ilike", (q) => q.ilike("label", "NOTE 9"), [9]],
      ["in", (q) => q.in("label", ["note 2", "note 5", 'a,"b)']), [2, 5]],
      ["is", (q) => q.is("price", null), []],
      ["not is", (q) => q.not("price", "is", null).eq("rank", 1), [1]],
      [
        "or",
        (q) => q.or('rank.eq.1,and(rank.gt.8,label.like.*10),label.in.("note 2",x),label.eq."note 3"'),
        [1, 2, 3, 10],
      ],
      ["a json path", (q) => q.eq("data->>i", "4"), [4]],
      ["contains", (q) => q.contains("tags", ["a"]).eq("rank", 6), [6]],
    ])("filters with %s", async (_case, narrow, expected) => {
      const { data, error } = await narrow(notes().select("rank")).order("rank");
      expect(error).toBeNull();
      expect(ranks.parse(data).map(({ rank }) => rank)).toEqual(expected);
    });

    test("orders, pages and counts", async () => {
      const query = notes()
        .select("rank", { count: "exact" })
        .lte("rank", 10)
        .order("rank", { ascending: false, nullsFirst: false })
        .range(2, 4);
      const { data, count, status } = await query;
      expect({ ranks: data?.map(({ rank }) => rank), count, status }).toEqual({
        ranks: [8, 7, 6],
        count: 10,
        status: 206,
      });
    });

    test("names columns, and casts and renames them", async () => {
      const { data } = await notes()
        .select("id:rank, texto:rank::text, data->i, first:data->deep->0")
        .eq("rank", 2)
        .single();
      expect(data).toEqual({ id: 2, texto: "2", i: 2, first: 1 });
    });

    test("shows numbers and times as Postgres's JSON does", async () => {
      const response = await fetch(
        `${contract.target.url}/rest/v1/nova_contract_notes?select=price,big,at&rank=eq.1`,
        {
          headers: { apikey: contract.target.serviceKey },
        },
      );
      expect(await response.text()).toBe(
        '[{"price":12.345600,"big":9007199254740993,"at":"2026-03-01T12:00:00.5+00:00"}]',
      );
    });

    test("of one row fails for none or many", async () => {
      expect((await notes().select().eq("rank", 77).single()).error?.code).toBe("PGRST116");
      expect((await notes().select().lt("rank", 3).single()).status).toBe(406);
      expect((await notes().select().eq("rank", 77).maybeSingle()).data).toBeNull();
    });

    test.each([
      ["an unknown table", () => contract.service.from("nova_contract_none").select(), "PGRST205", 404],
      ["an unknown column", () => notes().select("nothing"), "42703", 400],
      [
        "a table without a grant, even for the server",
        () => contract.service.from("nova_contract_hidden").select(),
        "42501",
        403,
      ],
      ["another schema", () => contract.service.schema("auth").from("users").select(), "PGRST106", 406],
    ])("of %s is refused", async (_case, select, code, status) => {
      const answer = await select();
      expect({ code: answer.error?.code, status: answer.status }).toEqual({ code, status });
    });
  });
}
