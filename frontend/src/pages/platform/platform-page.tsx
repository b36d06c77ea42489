import { useSearchParams } from "wouter";
import { usePlatformAct, usePlatformRead } from "../../api/use-platform.ts";
import { useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { useMe } from "../../tenant/tenant-context.ts";
import { PageHead } from "../../ui/surfaces.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { PauseSwitch } from "../senders/pause-switch.tsx";
import { ClientTable } from "./client-table.tsx";
import { FlagTable } from "./flag-table.tsx";
import { PlatformAudit } from "./platform-audit.tsx";

/** What whoever runs the platform sees: all tenants, the one switch for everything, what code asks of switches. */
export default function PlatformPage() {
  const { platform, shell } = useText();
  useTitle(platform.title);
  const { isPlatformAdmin } = useMe();
  const [search, setSearch] = useSearchParams();
  if (!isPlatformAdmin) return <PageHead title={shell.notFound} lead={shell.notFoundHint} />;
  return (
    <div className="stack-l">
      <PageHead title={platform.title} lead={platform.lead} />
      <GlobalSwitch />
      <Tabs
        value={search.get("tab") ?? "clients"}
        onChange={(tab) => setSearch(tab === "clients" ? {} : { tab }, { replace: true })}
        tabs={[
          { value: "clients", label: platform.clients, content: <ClientTable /> },
          { value: "flags", label: platform.flags, content: <FlagTable /> },
          { value: "audit", label: platform.audit, content: <PlatformAudit /> },
        ]}
      />
    </div>
  );
}

function GlobalSwitch() {
  const { platform, senders } = useText();
  const say = useToast();
  const { data } = usePlatformRead("listGlobalPauses", {}, { limit: 1 });
  const acts = {
    pause: usePlatformAct("pauseEverything", ["listGlobalPauses"]),
    resume: usePlatformAct("resumeEverything", ["listGlobalPauses"]),
  };
  return (
    <PauseSwitch
      words={platform.everything}
      stopped={data?.active[0]}
      isReady={data !== undefined}
      onSwitch={async (action, reason) => {
        await acts[action].mutateAsync({ params: {}, body: { reason } });
        say(senders.done);
      }}
    />
  );
}
