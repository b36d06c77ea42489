import { Trash2, UserPlus } from "lucide-react";
import { useState } from "react";
import type { Answer } from "../../api/create-api.ts";
import { useAct, useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { Badge, Card } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { AddMemberDialog } from "./add-member-dialog.tsx";
import { RoleSelect } from "./role-select.tsx";

export type Member = Answer<"listMembers">["items"][number];

/** Who belongs to the tenant, and as what. */
export function MembersCard() {
  const { settings, common } = useText();
  const format = useFormat();
  const say = useToast();
  const { isOwner, userId } = useTenant();
  const { data, error, refetch } = useRead("listMembers");
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member>();
  const remove = useAct("removeMember", ["listMembers", "listAuditEvents"]);
  return (
    <Card
      title={settings.members}
      flush
      side={
        isOwner && (
          <Button small onClick={() => setAdding(true)}>
            <UserPlus aria-hidden="true" />
            {settings.addMember}
          </Button>
        )
      }
    >
      <PagedTable
        label={settings.members}
        items={data?.items}
        keyOf={(member) => member.userId}
        problem={error}
        onRetry={() => void refetch()}
        empty={null}
        columns={[
          {
            head: common.name,
            kind: "lead",
            cell: (member) => (
              <span className="row">
                <span className="strong">{member.email ?? member.userId}</span>
                {member.userId === userId && <Badge>{settings.you}</Badge>}
              </span>
            ),
          },
          {
            head: settings.role,
            cell: (member) => (isOwner ? <RoleSelect member={member} /> : settings.roles[member.role]),
          },
          { head: settings.since, cell: ({ since }) => <span className="small">{format.date(since)}</span> },
          {
            head: common.actions,
            kind: "end",
            cell: (member) =>
              isOwner &&
              member.userId !== userId && (
                <Button
                  small
                  look="plain"
                  iconOnly
                  aria-label={`${common.remove} ${member.email ?? ""}`}
                  onClick={() => setLeaving(member)}
                >
                  <Trash2 aria-hidden="true" />
                </Button>
              ),
          },
        ]}
      />
      <AddMemberDialog isOpen={isAdding} onClose={() => setAdding(false)} />
      <ReasonDialog
        title={settings.removeMemberTitle(leaving?.email ?? "")}
        lead={settings.removeMemberText}
        confirm={common.remove}
        danger
        asksReason={false}
        isOpen={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        onConfirm={async () => {
          if (leaving) await remove.mutateAsync({ params: { userId: leaving.userId } });
          say(settings.memberRemoved);
        }}
      />
    </Card>
  );
}
