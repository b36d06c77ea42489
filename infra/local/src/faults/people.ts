import type { Stage } from "./stage.ts";

/** Somebody looks at what was stopped and lets it go on: the sender, the campaign. */
export async function letGoOn({ stack, senderId, campaignId }: Stage): Promise<void> {
  const { clientId } = stack.settings;
  const { rows } = await stack.pool.query<{ scope: string }>(
    `select 'status' as scope from public.client_providers where id = $1 and status = 'quarantined'
     union all
     select split_part(scope_key, ':', 1) from public.active_pauses where scope_key in ('sender:' || $1, 'campaign:' || $2)`,
    [senderId, campaignId],
  );
  const word = { clientId, action: "resume", reason: "corrigido", source: "manual" } as const;
  for (const { scope } of rows) {
    if (scope === "status") await stack.database.senders.setStatus(senderId, "active", "reativado");
    if (scope === "sender") await stack.database.senders.pause({ scope, senderId, ...word });
    if (scope === "campaign") await stack.database.senders.pause({ scope, campaignId, ...word });
  }
}
