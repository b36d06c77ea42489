import { useState } from "react";
import { useLocation } from "wouter";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { BackLink } from "../../ui/back-link.tsx";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Choices } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Card, Notice, PageHead } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { defaultProfiles, type NewProvider } from "./default-profiles.ts";
import { IdentityFields, type NewIdentity, SecretFields } from "./identity-fields.tsx";
import { ProfileFields } from "./profile-fields.tsx";
import { senderBodyOf } from "./sender-body.ts";

const providers = ["meta", "evolution"] as const satisfies readonly NewProvider[];
const nothing: NewIdentity = {
  provider: "meta",
  name: "",
  externalId: "",
  accountId: "",
  secret: "",
  apiUrl: "",
};

/** Registers a number: whose it is, what proves it, and by which limits it sends. */
export default function NewSender() {
  const { senders, senderForm, settings, common } = useText();
  useTitle(senderForm.title);
  const say = useToast();
  const { isOwner } = useTenant();
  const [, navigate] = useLocation();
  const [identity, setIdentity] = useState(nothing);
  const [profile, setProfile] = useState(defaultProfiles.meta);
  const create = useAct("createSender", ["listSenders", "listSenderLimits"]);
  const edit = (part: Partial<NewIdentity>) => setIdentity((known) => ({ ...known, ...part }));
  const { provider } = identity;

  function choose(next: NewProvider) {
    edit({ provider: next, externalId: "", secret: "" });
    setProfile(defaultProfiles[next]);
  }
  function submit() {
    create.mutate(
      { body: senderBodyOf(identity, profile), idempotencyKey: crypto.randomUUID() },
      {
        onSuccess: ({ id }) => {
          say(senderForm.created);
          navigate(`/senders/${id}`, { replace: true });
        },
      },
    );
  }

  return (
    <div className="stack-l">
      <PageHead
        back={<BackLink href="/senders">{senders.title}</BackLink>}
        title={senderForm.title}
        lead={senderForm.lead}
      />
      {!isOwner && <Notice>{settings.ownersOnly}</Notice>}
      {isOwner && (
        <form
          className="stack-l"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Card title={senderForm.provider}>
            <div className="stack">
              <Choices
                legend={senderForm.provider}
                name="provider"
                value={provider}
                options={providers.map((value) => ({ value, label: senders.providers[value] }))}
                onChoose={choose}
              />
              <p className="small muted">{senderForm.providerHints[provider]}</p>
              <IdentityFields value={identity} edit={edit} />
            </div>
          </Card>
          <Card title={senders.credentials}>
            <div className="stack">
              <p className="small muted">{senderForm.credentialsLater}</p>
              <SecretFields key={provider} value={identity} edit={edit} />
            </div>
          </Card>
          <Card title={senders.profile}>
            <div className="stack">
              <p className="small muted">{senderForm.profileLead}</p>
              <ProfileFields
                key={provider}
                profile={profile}
                edit={(part) => setProfile((known) => ({ ...known, ...part }))}
              />
            </div>
          </Card>
          {create.error !== null && <ProblemNotice problem={create.error} />}
          <div className="row">
            <Button type="submit" look="primary" busy={create.isPending}>
              {senderForm.create}
            </Button>
            <ButtonLink href="/senders">{common.cancel}</ButtonLink>
          </div>
        </form>
      )}
    </div>
  );
}
