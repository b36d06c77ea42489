import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleAll } from "@nova/local/bundle";
import { loadManifests, nodeFlags } from "@nova/topology";
import { readLocalSettings } from "../../../infra/local/src/stack/local-settings.ts";
import { serviceEnvironment } from "../../../infra/local/src/stack/service-environment.ts";
import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { median, spread } from "../statistics.ts";
import { measureStart, type Start } from "./measure-start.ts";

type Options = { rounds?: number; coldRounds?: number; servicesDir?: string; budgetMs?: number };
type Subject = { name: string; file: string; flags: string[]; cwd: string; env: Record<string, string> };

const ownServices = fileURLToPath(new URL("../../../services", import.meta.url));

const bareServer = `import { createServer } from "node:http";
process.on("SIGTERM", () => process.exit(0));
createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end('{"status":"ok"}');
}).listen(Number(process.env.PORT), "0.0.0.0");
`;

/**
 * Start-up of every bundled service, each alone in a folder and with the flags it is deployed with, against a bare server
 * started in the same rounds.
 */
export async function runColdStart(scratch: Scratch, options: Options = {}): Promise<Row[]> {
  const { rounds = 25, coldRounds = 11, servicesDir = ownServices, budgetMs = 90_000 } = options;
  const until = Date.now() + budgetMs;
  const bare = await bareSubject(scratch);
  const services = await bundledServices(scratch, servicesDir);
  const subjects = [bare, ...services];

  scratch.log("warming the compile caches");
  for (const subject of subjects) await start(scratch, subject, "warm");
  scratch.log(`${rounds} rounds with the compile cache, ${coldRounds} without`);
  const warm = await inRounds(subjects, { rounds, until: until - budgetMs / 3 }, (subject) =>
    start(scratch, subject, "warm"),
  );
  const cold = await inRounds(subjects, { rounds: coldRounds, until }, (subject) =>
    start(scratch, subject, "none"),
  );

  const busy = spread((warm.get(bare) ?? []).map(({ ms }) => ms));
  if (busy > 0.3)
    scratch.log(`the machine was busy: the bare server's times spread over ${Math.round(busy * 100)} %`);
  const middle = (runs: Map<Subject, Start[]>, subject: Subject, of: keyof Start) =>
    median((runs.get(subject) ?? []).map((run) => run[of]));
  return services.flatMap((service) => [
    toRow(`cold-start/${service.name}/ms`, "ms", middle(warm, service, "ms"), middle(warm, bare, "ms")),
    toRow(
      `cold-start/${service.name}/rss`,
      "MB",
      middle(warm, service, "rssMb"),
      middle(warm, bare, "rssMb"),
    ),
    toRow(
      `cold-start/${service.name}/ms-without-cache`,
      "ms",
      middle(cold, service, "ms"),
      middle(cold, bare, "ms"),
    ),
    toRow(
      `cold-start/${service.name}/rss-without-cache`,
      "MB",
      middle(cold, service, "rssMb"),
      middle(cold, bare, "rssMb"),
    ),
  ]);
}

/**
 * All subjects once per round, each round begun by another one: whatever else the machine does hits all alike. Fewer
 * rounds when time is up.
 */
async function inRounds(
  subjects: Subject[],
  { rounds, until }: { rounds: number; until: number },
  measure: (subject: Subject) => Promise<Start>,
): Promise<Map<Subject, Start[]>> {
  const runs = new Map<Subject, Start[]>(subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds && (round === 0 || Date.now() < until); round++) {
    const first = round % subjects.length;
    for (const subject of [...subjects.slice(first), ...subjects.slice(0, first)])
      runs.get(subject)?.push(await measure(subject));
  }
  return runs;
}

function start(
  { supervisor, folder, signal }: Scratch,
  subject: Subject,
  cache: "warm" | "none",
): Promise<Start> {
  const { file, flags, cwd, name } = subject;
  const env =
    cache === "warm"
      ? { ...subject.env, NODE_COMPILE_CACHE: join(folder, "compile-cache", name) }
      : subject.env;
  return measureStart({ file, flags, cwd, env, guard: supervisor.guard, signal });
}

async function bareSubject({ folder }: Scratch): Promise<Subject> {
  const cwd = join(folder, "alone", "bare");
  await mkdir(cwd, { recursive: true });
  await writeFile(join(cwd, "bare.mjs"), bareServer);
  return { name: "bare", file: "bare.mjs", flags: [], cwd, env: {} };
}

/** Each bundle in a folder with nothing else, and settings that are valid but lead nowhere: health asks no one. */
async function bundledServices({ folder, log }: Scratch, servicesDir: string): Promise<Subject[]> {
  log("bundling the services");
  const bundles = await bundleAll(servicesDir, join(folder, "bundles"));
  const settings = await readLocalSettings(join(folder, "settings.json"));
  const nowhere = "http://127.0.0.1:9";
  return Promise.all(
    loadManifests(servicesDir).map(async (manifest) => {
      const { name } = manifest;
      const bundle = bundles[name];
      if (!bundle) throw new Error(`${name} was not bundled`);
      const cwd = join(folder, "alone", name);
      await mkdir(cwd, { recursive: true });
      await cp(bundle, join(cwd, "service.mjs"));
      const addresses = {
        gateway: nowhere,
        broker: nowhere,
        sandbox: nowhere,
        services: { [name]: nowhere },
      };
      const { PORT: _, ...env } = serviceEnvironment(manifest, 0, { settings, addresses, own: {} });
      return { name, file: "service.mjs", flags: nodeFlags(manifest), cwd, env };
    }),
  );
}
