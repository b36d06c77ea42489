import { demoScript } from "./demo-script.ts";
import { type Rule, type Script, scriptSchema } from "./script.ts";

/** One request that the model answered. */
export type ModelCall = {
  at: string;
  route: string;
  model: string;
  rule: string | null;
  promptTokens: number;
  completionTokens: number;
  /** The request's body, as far as it is JSON. */
  request: unknown;
};

const KEPT = 500;

/** What the model is to say, which rules are spent, and what it was asked. */
export function createModelState() {
  let script: Script = scriptSchema.parse(demoScript);
  let uses = new Map<Rule, number>();
  const calls: ModelCall[] = [];
  let asked = 0;

  return {
    script: () => script,
    /** Replaces the whole script; every rule starts unspent. */
    setScript(body: unknown): Script {
      script = scriptSchema.parse(body);
      uses = new Map();
      return script;
    },
    isSpent: (rule: Rule) => rule.times !== undefined && (uses.get(rule) ?? 0) >= rule.times,
    use: (rule: Rule) => void uses.set(rule, (uses.get(rule) ?? 0) + 1),
    keep(call: ModelCall): void {
      asked++;
      calls.push(call);
      if (calls.length > KEPT) calls.shift();
    },
    /** Oldest first; `asked` counts those too that are no longer kept. */
    calls: () => ({ asked, calls }),
    clear(): void {
      asked = 0;
      calls.length = 0;
    },
  };
}

export type ModelState = ReturnType<typeof createModelState>;
