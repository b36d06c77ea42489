import type { AppError } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import type { Granted, Senders, Webhooks } from "@nova/supabase-client";

type Ports = {
  senders: Pick<Senders, "pause" | "setStatus">;
  webhooks: Pick<Webhooks, "recordOptOut">;
  notify: (alert: Alert) => Promise<void>;
  linkTo: (path: string) => string | undefined;
};

const aliases = { phone: "phone", userId: "bsuid", jid: "lid" } as const;

/** Does what a provider's error demands beyond this one send, and tells people once per sender or campaign. */
export function createReact({ senders, webhooks, notify, linkTo }: Ports) {
  return async function react(error: AppError, { send, sender }: Granted): Promise<void> {
    const { clientId, campaignId } = send;
    const { action } = error.context;
    if (action === "opt-out") {
      await webhooks.recordOptOut(clientId, { kind: aliases[send.toKind], value: send.toValue }, error.code);
    } else if (action === "pause-sender") {
      // A phone that lost its connection goes on by itself when the provider says that it is back.
      const isBackByItself = error.code.endsWith(".instance_disconnected");
      const status = isBackByItself ? "disconnected" : "quarantined";
      if (!(await senders.setStatus(sender.id, status, error.code))) return;
      await notify({
        level: "error",
        key: `sender-${status}:${sender.id}`,
        title: isBackByItself ? "Número desconectado" : "Remetente parado",
        message: `${error.message} Nada mais sai por ele até ${isBackByItself ? "ser conectado outra vez" : "alguém reativá-lo"}.`,
        fields: [
          { name: "Remetente", value: sender.id },
          { name: "Código", value: error.code },
        ],
        url: linkTo(`/senders/${sender.id}`),
      });
    } else if (action === "pause-campaign" && campaignId) {
      await senders.pause({
        scope: "campaign",
        clientId,
        campaignId,
        action: "pause",
        reason: error.code,
        source: "sistema",
      });
      await notify({
        level: "error",
        key: `campaign-paused:${campaignId}`,
        title: "Campanha pausada",
        message: `${error.message} Corrija e retome a campanha.`,
        fields: [
          { name: "Campanha", value: campaignId },
          { name: "Código", value: error.code },
        ],
        url: linkTo(`/campaigns/${campaignId}`),
      });
    }
  };
}
