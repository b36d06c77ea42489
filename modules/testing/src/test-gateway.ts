import { randomBytes } from "node:crypto";

/** Supabase's API in front of a test database, with keys of its own. */
export async function startTestGateway(databaseUrl: string) {
  const { startGateway } = await import("@nova/local/gateway"); // most test files do without
  const key = () => randomBytes(32).toString("base64url");
  const keys = { anonKey: key(), serviceKey: key(), jwtSecret: key() };
  const { url, close } = await startGateway({ databaseUrl, port: 0, keys });
  return { url, close, ...keys };
}
