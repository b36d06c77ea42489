import type { Vault } from "@nova/credentials";
import type { Publisher } from "@nova/queue";
import type { NovaDatabase } from "@nova/supabase-client";

/** What operations work with; `main.ts` fills it. */
export type Ports = {
  database: NovaDatabase;
  publisher: Publisher;
  vault: Vault;
  now: () => Date;
};
