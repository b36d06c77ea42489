import { createHmac, randomUUID } from "node:crypto";
import type { Database } from "./start-database.ts";

export type Person = { clientId: string; userId: string; token: string };

/** A tenant's owners, each with an access token for an hour. */
export async function makePeople({ client, database, settings }: Database, count: number): Promise<Person[]> {
  const clientId = randomUUID();
  await database.senders.saveClient(clientId, `bench-${clientId.slice(0, 8)}`, "Bench");
  const userIds = Array.from({ length: count }, () => randomUUID());
  await client.query("insert into public.members select $1, u, 'owner' from unnest($2::uuid[]) u", [
    clientId,
    userIds,
  ]);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  return userIds.map((userId) => {
    const claims = { sub: userId, role: "authenticated", aud: "authenticated", exp };
    const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    const signature = createHmac("sha256", settings.jwtSecret).update(signed).digest("base64url");
    return { clientId, userId, token: `${signed}.${signature}` };
  });
}
