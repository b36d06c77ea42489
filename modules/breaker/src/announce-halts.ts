import type { Alert, LinkTo } from "./announce-verdict.ts";

/** A campaign that stands still because its template may not be sent; `status` is what the template is now. */
export type HaltedCampaign = { campaignId: string; name: string; template: string; status: string };

const words: Record<string, string> = {
  paused: "A Meta pausou o modelo dela por baixa qualidade.",
  disabled: "O modelo dela foi desativado ou apagado na Meta.",
  rejected: "A Meta recusou o modelo dela.",
};

/** What people are told of campaigns that a template stopped: each once, and that it waits for them. Pure. */
export function announceHalts(halted: readonly HaltedCampaign[], linkTo: LinkTo): Alert[] {
  return halted.map(({ campaignId, name, template, status }) => {
    const url = linkTo(`/campaigns/${campaignId}`);
    return {
      level: "error",
      key: `campaign-halted:${campaignId}`,
      title: "Campanha parada pelo modelo",
      message: `${words[status] ?? "O modelo dela não pode ser enviado agora."} Ela só continua quando o modelo for aprovado e alguém a retomar.`,
      fields: [
        { name: "Campanha", value: name },
        { name: "Modelo", value: template },
      ],
      ...(url && { url }),
    };
  });
}
