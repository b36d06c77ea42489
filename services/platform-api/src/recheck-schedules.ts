import { attempt, toAppError } from "@nova/error-handler";
import { assertMayStart } from "./assert-may-start.ts";
import type { Ports } from "./ports.ts";

const reasons: Record<string, string> = {
  "campaign.texts-too-alike": "para tantas pessoas os textos são parecidos demais para um número pareado",
  "campaign.message-has-errors": "a mensagem tem erros com os dados de quem entrou",
};

/**
 * A list has grown: what was scheduled to fewer people is judged again, and taken off its schedule if it may not go out to
 * all of them. People are told; what could not be looked at stays as it was.
 */
export async function recheckSchedules(
  ports: Pick<Ports, "database" | "notify" | "linkTo">,
  about: { actor: string; clientId: string },
  listId: string | null,
): Promise<void> {
  const { actor, clientId } = about;
  const { platformCampaigns } = ports.database;
  for (let after: string | undefined, isMore = listId !== null; isMore; ) {
    const asked = { status: "scheduled", after, limit: 100 };
    const page = await attempt(() => platformCampaigns.list(actor, clientId, asked));
    if (!page.ok) return;
    for (const campaign of page.value.items) {
      if (campaign.listId !== listId) continue;
      const judged = await attempt(() => assertMayStart(ports, about, campaign.id));
      const reason = judged.ok ? undefined : reasons[toAppError(judged.error).code];
      if (reason) await takeBack(campaign, reason);
    }
    after = page.value.next ?? undefined;
    isMore = after !== undefined;
  }

  async function takeBack({ id, name }: { id: string; name: string }, reason: string): Promise<void> {
    const taken = await attempt(() => platformCampaigns.unschedule(actor, clientId, id));
    if (!taken.ok) return; // it has begun meanwhile, or somebody was quicker
    await ports.notify({
      level: "warning",
      key: `campaign-unscheduled:${id}`,
      title: `Agendamento desfeito: ${name}`,
      message: `A lista cresceu, e ${reason}. A campanha voltou a ser rascunho: corrija e agende de novo.`,
      fields: [{ name: "Campanha", value: id }],
      ...linkOf(id),
    });
  }

  function linkOf(id: string): { url?: string } {
    const url = ports.linkTo(`/campaigns/${id}`);
    return url === undefined ? {} : { url };
  }
}
