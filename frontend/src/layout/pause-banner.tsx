import { PauseCircle } from "lucide-react";
import { Link } from "wouter";
import { useRead } from "../api/use-api.ts";
import { useText } from "../i18n/language.tsx";
import { useTenant } from "../tenant/tenant-context.ts";

const pauseCheckMs = 60_000;

/** Over every page while nothing is sent: a campaign that stands still must not be a riddle. */
export function PauseBanner() {
  const text = useText();
  const { status } = useTenant();
  const { data } = useRead("listPauses", { query: { limit: 1 }, everyMs: pauseCheckMs });
  const pause =
    data?.active.find(({ scope }) => scope === "global") ??
    data?.active.find(({ scope }) => scope === "client");
  if (status === "suspended")
    return (
      <div className="banner" role="status">
        <PauseCircle aria-hidden="true" />
        <p>{text.shell.paused.suspended}</p>
      </div>
    );
  if (!pause) return null;
  return (
    <div className="banner" role="status">
      <PauseCircle aria-hidden="true" />
      <p className="grow">
        <strong>{pause.scope === "global" ? text.shell.paused.global : text.shell.paused.client}</strong>{" "}
        {text.shell.paused.why(pause.reason)}
      </p>
      <Link href="/senders">{text.shell.paused.manage}</Link>
    </div>
  );
}
