import { Compass } from "lucide-react";
import { useText } from "../i18n/language.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Empty } from "../ui/surfaces.tsx";

/** For addresses that lead nowhere. */
export function NotFound() {
  const text = useText();
  return (
    <Empty
      icon={Compass}
      title={text.shell.notFound}
      action={<ButtonLink href="/campaigns">{text.shell.toCampaigns}</ButtonLink>}
    >
      {text.shell.notFoundHint}
    </Empty>
  );
}
