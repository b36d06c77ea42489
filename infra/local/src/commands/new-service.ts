import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createService } from "../new-service/create-service.ts";
import { parseRequest } from "../new-service/parse-request.ts";
import { runToEnd } from "../processes/run-to-end.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const usage = "Uso: npm run new:service -- <domínio>-<ação> [--topic <tópico> | --http public|internal]";
const toolMs = 5 * 60_000;

const taken = ["services", "modules"].flatMap((folder) => readdirSync(join(root, folder)));
const request = parseRequest(process.argv.slice(2), taken);
if (!request.ok) fail([...request.problems, usage]);
else
  await create(request.value).catch((thrown) =>
    fail([thrown instanceof Error ? thrown.message : String(thrown)]),
  );

async function create(wanted: Extract<typeof request, { ok: true }>["value"]): Promise<void> {
  const { name, topic } = wanted;
  const { files, hasPublisher } = await createService(root, wanted);
  const typescript = files.filter((file) => /\.(ts|json)$/.test(file));
  const biome = join(root, "node_modules", ".bin", "biome");
  await runToEnd(biome, ["check", "--write", ...typescript], { cwd: root, timeoutMs: toolMs, capture: true });
  const linked = await link();

  console.log(`Serviço ${name} criado:`);
  for (const file of files) console.log(`  ${file}`);
  if (!linked) console.log("\nAs dependências não foram ligadas: rode `pnpm install` com acesso à internet.");
  console.log("\nPróximos passos:");
  const steps = [
    `Descreva o serviço em uma frase: "purpose" em services/${name}/service.json.`,
    ...(topic ? [`Diga o que a fila leva: modules/queue/src (contrato de ${topic}).`] : []),
    ...(hasPublisher
      ? []
      : [`Faça um serviço publicar em ${topic}: sem isso o check falha, pois nada acordaria este.`]),
    `Escreva a decisão e o trabalho: services/${name}/src. O README de lá diz por onde começar.`,
    "Confira: npm run check && npm test. Veja rodando: npm start.",
  ];
  for (const [index, step] of steps.entries()) console.log(`  ${index + 1}. ${step}`);
}

/** A new package is known to the workspace, and to the lockfile, only after an install; nothing has to be downloaded. */
async function link(): Promise<boolean> {
  const own = join(root, ".local", "toolchain", "node_modules", "pnpm", "bin", "pnpm.mjs");
  const flags = ["install", "--offline", "--no-frozen-lockfile", "--config.confirm-modules-purge=false"];
  const [command, args] = existsSync(own) ? [process.execPath, [own, ...flags]] : ["pnpm", flags];
  const env = { ...process.env, NODE_ENV: "development" };
  const { code } = await runToEnd(command, args, { cwd: root, env, timeoutMs: toolMs, capture: true });
  return code === 0;
}

function fail(problems: string[]): void {
  for (const problem of problems) console.error(problem);
  process.exitCode = 2;
}
