import { useState } from "react";
import { useLocation } from "wouter";
import { usePlatformAct } from "../../api/use-platform.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { slugOf } from "./slug-of.ts";

/** Makes a tenant, and goes on to its members. */
export function NewClientDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { platform } = useText();
  return (
    <Dialog title={platform.newClient} lead={platform.newClientText} isOpen={isOpen} onClose={onClose}>
      {isOpen && <NewClientForm onClose={onClose} />}
    </Dialog>
  );
}

function NewClientForm({ onClose }: { onClose: () => void }) {
  const { platform, settings, common } = useText();
  const say = useToast();
  const [, navigate] = useLocation();
  const [name, setName] = useState("");
  const [typedSlug, setSlug] = useState<string>();
  const act = usePlatformAct("createClient", ["listClients"]);
  const slug = typedSlug ?? slugOf(name);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(
          { params: {}, body: { name: name.trim(), slug }, idempotencyKey: crypto.randomUUID() },
          {
            onSuccess: ({ id }) => {
              say(platform.clientMade);
              navigate(`/platform/clients/${id}`);
            },
          },
        );
      }}
    >
      <TextField
        label={settings.clientName}
        required
        maxLength={120}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <TextField
        label={platform.slug}
        hint={platform.slugHint}
        required
        minLength={2}
        maxLength={60}
        pattern="[a-z0-9]+(-[a-z0-9]+)*"
        autoCapitalize="none"
        value={slug}
        onChange={({ target }) => setSlug(target.value)}
      />
      {act.error !== null && <ProblemNotice problem={act.error} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" look="primary" busy={act.isPending}>
          {platform.createClient}
        </Button>
      </div>
    </form>
  );
}
