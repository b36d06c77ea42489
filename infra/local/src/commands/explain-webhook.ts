import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { AppError, attempt } from "@nova/error-handler";
import { type InboundProvider, inboundProviders } from "@nova/whatsapp";
import { explainWebhook } from "@nova/whatsapp/inbound";

const usage = `Uso: npm run -s explain:webhook -- <provedor> <arquivo>
Mostra, em JSON, o que o corpo de um webhook se torna. Nada é guardado nem enviado.
provedor: ${inboundProviders.join(", ")} · arquivo: o corpo como veio, ou "-" para a entrada padrão

Usage: npm run -s explain:webhook -- <provider> <file>
Prints what a webhook's body becomes, as JSON. Nothing is stored or sent.
`;

async function main(args: string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  const [name = "", file, ...rest] = args;
  if (file === undefined || rest.length > 0) {
    throw refusal("explain.usage", `Diga um provedor e um arquivo. / One provider, one file.\n\n${usage}`);
  }
  const provider = providerOf(name);
  const explained = explainWebhook(provider, await bodyOf(file), new Date());
  process.stdout.write(`${JSON.stringify(explained, null, 2)}\n`);
}

function providerOf(name: string): InboundProvider {
  const known = inboundProviders.find((provider) => provider === name.toLowerCase());
  if (known) return known;
  const names = inboundProviders.join(", ");
  throw refusal("explain.provider", `Provedor "${name}" desconhecido. / Unknown provider. (${names})`);
}

async function bodyOf(file: string): Promise<string> {
  // npm runs scripts in the project; the file is named from where the person stands.
  const path = file === "-" ? "/dev/stdin" : resolve(process.env.INIT_CWD ?? ".", file);
  const read = await attempt(() => readFile(path, "utf8"));
  if (read.ok) return read.value;
  throw refusal(
    "explain.file",
    `Não foi possível ler "${file}". / Cannot read the file. (${read.error.message})`,
  );
}

function refusal(code: string, message: string): AppError {
  return new AppError(code, message, { retry: "never" });
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  const known = thrown instanceof AppError;
  process.stderr.write(
    `${known ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown)}\n`,
  );
  process.exitCode = 1;
});
