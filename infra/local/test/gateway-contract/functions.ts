import { describe, expect, test } from "vitest";
import type { Contract } from "./set-up.ts";

/** What a caller of SQL functions may rely on. */
export function describeFunctions(contract: Contract): void {
  describe("a function", () => {
    test.each([
      ["an object", { a: [1, { b: null }], ç: 'quo"te' }],
      ["an array", [1, "two", null, { three: [3] }]],
      ["a string", "plain"],
      ["a string that looks like JSON", '{"a":1}'],
      ["a number", 12.5],
      ["false", false],
    ])("gets a jsonb argument as it was sent: %s", async (_case, value) => {
      expect((await contract.service.rpc("nova_contract_echo", { p_value: value })).data).toEqual(value);
    });

    test("gets every type right, and defaults for what is left out", async () => {
      const given = {
        p_text: "it's",
        p_number: "123456789012345678.25",
        p_ids: [1, 9007199254740991],
        p_labels: ["a,b", 'q"', null],
      };
      const { data } = await contract.service.rpc("nova_contract_types", {
        ...given,
        p_at: "2026-03-01T12:00:00Z",
        p_flag: true,
      });
      expect(data).toEqual({
      text: "it's", number: "123456789012345678.25", ids: "{1,9007199254740991}", labels: ["a,b", 'q"', null],
      at: 1772366400, flag: true,
    }); // biome-ignore format: a table
      expect((await contract.service.rpc("nova_contract_types", { p_text: "x" })).data).toMatchObject({
        number: "1.5",
        ids: "{}",
        labels: null,
      });
    });

    test.each([
      ["void", "nova_contract_void", { p_id: 1 }, null],
      ["null", "nova_contract_null", {}, null],
      ["text", "nova_contract_text", {}, 'olá "mundo"'],
      ["a set of numbers", "nova_contract_ids", { p_count: 3 }, [1, 2, 3]],
      ["an empty set", "nova_contract_ids", { p_count: 0 }, []],
      [
        "a table",
        "nova_contract_table",
        { p_count: 2 },
        [
          { n: 1, square: 1 },
          { n: 2, square: 4 },
        ],
      ],
      ["a table of one column", "nova_contract_column", { p_count: 2 }, [{ n: 1 }, { n: 2 }]],
      ["out parameters", "nova_contract_out", {}, { a: 1, b: "x" }],
    ])("answers %s", async (_case, name, args, expected) => {
      const { data, error } = await contract.service.rpc(name, args);
      expect({ data, error }).toEqual({ data: expected, error: null });
    });

    test("answers one row as an object, also when there is none", async () => {
      expect((await contract.service.rpc("nova_contract_row", { p_label: "note 3" })).data).toMatchObject({
        rank: 3,
        tags: ["a", "b,c"],
      });
      expect((await contract.service.rpc("nova_contract_row", { p_label: "none" })).data).toMatchObject({
        rank: null,
      });
    });

    test("answers at most 1,000 rows", async () => {
      expect((await contract.service.rpc("nova_contract_ids", { p_count: 1500 })).data).toHaveLength(1000);
    });

    test("may be narrowed like a table", async () => {
      const query = contract.service
        .rpc("nova_contract_rows")
        .select("rank")
        .gt("rank", 3)
        .order("rank", { ascending: false })
        .limit(2);
      expect((await query).data).toEqual([{ rank: 10 }, { rank: 9 }]);
      expect((await contract.service.rpc("nova_contract_table", { p_count: 1 }).single()).data).toEqual({
        n: 1,
        square: 1,
      });
      expect((await contract.service.rpc("nova_contract_table", { p_count: 2 }).single()).error?.code).toBe(
        "PGRST116",
      );
    });

    test("may be read with GET, and then cannot write", async () => {
      expect((await contract.service.rpc("nova_contract_table", { p_count: 1 }, { get: true })).data).toEqual(
        [{ n: 1, square: 1 }],
      );
      expect(
        (await contract.service.rpc("nova_contract_add", { p_label: "by get" }, { get: true })).error?.code,
      ).toBe("25006");
    });

    test("that was made a moment ago can be called, and one that was replaced too", async () => {
      const define = (body: string) =>
        contract.database.query(
          `create function public.nova_contract_late(${body} $$; notify pgrst, 'reload schema';
         grant execute on function public.nova_contract_late to service_role`,
        );
      await define("p_a int) returns int language sql as $$ select p_a");
      await expect
        .poll(async () => (await contract.service.rpc("nova_contract_late", { p_a: 7 })).data)
        .toBe(7);
      await contract.database.query("drop function public.nova_contract_late");
      await define("p_b text) returns text language sql as $$ select p_b");
      await expect
        .poll(async () => (await contract.service.rpc("nova_contract_late", { p_b: "x" })).data)
        .toBe("x");
    });
  });

  describe("an error", () => {
    test.each([
    ["NV404", 400], ["NV409", 400], ["P0001", 400], ["PT402", 402], ["23505", 409], ["23503", 409], ["22023", 400],
    ["40001", 500], ["57014", 500], ["53300", 503],
  ])("raised as %s keeps code, message, details and hint, with status %i", async (state, status) => {
    const answer = await contract.service.rpc("nova_contract_raise", { p_state: state });
    expect(answer.status).toBe(status);
    expect(answer.error).toMatchObject({ code: state, message: "it is gone", details: "the detail", hint: "the hint" });
  }); // biome-ignore format: a table

    test.each([
      ["a unique key taken", "nova_contract_add", { p_label: "note 1" }, "23505", 409],
      ["a check not met", "nova_contract_add", { p_label: "bad rank", p_rank: -1 }, "23514", 400],
      ["a value of the wrong type", "nova_contract_void", { p_id: "x" }, "22P02", 400],
      ["an unknown function", "nova_contract_nothing", {}, "PGRST202", 404],
      ["an argument that does not exist", "nova_contract_void", { p_other: 1 }, "PGRST202", 404],
      ["an argument left out", "nova_contract_void", {}, "PGRST202", 404],
    ])("%s is %s", async (_case, name, args, code, status) => {
      const answer = await contract.service.rpc(name, args);
      expect({ code: answer.error?.code, status: answer.status }).toEqual({ code, status });
    });

    test("leaves nothing of its transaction behind", async () => {
      await contract.service.rpc("nova_contract_add", { p_label: "bad rank", p_rank: -1 });
      const { count } = await contract.service
        .from("nova_contract_notes")
        .select("*", { count: "exact", head: true })
        .eq("label", "bad rank");
      expect(count).toBe(0);
    });

    test("comes for a body that is not JSON, or not an object", async () => {
      const headers = { apikey: contract.target.serviceKey, "content-type": "application/json" };
      for (const body of ["{", "[1]", '"x"']) {
        const response = await fetch(`${contract.target.url}/rest/v1/rpc/nova_contract_void`, {
          method: "POST",
          headers,
          body,
        });
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
      }
    });
  });
}
