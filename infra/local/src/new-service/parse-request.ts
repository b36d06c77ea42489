import { parseArgs } from "node:util";

/** What `npm run new:service` was asked for. `topic` is undefined for a service that HTTP wakes. */
export type ServiceRequest = {
  name: string;
  topic: string | undefined;
  http: "public" | "internal" | undefined;
};

/** The request, or why it is none: sentences for people, all of them at once. */
export type ParsedRequest = { ok: true; value: ServiceRequest } | { ok: false; problems: string[] };

const form = /^[a-z]+(-[a-z]+)+$/;
const longestName = 49; // Cloud Run's limit

/** Reads the command line. `taken` are names that a service cannot have because a package has them. */
export function parseRequest(args: string[], taken: readonly string[]): ParsedRequest {
  let parsed: ReturnType<typeof parseOptions>;
  try {
    parsed = parseOptions(args);
  } catch (thrown) {
    return { ok: false, problems: [thrown instanceof Error ? thrown.message : String(thrown)] };
  }
  const [name = "", ...rest] = parsed.positionals;
  const { topic, http } = parsed.values;
  const problems = [
    name === "" && "Falta o nome do serviço: <domínio>-<ação>.",
    rest.length > 0 && `Nomes demais: ${rest.join(" ")}.`,
    name !== "" && !form.test(name) && `"${name}": use <domínio>-<ação> em minúsculas, como hotmart-sync.`,
    name.length > longestName &&
      `"${name}" tem ${name.length} letras; o Cloud Run aceita até ${longestName}.`,
    taken.includes(name) && `"${name}" já existe: escolha outro nome.`,
    topic !== undefined &&
      !form.test(topic) &&
      `--topic "${topic}": use <domínio>-<ação> em minúsculas, como hotmart-sync.`,
    /-(sub|dead)$/.test(topic ?? name) &&
      `"${topic ?? name}" termina como uma assinatura ou fila morta: escolha outro nome.`,
    topic !== undefined &&
      http !== undefined &&
      "Escolha --topic ou --http: um serviço tem uma única entrada.",
    http !== undefined &&
      http !== "public" &&
      http !== "internal" &&
      `--http "${http}": use public ou internal.`,
  ].filter((problem) => typeof problem === "string");
  if (problems.length > 0) return { ok: false, problems };
  if (http === "public" || http === "internal") return { ok: true, value: { name, topic: undefined, http } };
  return { ok: true, value: { name, topic: topic ?? name, http: undefined } };
}

function parseOptions(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: { topic: { type: "string" }, http: { type: "string" } },
  });
}
