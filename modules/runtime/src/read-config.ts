import * as z from "zod";
import { expectationOf } from "./expectation.ts";

type Options = {
  exit?: (code: number) => never;
  write?: (text: string) => void;
  /** Groups of variables that are given all together or not at all. */
  together?: string[][];
};

type Parsed<S extends z.ZodRawShape> = z.infer<z.ZodObject<S>> & { PORT: number };
type Wrong = { name: string; pt: string; en: string };

const port = z.coerce.number().int().min(0).max(65_535).default(8080).describe("1–65535");
const allOrNone = [
  ["PUSH_OIDC_AUDIENCE", "PUSH_OIDC_JWKS_URL", "PUSH_SERVICE_ACCOUNT"],
  ["TELEGRAM_BOT_TOKEN", "TELEGRAM_CHAT_ID"],
];

/**
 * The service's configuration, parsed once. If anything is missing or wrong the process stops with one list of all
 * of it: names and what is expected, never values. PORT is the platform's and need not be in the shape.
 */
export function readConfig<S extends z.ZodRawShape>(
  shape: S,
  env: Record<string, string | undefined> = process.env,
  {
    exit = process.exit,
    write = (text) => void process.stderr.write(text),
    together = allOrNone,
  }: Options = {},
): Parsed<S> {
  // An empty variable is what an unset one looks like in most consoles and compose files; a secret that was written
  // with `echo` ends in a newline that no signature and no header survives.
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value?.trim()) given[name] = value.trim();
  const config = z.object(shape).safeParse(given);
  const listening = z.object({ PORT: port }).safeParse(given);
  const incomplete = together.flatMap((group) =>
    missingOf(
      group.filter((name) => name in shape),
      given,
    ),
  );

  if (config.success && listening.success && incomplete.length === 0)
    return { ...listening.data, ...config.data };

  const issues = [...(config.error?.issues ?? []), ...(listening.error?.issues ?? [])];
  const whole: z.ZodRawShape = { PORT: port, ...shape };
  const names = [...new Set(issues.map((issue) => String(issue.path[0] ?? "")))];
  const wrong = names.map((name) => describe(name, name in given, whole[name]));
  write(renderList([...wrong, ...incomplete]));
  return exit(1);
}

function missingOf(group: string[], given: Record<string, unknown>): Wrong[] {
  const absent = group.filter((name) => !(name in given));
  if (absent.length === 0 || absent.length === group.length) return [];
  const others = group.filter((name) => name in given).join(", ");
  return absent.map((name) => ({
    name,
    pt: `falta, pois ${others} foi definida`,
    en: `missing, since ${others} is set`,
  }));
}

function describe(name: string, present: boolean, schema: z.core.$ZodType | undefined): Wrong {
  const expected = expectationOf(schema);
  return present
    ? { name, pt: `valor inválido; espera-se ${expected.pt}`, en: `wrong value; expected ${expected.en}` }
    : { name, pt: `falta; espera-se ${expected.pt}`, en: `missing; expected ${expected.en}` };
}

function renderList(wrong: Wrong[]): string {
  const width = Math.max(...wrong.map(({ name }) => name.length));
  const lines = (language: "pt" | "en") =>
    wrong.map((one) => `  - ${one.name.padEnd(width)}  ${one[language]}`);
  return [
    `Configuração incompleta ou inválida (${wrong.length}); o serviço não iniciou:`,
    ...lines("pt"),
    `Missing or wrong configuration (${wrong.length}); the service did not start:`,
    ...lines("en"),
    "",
  ].join("\n");
}
