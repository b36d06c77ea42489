import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { roles } from "./role-select.tsx";

/** Adds somebody who has an account. */
export function AddMemberDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { settings } = useText();
  return (
    <Dialog title={settings.addMember} lead={settings.addMemberText} isOpen={isOpen} onClose={onClose}>
      {isOpen && <AddMemberForm onClose={onClose} />}
    </Dialog>
  );
}

function AddMemberForm({ onClose }: { onClose: () => void }) {
  const { settings, signIn, common } = useText();
  const say = useToast();
  const queries = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<(typeof roles)[number]>("operator");
  const act = useAct("addMember", ["listMembers", "listAuditEvents"]);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        act.mutate(
          { body: { email: email.trim(), role } },
          {
            onSuccess: () => {
              say(settings.memberAdded);
              // It may be oneself: then there is one more tenant to choose.
              void queries.invalidateQueries({ queryKey: ["readMe"] });
              onClose();
            },
          },
        );
      }}
    >
      <TextField
        label={signIn.email}
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <SelectField
        label={settings.role}
        hint={settings.roleHints[role]}
        value={role}
        onChange={(event) => setRole(roles.find((one) => one === event.target.value) ?? "operator")}
      >
        {roles.map((one) => (
          <option key={one} value={one}>
            {settings.roles[one]}
          </option>
        ))}
      </SelectField>
      {act.error !== null && <ProblemNotice problem={act.error} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button type="submit" look="primary" busy={act.isPending}>
          {settings.addMember}
        </Button>
      </div>
    </form>
  );
}
