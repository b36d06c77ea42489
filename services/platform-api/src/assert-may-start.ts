import { AppError } from "@nova/error-handler";
import type { CampaignMessage, VariantTest } from "@nova/supabase-client";
import { checkCampaign, type Judged } from "./check-campaign.ts";
import type { Ports } from "./ports.ts";

type About = { actor: string; clientId: string };
/** What is about to be changed of what is judged. */
type Change = {
  senderId?: string | undefined;
  listId?: string | undefined;
  message?: CampaignMessage | undefined;
  variants?: VariantTest | null | undefined;
};

/** Refuses to start what must not go out so: mistakes in the text, and near-identical texts from a paired phone. */
export async function assertMayStart(ports: Pick<Ports, "database">, about: About, campaignId: string) {
  const { actor, clientId } = about;
  const campaign = await ports.database.platformCampaigns.read(actor, clientId, campaignId);
  if (campaign.status !== "draft" && campaign.status !== "scheduled") return; // SQL says what it is
  await assertGoesOut(ports, about, campaign);
}

/** Refuses a change that a campaign with a schedule could not start with: at its hour nobody looks at the text again. */
export async function assertStaysStartable(
  ports: Pick<Ports, "database">,
  about: About,
  campaignId: string,
  { senderId, listId, message, variants }: Change,
) {
  if (!senderId && !listId && !message && variants === undefined) return;
  const { actor, clientId } = about;
  const campaign = await ports.database.platformCampaigns.read(actor, clientId, campaignId);
  if (campaign.status !== "scheduled") return;
  await assertGoesOut(ports, about, {
    ...campaign,
    ...((senderId || listId) && { id: undefined }),
    ...(senderId && { senderId }),
    ...(listId && { listId }),
    ...(message && { message }),
    ...(variants !== undefined && { variants }),
  });
}

async function assertGoesOut(ports: Pick<Ports, "database">, about: About, campaign: Judged) {
  const { problems, variety } = (await checkCampaign(ports, about, campaign)).checked;
  const wrong = problems
    .filter(({ code }) => code !== "window-never-meets") // SQL has a word of its own for that
    .filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
  if (wrong.length > 0)
    throw new AppError("campaign.message-has-errors", "the message has mistakes", {
      retry: "never",
      context: { hint: wrong.join(",") },
    });
  if (variety && !variety.isEnough)
    throw new AppError("campaign.texts-too-alike", "near-identical texts from a paired phone", {
      retry: "never",
    });
}
