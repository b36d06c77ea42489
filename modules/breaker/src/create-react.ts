import type { Alert, LinkTo } from "./announce-verdict.ts";

/** A provider's refusal, in an answer or in a failed status: its code, what it means, and what the table of codes demands. */
export type Failure = { code: string; message: string; action?: unknown; wholeAccount?: unknown };

/** Whose message it was. `address` is given where the contact's word is still to be recorded. */
export type Blamed = {
  sendId: string;
  clientId: string;
  senderId: string;
  campaignId: string | null;
  address?: { kind: "phone" | "bsuid" | "lid"; value: string };
};
type Stop = {
  senderId: string;
  status: "disconnected" | "quarantined";
  reason: string;
  wholeAccount: boolean;
  sendId: string;
};
type Ports = {
  /** How many numbers that stopped; 0 when they had been already, or when a person reactivated them after that send. */
  stopSender: (stop: Stop) => Promise<number>;
  /** True for the one caller who paused it. */
  trip: (request: { scope: "campaign"; id: string; reason: string; sendId: string }) => Promise<boolean>;
  recordOptOut: (
    clientId: string,
    address: NonNullable<Blamed["address"]>,
    source: string,
  ) => Promise<unknown>;
  notify: (alert: Alert) => Promise<void>;
  linkTo: LinkTo;
};

/** Does what a provider's error demands beyond the one message, and tells people once per event, never once per message. */
export function createReact({ stopSender, trip, recordOptOut, notify, linkTo }: Ports) {
  return async function react(failure: Failure, blamed: Blamed): Promise<void> {
    const { clientId, campaignId, address, sendId } = blamed;
    if (failure.action === "opt-out" && address) await recordOptOut(clientId, address, failure.code);
    else if (failure.action === "pause-sender") await stop(failure, blamed);
    else if (failure.action === "pause-campaign" && campaignId) {
      const isMine = await trip({ scope: "campaign", id: campaignId, reason: failure.code, sendId });
      if (isMine) await notify(announcePause(failure, campaignId));
    }
  };

  async function stop(failure: Failure, { senderId, sendId }: Blamed): Promise<void> {
    // A phone that lost its connection goes on by itself when the provider says that it is back.
    const isBackByItself = failure.code.endsWith(".instance_disconnected");
    const status = isBackByItself ? "disconnected" : "quarantined";
    const wholeAccount = failure.wholeAccount === true;
    const stopped = await stopSender({ senderId, status, reason: failure.code, wholeAccount, sendId });
    if (stopped === 0) return;
    const others = stopped > 1 ? ` Outros ${stopped - 1} número(s) da mesma conta pararam junto.` : "";
    await notify({
      level: "error",
      key: `sender-${status}:${senderId}`,
      title: isBackByItself ? "Número desconectado" : "Remetente parado",
      message: `${failure.message} Nada mais sai por ele até ${isBackByItself ? "ser conectado outra vez" : "alguém reativá-lo"}.${others}`,
      fields: [
        { name: "Remetente", value: senderId },
        { name: "Código", value: failure.code },
      ],
      ...link(`/senders/${senderId}`),
    });
  }

  function announcePause(failure: Failure, campaignId: string): Alert {
    return {
      level: "error",
      key: `campaign-paused:${campaignId}`,
      title: "Campanha pausada",
      message: `${failure.message} Corrija e retome a campanha.`,
      fields: [
        { name: "Campanha", value: campaignId },
        { name: "Código", value: failure.code },
      ],
      ...link(`/campaigns/${campaignId}`),
    };
  }

  function link(path: string): { url?: string } {
    const url = linkTo(path);
    return url === undefined ? {} : { url };
  }
}

export type React = ReturnType<typeof createReact>;
