import { join } from "node:path";
import { bootstrapSupabase, loadSeed, MigrationError, migrate } from "@nova/database";
import { AppError } from "@nova/error-handler";

type Given = { databaseUrl: string; root: string; isChosen: boolean };

/** Brings the database to what this code needs. A refusal says what a person can do about it. */
export async function prepareDatabase({ databaseUrl, root, isChosen }: Given): Promise<void> {
  await bootstrapSupabase({ databaseUrl }).catch((thrown: unknown) =>
    refuse(thrown, isChosen ? notUsable : ""),
  );
  // A message of ours without an SQLSTATE is about the past of this database, not about this run.
  await migrate({ databaseUrl }).catch((thrown: unknown) =>
    refuse(thrown, isChosen ? otherPast : oldLocalData),
  );
  await loadSeed({ databaseUrl, file: join(root, "database", "seed", "flags.sql") });
}

const notUsable = `DATABASE_URL (no ambiente ou no .env) precisa apontar para um PostgreSQL comum e acessível, nunca para um projeto Supabase: a pilha local cria papéis e dados de demonstração nele. Sem DATABASE_URL, usa-se o banco embutido.
DATABASE_URL (environment or .env) must lead to a plain PostgreSQL that can be reached, never to a Supabase project: the local stack makes roles and demo data in it. Without DATABASE_URL the embedded database is used.`;
const otherPast = `O banco de DATABASE_URL foi criado por outra versão deste código. Use um banco novo e vazio, ou tire DATABASE_URL.
The database of DATABASE_URL was made by another version of this code. Use a new, empty one, or take DATABASE_URL away.`;
const oldLocalData = `Os dados locais são de outra versão deste código. Apagar a pasta .local/postgres recomeça do zero (perde só os dados locais).
The local data was made by another version of this code. Deleting the folder .local/postgres starts afresh (only local data is lost).`;

function refuse(thrown: unknown, advice: string): never {
  if (!(thrown instanceof MigrationError)) throw thrown;
  const text = thrown.sqlState === undefined && advice ? `${thrown.message}\n\n${advice}` : thrown.message;
  throw new AppError("local.database", text, { retry: "never", cause: thrown });
}
