import { type AwaitPoint, awaitPoints, type Caller, services } from "./await-points.ts";
import { type Fault, faults } from "./fault.ts";
import { globalCells } from "./global-cells.ts";
import type { Rule } from "./rules.ts";
import type { Scenario } from "./scenarios.ts";
import type { Stage } from "./stage.ts";

/** What a cell may do besides its rules: to processes, clocks and the provider. */
export type Deed = (stage: Stage, happened: () => void) => Promise<unknown>;

/** One campaign under one fault. */
export type Cell = {
  name: string;
  fault: string;
  scenario: Scenario;
  /** Made from the cell's own random numbers. */
  rules: (random: () => number) => Rule[];
  before?: Deed;
  during?: Deed;
  after?: (stage: Stage) => Promise<unknown>;
  /** What a person does about what they see, again and again. */
  person?: (stage: Stage) => Promise<unknown>;
  provides?: Record<string, unknown>[];
  statusesLost?: boolean;
};

/** Every await point under every fault that can strike it, then what strikes whole processes, clocks and the provider. */
export const matrix: Cell[] = [
  ...awaitPoints.flatMap((point) =>
    faults
      .filter((fault) => !(point.neverRepeated && fault === "delivered twice"))
      .map((fault) => pointCell(point, fault)),
  ),
  ...globalCells,
];

function pointCell(point: AwaitPoint, fault: Fault): Cell {
  return {
    name: point.name,
    fault,
    scenario: point.scenario,
    rules: (random) => [{ point: point.name, fault, ...howOften(point, fault, random) }],
    // A notifier that could not tell people something keeps quiet for half a minute.
    ...(point.name.endsWith("alert to people") && { before: ({ stack }) => renewed(stack, point.by) }),
  };
}

async function renewed({ instances }: Stage["stack"], by: Caller): Promise<void> {
  const service = services.find((one) => one === by);
  if (service) await instances.renew(service);
}

/** A process dies once; an answer may be lost several times over. */
function howOften(
  { often }: AwaitPoint,
  fault: Fault,
  random: () => number,
): Pick<Rule, "skip" | "times" | "share"> {
  if (!often) return { skip: 0, times: 1, share: 1 };
  if (fault.startsWith("killed")) return { skip: Math.floor(random() * 8), times: 1, share: 1 };
  if (fault === "10 s late") return { skip: Math.floor(random() * 4), times: 3, share: 1 };
  return { skip: 0, times: 8, share: 0.5 };
}
