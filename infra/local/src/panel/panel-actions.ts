import { AppError } from "@nova/error-handler";
import type { NovaDatabase } from "@nova/supabase-client";
import * as z from "zod";
import type { Rows } from "../stack/read-rows.ts";
import type { PanelReader } from "./read-panel.ts";

type Ports = {
  reader: Pick<PanelReader, "findCampaign" | "findSender">;
  database: Pick<NovaDatabase, "senders" | "campaigns">;
  rows: Pick<Rows, "call">;
  /** Plans at once instead of at the next minute's round. */
  wakePlanner: () => Promise<void>;
};
/** `unknown`: no such thing or no such action. `refused`: its state does not allow it. */
export type ActionResult = "done" | "refused" | "unknown";

const scopes = z.enum(["global", "client", "sender", "campaign"]);
const actor = "painel local";
const reason = "pelo painel local";

/** What a person may do from the pages: each is one SQL function. */
export function createPanelActions({ reader, database, rows, wakePlanner }: Ports) {
  const { senders, campaigns } = database;
  type Subject = { clientId: string; senderId: string; campaignId?: string };

  function change(action: "pause" | "resume", wanted: z.infer<typeof scopes>, subject: Subject) {
    const { clientId, senderId, campaignId } = subject;
    const said = { action, reason, source: "manual", actor } as const;
    if (wanted === "campaign" && campaignId)
      return senders.pause({ scope: "campaign", clientId, campaignId, ...said });
    if (wanted === "sender") return senders.pause({ scope: "sender", clientId, senderId, ...said });
    return senders.pause(
      wanted === "client" ? { scope: "client", clientId, ...said } : { scope: "global", ...said },
    );
  }

  async function onCampaign(id: string, action: string, form: URLSearchParams): Promise<ActionResult> {
    const campaign = await reader.findCampaign(id);
    if (!campaign) return "unknown";
    const { client_id: clientId, sender_id: senderId } = campaign;
    const subject = { clientId, senderId, campaignId: id };
    if (action === "pause") await change("pause", "campaign", subject);
    else if (action === "cancel") await campaigns.cancel(clientId, id, reason);
    else if (action === "resume")
      await change("resume", scopes.catch("campaign").parse(form.get("scope")), subject);
    else if (action === "restart")
      await rows.call("resume_campaign", { p_client_id: clientId, p_campaign_id: id, p_actor: actor });
    else return "unknown";
    if (action === "resume" || action === "restart") await wakePlanner();
    return "done";
  }

  async function onSender(id: string, action: string, form: URLSearchParams): Promise<ActionResult> {
    const sender = await reader.findSender(id);
    if (!sender) return "unknown";
    const subject = { clientId: sender.client_id, senderId: id };
    if (action === "pause") await change("pause", "sender", subject);
    else if (action === "resume")
      await change("resume", scopes.exclude(["campaign"]).catch("sender").parse(form.get("scope")), subject);
    else if (action === "activate") await senders.setStatus(id, "active", reason);
    else return "unknown";
    if (action !== "pause") await wakePlanner();
    return "done";
  }

  return async function act(
    kind: string,
    id: string,
    action: string,
    form: URLSearchParams,
  ): Promise<ActionResult> {
    try {
      return await (kind === "campaigns" ? onCampaign(id, action, form) : onSender(id, action, form));
    } catch (error) {
      if (error instanceof AppError && error.code.startsWith("database.nv4")) return "refused";
      throw error;
    }
  };
}
