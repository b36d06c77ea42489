import { useText } from "../../i18n/language.tsx";
import { BackLink } from "../../ui/back-link.tsx";

/** The way back to the list of campaigns. */
export function BackToCampaigns() {
  const text = useText();
  return <BackLink href="/campaigns">{text.campaigns.title}</BackLink>;
}
