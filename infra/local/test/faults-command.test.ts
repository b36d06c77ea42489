import { expect, test } from "vitest";
import { matrix } from "../src/faults/cells.ts";
import { parseFaults } from "../src/faults/parse-faults.ts";
import { titleOf } from "../src/faults/print-cells.ts";

const parse = (...args: string[]) => parseFaults(args, 7);

test("without arguments it is the whole matrix, with 20 people a cell", () => {
  expect(parse()).toMatchObject({ cells: matrix, recipients: 20, seed: 7, lanes: 4, mutation: undefined });
});

test("cells are chosen by a part of their name; a mutation chooses those that have to fail", () => {
  const titles = (...args: string[]) => parse(...args).cells.map(titleOf);
  expect(titles("--only", "claim_send: killed")).toEqual([
    "whatsapp-worker → claim_send: killed before",
    "whatsapp-worker → claim_send: killed after",
  ]);
  expect(titles("--mutate", "lease")).toEqual(["statuses of Meta: after the lease"]);
  expect(titles("--mutate", "lease", "--only", "started twice")).toEqual(["campaign: started twice"]);
  expect(parse("--chaos", "--seed", "0")).toMatchObject({ seed: 0, cells: [expect.anything()] });
});

test.each<[string, string[]]>([
  ["no cell by that name", ["--only", "nosuchcell"]],
  ["no chaos by that name", ["--chaos", "--only", "claim_send"]],
  ["an unknown guard", ["--mutate", "leese"]],
  ["an unknown option", ["--onyl", "claim_send"]],
  ["an option without its text", ["--only"]],
  ["a word that is no option", ["claim_send"]],
  ["nobody in a cell", ["--recipients", "0"]],
  ["no lane", ["--lanes", "0"]],
  ["a seed that is no number", ["--seed", "seven"]],
  ["half a person", ["--recipients", "1.5"]],
])("%s is said, instead of a run that proves nothing and passes", (_what, args) => {
  expect(() => parse(...args)).toThrow(expect.objectContaining({ code: "faults.usage" }));
});
