import { useAct, useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { useToast } from "../../ui/toasts.tsx";
import { PauseSwitch } from "./pause-switch.tsx";

const changes = ["listPauses", "listSenders", "listSenderLimits", "listCampaigns", "readCampaign"] as const;

/** One switch for all that a tenant sends. */
export function TenantSwitchCard() {
  const { senders } = useText();
  const say = useToast();
  const { mayWrite } = useTenant();
  const { data } = useRead("listPauses", { query: { limit: 1 } });
  const acts = { pause: useAct("pauseClient", changes), resume: useAct("resumeClient", changes) };
  return (
    <PauseSwitch
      words={{
        title: senders.tenantSwitch,
        pauseTitle: senders.tenantPauseTitle,
        pauseText: senders.tenantPauseText,
        resumeTitle: senders.tenantResumeTitle,
        resumeText: senders.tenantResumeText,
      }}
      stopped={data?.active.find(({ scope }) => scope === "client")}
      isReady={mayWrite && data !== undefined}
      onSwitch={async (action, reason) => {
        await acts[action].mutateAsync({ body: { reason } });
        say(senders.done);
      }}
    />
  );
}
