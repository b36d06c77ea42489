import type { Vault } from "@nova/credentials";
import type { Alert } from "@nova/notify";
import type { Publisher } from "@nova/queue";
import type { NovaDatabase } from "@nova/supabase-client";
import type { MetaTemplate } from "@nova/whatsapp/meta";

/** What operations work with; `main.ts` fills it. */
export type Ports = {
  database: NovaDatabase;
  publisher: Publisher;
  vault: Vault;
  /** Every template of a Meta account; a failure is classified like a send's. */
  listTemplates: (account: { wabaId: string; accessToken: string }) => Promise<MetaTemplate[]>;
  notify: (alert: Alert) => Promise<void>;
  linkTo: (path: string) => string | undefined;
  now: () => Date;
};
