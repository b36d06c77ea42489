import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { generateTypes } from "./generate-types.ts";
import { makePlatformAdmin } from "./make-platform-admin.ts";
import { databaseRoot, migrate } from "./migrate.ts";
import { MigrationError } from "./migration-error.ts";
import { migrationStatus } from "./migration-status.ts";

const usage =
  "Usage: DATABASE_URL=postgresql://… npm run migrate [-- --status | --types | --platform-admin <e-mail>]";

async function main(): Promise<void> {
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({
    options: { status: flag, types: flag, help: flag, "platform-admin": { type: "string" } },
  });
  if (values.help) return console.log(usage);
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new MigrationError(`DATABASE_URL is not set. ${usage}`);
  if (values.status) {
    for (const { name, state, appliedAt } of await migrationStatus({ databaseUrl })) {
      console.log(`${state.padEnd(8)} ${appliedAt?.toISOString() ?? "-".padEnd(24)} ${name}`);
    }
    return;
  }
  const email = values["platform-admin"];
  if (email !== undefined) return console.log(await makePlatformAdmin(databaseUrl, email));
  const { migrations, repeatables } = await migrate({ databaseUrl, log: console.log });
  const total = migrations.length + repeatables.length;
  console.log(total === 0 ? "The database is up to date." : `${total} file(s) applied.`);
  if (values.types) {
    const file = join(databaseRoot, "types", "database.ts");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await generateTypes({ databaseUrl }));
    console.log(`written: ${file}`);
  }
}

main().catch((error) => {
  console.error(
    error instanceof MigrationError || error?.code?.startsWith("ERR_PARSE_ARGS") ? error.message : error,
  );
  process.exitCode = 1;
});
