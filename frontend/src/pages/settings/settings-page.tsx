import { useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { PageHead } from "../../ui/surfaces.tsx";
import { GeneralCard } from "./general-card.tsx";
import { MembersCard } from "./members-card.tsx";
import { SenderCredentialsCard } from "./sender-credentials-card.tsx";

/** What a tenant sets for itself, and who belongs to it. */
export default function SettingsPage() {
  const text = useText();
  useTitle(text.settings.title);
  return (
    <div className="stack-l">
      <PageHead title={text.settings.title} />
      <GeneralCard />
      <MembersCard />
      <SenderCredentialsCard />
    </div>
  );
}
