import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { AppError } from "@nova/error-handler";
import { createPublisher } from "@nova/queue/publisher";
import { createDatabase } from "@nova/supabase-client";
import { findMissingVariables } from "@nova/whatsapp";
import { describeCampaign, isAllDone } from "../demo/describe-campaign.ts";
import { createExplainWaiting } from "../demo/explain-waiting.ts";
import { readContacts } from "../demo/read-contacts.ts";
import { runCampaign } from "../demo/run-campaign.ts";
import { takeRunLock } from "../lock.ts";
import { findRunningStack, type RunningStack } from "../stack/find-running-stack.ts";
import { chosenDatabase } from "../stack/read-own-environment.ts";
import { createRows } from "../stack/read-rows.ts";
import { location, projectId, tasksQueue } from "../stack/stack-addresses.ts";
import { root, startStack } from "../stack/start-stack.ts";

const usage = `Uso: npm run campaign -- contatos.csv --message "Olá {{name}}" [--name "Nome"] [--qr]

  contatos.csv   cabeçalho com a coluna telefone (ou phone, celular, whatsapp) e, se houver, nome
  --message      o texto; {{nome_da_coluna}}, {{coluna|se vazio}} e variações {a|b}
  --qr           envia pelo aparelho por QR (20 por hora, 08:00–20:00) em vez do número oficial

Usage: a CSV with a phone column and a --message; every column is a variable.`;

const stateDir = join(root, ".local");
const say = (text: string) => void process.stdout.write(`${text}\n`);

async function main(): Promise<number> {
  const { file, message, name, qr } = readArguments();
  // npm runs scripts in the project; the file is named from where the person stands.
  const contacts = await readContacts(resolve(process.env.INIT_CWD ?? ".", file));
  say(
    `${contacts.rows.length} contatos, ${contacts.repeated} repetidos, ${contacts.refused.length} recusados.`,
  );
  for (const { line, reason } of contacts.refused.slice(0, 10)) say(`  linha ${line}: ${reason}`);
  if (contacts.refused.length > 10) say(`  … e mais ${contacts.refused.length - 10}`);
  if (contacts.rows.length === 0)
    throw new AppError("contacts.none", "Nenhum contato válido. / No valid contact.", { retry: "never" });
  const incomplete = contacts.rows.filter(
    ({ name: person, variables }) =>
      findMissingVariables(message, { ...variables, ...(person && { name: person }) }).length > 0,
  );
  if (incomplete.length > 0) {
    const [first] = incomplete;
    const missing = findMissingVariables(message, {
      ...first?.variables,
      ...(first?.name && { name: first.name }),
    });
    throw new AppError(
      "campaign.missing_variables",
      `Falta ${missing.map((variable) => `{{${variable}}}`).join(", ")} em ${incomplete.length} contatos. Complete o CSV ou dê um valor padrão: {{${missing[0]}|cliente}}.\n` +
        `A variable is missing for ${incomplete.length} contacts: complete the CSV or give a fallback, {{${missing[0]}|friend}}.`,
      { retry: "never" },
    );
  }

  const running = (await findRunningStack(stateDir)) ?? (await startOwn());
  try {
    const { addresses, settings } = running;
    const database = createDatabase({
      url: addresses.gateway,
      serviceKey: settings.serviceKey,
      timeoutMs: 60_000,
    });
    const publisher = createPublisher({
      projectId,
      source: "campaign-command",
      pubsubUrl: addresses.broker,
      tasksUrl: addresses.broker,
      tasksQueue,
      location,
    });
    const rows = createRows({ url: addresses.gateway, serviceKey: settings.serviceKey });
    const { summary, seconds, waiting } = await runCampaign(
      {
        clientId: settings.clientId,
        senderId: qr ? settings.evolutionSenderId : settings.metaSenderId,
        name,
        template: { kind: "text", name: `texto ${Date.now()}`, body: message },
        contacts: contacts.rows,
      },
      {
        database,
        publisher,
        explainWaiting: createExplainWaiting({ rows, sends: database.sends }),
        onStart: (id) => say(`Acompanhe em ${addresses.panel}/campaigns/${id}`),
      },
    );
    say(describeCampaign(summary, seconds, waiting));
    say(`Veja os celulares em ${addresses.sandbox}`);
    return isAllDone(summary, waiting) ? 0 : 1;
  } finally {
    await running.stop();
  }
}

function readArguments(): { file: string; message: string; name: string; qr: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        message: { type: "string" },
        name: { type: "string" },
        qr: { type: "boolean", default: false },
      },
    });
    const [file] = positionals;
    const { message, name = "Minha campanha", qr } = values;
    if (file === undefined || positionals.length > 1 || !message?.trim()) throw new Error("arguments");
    return { file, message, name, qr };
  } catch (cause) {
    throw new AppError("campaign.usage", usage, { retry: "never", cause });
  }
}

/** No stack is running: this command brings one up and takes it down again. */
async function startOwn(): Promise<RunningStack> {
  const lock = await takeRunLock(stateDir);
  say("Subindo a pilha local… / Starting the local stack…");
  const databaseUrl = await chosenDatabase(root);
  const stack = await startStack({ stateDir, databaseUrl, log: (line) => say(`  ${line}`) });
  const stop = async () => {
    await stack.stop();
    lock.release();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stop().then(() => process.exit(130)));
  return { addresses: stack.addresses, settings: stack.settings, stop };
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    const known = thrown instanceof AppError && !thrown.code.startsWith("database.");
    process.stderr.write(
      `${known ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown)}\n`,
    );
    process.exit(1);
  },
);
