import { useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { useAct, useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { PageLoading } from "../../layout/page-loading.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { PageHead } from "../../ui/surfaces.tsx";
import { BackToCampaigns } from "../campaigns/back-to-campaigns.tsx";
import { AudienceStep } from "./audience-step.tsx";
import { bodyOf, type Draft, draftOf, emptyDraft, isComplete, type StepName, stepNames } from "./draft.ts";
import { LimitsStep } from "./limits-step.tsx";
import { MessageStep } from "./message-step.tsx";
import { SimulationStep } from "./simulation-step.tsx";
import { StartStep } from "./start-step.tsx";
import { Steps } from "./steps.tsx";
import { WizardFoot } from "./wizard-foot.tsx";

/** A new campaign; from the fourth step on it is a stored draft. */
export default function NewCampaign() {
  const [search] = useSearchParams();
  return <Wizard stored={undefined} initial={emptyDraft(search.get("list") ?? "")} />;
}

/** Goes on with a stored draft. */
export function EditCampaign({ campaignId }: { campaignId: string }) {
  const { data, error, refetch } = useRead("readCampaign", { params: { campaignId } });
  if (error && !data) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (data?.id !== campaignId) return <PageLoading />;
  return <Wizard key={campaignId} stored={campaignId} initial={draftOf(data)} />;
}

function Wizard({ stored, initial }: { stored: string | undefined; initial: Draft }) {
  const { wizard } = useText();
  const [, navigate] = useLocation();
  const [search, setSearch] = useSearchParams();
  const [draft, setDraft] = useState(initial);
  const [isRefused, setRefused] = useState(false);
  const changes = ["readCampaign", "listCampaigns", "dryRunCampaign"] as const;
  const create = useAct("createCampaign", changes);
  const change = useAct("changeCampaign", changes);
  useTitle(stored ? wizard.editTitle : wizard.title);

  const asked = stepNames.find((name) => name === search.get("step")) ?? "audience";
  // What was not filled in comes first, whatever the address says.
  const firstOpen = stepNames.find((name) => !isComplete(name, draft)) ?? "start";
  const needsStored = stored === undefined && stepNames.indexOf(asked) > stepNames.indexOf("limits");
  const wanted: StepName = needsStored ? "limits" : asked;
  const step = stepNames.indexOf(wanted) > stepNames.indexOf(firstOpen) ? firstOpen : wanted;
  const at = stepNames.indexOf(step);
  const go = (to: StepName) => setSearch({ step: to });
  const edit = (part: Partial<Draft>) => setDraft((known) => ({ ...known, ...part }));

  async function next() {
    setRefused(false);
    if (!isComplete(step, draft)) return setRefused(true);
    if (step !== "limits") return go(stepNames[at + 1] ?? "start");
    const { id } = stored
      ? await change.mutateAsync({ params: { campaignId: stored }, body: bodyOf(draft) })
      : await create.mutateAsync({ body: bodyOf(draft), idempotencyKey: crypto.randomUUID() });
    navigate(`/campaigns/${id}/edit?step=simulation`, { replace: stored === undefined });
  }

  const problem = create.error ?? change.error;
  return (
    <div className="stack-l wizard">
      <PageHead
        back={<BackToCampaigns />}
        title={draft.name.trim() || (stored ? wizard.editTitle : wizard.title)}
      />
      <Steps current={step} reachable={firstOpen} isStored={stored !== undefined} onGo={go} />
      {step === "audience" && <AudienceStep draft={draft} edit={edit} showMissing={isRefused} />}
      {step === "message" && <MessageStep draft={draft} edit={edit} showMissing={isRefused} />}
      {step === "limits" && <LimitsStep draft={draft} edit={edit} showMissing={isRefused} />}
      {step === "simulation" && stored && <SimulationStep campaignId={stored} />}
      {step === "start" && stored && <StartStep campaignId={stored} />}
      {problem !== null && step === "limits" && <ProblemNotice problem={problem} />}
      <WizardFoot
        isFirst={at === 0}
        isLast={step === "start"}
        isBusy={create.isPending || change.isPending}
        onBack={() => go(stepNames[at - 1] ?? "audience")}
        onNext={() => void next().catch(() => {})}
      />
    </div>
  );
}
