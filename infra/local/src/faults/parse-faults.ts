import { parseArgs } from "node:util";
import { AppError } from "@nova/error-handler";
import { type Cell, matrix } from "./cells.ts";
import { chaosCell } from "./chaos.ts";
import { type Mutation, mutations } from "./mutations.ts";
import { titleOf } from "./print-cells.ts";

/** What was asked for. */
export type FaultsRequest = {
  cells: Cell[];
  mutation: Mutation | undefined;
  recipients: number;
  seed: number;
  lanes: number;
  chaos: boolean;
  list: boolean;
  json: boolean;
};

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const options = {
  ...{ recipients: text, seed: text, only: text, lanes: text, mutate: text },
  ...{ chaos: flag, list: flag, json: flag },
};

/** Reads the command's arguments. Throws what is wrong with them: a run that tests nothing must not look like one that passed. */
export function parseFaults(args: string[], randomSeed: number): FaultsRequest {
  const { recipients, seed, only, lanes, mutate, chaos = false, list = false, json = false } = read(args);
  const mutation = mutations.find(({ name }) => name === mutate);
  if (mutate !== undefined && !mutation) {
    throw refused(`--mutate ${mutate}: ${mutations.map(({ name }) => name).join(", ")}`);
  }
  const request = {
    recipients: whole("recipients", recipients, 1, 20),
    seed: whole("seed", seed, 0, randomSeed),
    lanes: whole("lanes", lanes, 1, 4),
  };
  const wanted = (title: string) =>
    mutation && only === undefined ? mutation.caughtBy.includes(title) : title.includes(only ?? "");
  const cells = (chaos ? [chaosCell(request.seed)] : matrix).filter((cell) => wanted(titleOf(cell)));
  if (cells.length === 0) {
    throw refused("Nenhuma célula tem esse nome: veja --list. / No cell has that name: see --list.");
  }
  return { ...request, cells, mutation, chaos, list, json };
}

function read(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (cause) {
    throw refused(cause instanceof Error ? cause.message : "");
  }
}

function whole(name: string, given: string | undefined, least: number, fallback: number): number {
  if (given === undefined) return fallback;
  const number = Number(given);
  if (/^\d+$/.test(given) && Number.isSafeInteger(number) && number >= least) return number;
  throw refused(`--${name} ${given}: ?`);
}

function refused(why: string): AppError {
  return new AppError("faults.usage", why, { retry: "never" });
}
