import { resolve } from "node:path";
import { AppError } from "@nova/error-handler";
import { type Audience, simulateCampaign } from "@nova/pacing/simulate";
import { readContacts } from "../demo/read-contacts.ts";
import { describeSimulation } from "../simulate/describe-simulation.ts";
import { parseSimulation } from "../simulate/parse-simulation.ts";
import { simulationUsage } from "../simulate/texts.ts";
import { withoutRule } from "../simulate/without-rule.ts";

async function main(args: string[]): Promise<void> {
  if (args.includes("--help")) {
    process.stdout.write(`${simulationUsage}\n`);
    return;
  }
  const { input, contactsFile, json, locale } = parseSimulation(args, new Date());
  const asked = contactsFile === null ? input : { ...input, audience: await audienceOf(contactsFile) };
  const run = simulateCampaign(asked);
  if (json) {
    process.stdout.write(`${JSON.stringify(run, null, 2)}\n`);
    return;
  }
  const freer = run.decidedBy && withoutRule(asked.profile, run.decidedBy);
  const whatIf = freer
    ? simulateCampaign({ ...asked, profile: freer, assumptions: { retryShare: 0 } })
    : null;
  process.stdout.write(`${describeSimulation(run, asked, whatIf, locale)}\n`);
}

async function audienceOf(file: string): Promise<Audience> {
  // npm runs scripts in the project; the file is named from where the person stands.
  const { rows, refused, repeated } = await readContacts(resolve(process.env.INIT_CWD ?? ".", file));
  process.stderr.write(`${rows.length} contatos, ${repeated} repetidos, ${refused.length} recusados.\n`);
  if (rows.length === 0)
    throw new AppError("contacts.none", "Nenhum contato válido. / No valid contact.", { retry: "never" });
  return { inOrder: rows.map(({ phone }) => (phone.startsWith("55") ? phone.slice(2, 4) : null)) };
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  const known = thrown instanceof AppError;
  process.stderr.write(
    `${known ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown)}\n`,
  );
  process.exitCode = 1;
});
