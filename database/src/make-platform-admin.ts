import { withDatabase } from "./connect.ts";
import { MigrationError } from "./migration-error.ts";

/** Names the account that runs the platform, by its confirmed address; says what came of it. Safe to repeat. */
export async function makePlatformAdmin(databaseUrl: string, email: string): Promise<string> {
  return withDatabase(databaseUrl, async (client) => {
    try {
      await client.query("select public.make_platform_admin($1)", [email]);
      return `${email} runs the platform now.`;
    } catch (cause) {
      const isUnknown = cause instanceof Error && "code" in cause && cause.code === "NV404";
      if (!isUnknown) throw cause;
      throw new MigrationError(`There is no account with the confirmed address ${email}: sign up first.`, {
        cause,
      });
    }
  });
}
