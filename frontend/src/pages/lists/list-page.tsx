import { FileUp, Megaphone, MoreHorizontal, Pencil, Trash2, UserMinus } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { useAct, usePages, useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { PageLoading } from "../../layout/page-loading.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { BackLink } from "../../ui/back-link.tsx";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Badge, Empty, PageHead } from "../../ui/surfaces.tsx";
import { useToast } from "../../ui/toasts.tsx";
import { RenameDialog } from "./rename-dialog.tsx";

/** One list: who is on it, with which values for a message. */
export default function ListPage({ listId }: { listId: string }) {
  const text = useText();
  const format = useFormat();
  const say = useToast();
  const { mayWrite } = useTenant();
  const [, navigate] = useLocation();
  const params = { listId };
  const [search, setSearch] = useState("");
  const [isRenaming, setRenaming] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const [leaving, setLeaving] = useState<{ contactId: string; name: string }>();
  const { data: list, error, refetch } = useRead("readContactList", { params });
  const members = usePages("listListMembers", { params, query: { limit: 50, ...(search && { search }) } });
  const remove = useAct("deleteContactList", ["listContactLists"]);
  const removeMember = useAct("removeListMember", ["listListMembers", "readContactList", "listContactLists"]);
  useTitle(list?.name);
  if (error && !list) return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (!list) return <PageLoading />;
  const shown = list.variables.filter((name) => name !== "name").slice(0, 3);
  return (
    <div className="stack-l">
      <PageHead
        back={<BackLink href="/lists">{text.lists.title}</BackLink>}
        title={list.name}
        lead={text.common.contacts(list.members, format.number(list.members))}
      >
        {mayWrite && (
          <>
            <ButtonLink look="primary" href={`/campaigns/new?list=${listId}`}>
              <Megaphone aria-hidden="true" />
              {text.lists.useInCampaign}
            </ButtonLink>
            <ButtonLink href={`/lists/import?list=${listId}`}>
              <FileUp aria-hidden="true" />
              {text.lists.import}
            </ButtonLink>
            <Menu
              trigger={
                <Button iconOnly aria-label={text.common.actions}>
                  <MoreHorizontal aria-hidden="true" />
                </Button>
              }
              items={[
                {
                  label: text.lists.rename,
                  icon: <Pencil aria-hidden="true" />,
                  onSelect: () => setRenaming(true),
                },
                {
                  label: text.lists.remove,
                  icon: <Trash2 aria-hidden="true" />,
                  danger: true,
                  onSelect: () => setRemoving(true),
                },
              ]}
            />
          </>
        )}
      </PageHead>
      <p className="small soft">
        {text.lists.variables}:{" "}
        {list.variables.length === 0
          ? text.lists.noVariables
          : list.variables.map((name) => `{{${name}}}`).join("  ")}
      </p>
      <section className="card">
        <div className="filters">
          <SearchField label={text.contacts.search} value={search} onSearch={setSearch} />
        </div>
        <PagedTable
          label={list.name}
          items={members.items}
          keyOf={({ contactId }) => contactId}
          problem={members.problem}
          onRetry={members.refetch}
          more={members.more}
          links
          empty={<Empty title={search ? text.contacts.empty : text.lists.emptyList} />}
          columns={[
            {
              head: text.common.name,
              kind: "lead",
              cell: ({ contactId, name, phone, optedOut }) => (
                <>
                  <span className="row">
                    <Link href={`/contacts/${contactId}`}>{name ?? format.phone(phone ?? "–")}</Link>
                    {optedOut && <Badge tone="warn">{text.lists.optedOut}</Badge>}
                  </span>
                  {name && phone && <p className="tiny muted figures">{format.phone(phone)}</p>}
                </>
              ),
            },
            ...shown.map((variable) => ({
              head: `{{${variable}}}`,
              cell: ({ variables }: { variables: Record<string, unknown> }) => (
                <span className="soft">{String(variables[variable] ?? "")}</span>
              ),
            })),
            {
              head: text.common.actions,
              kind: "end" as const,
              cell: ({ contactId, name, phone }) =>
                mayWrite && (
                  <Button
                    small
                    look="plain"
                    iconOnly
                    aria-label={`${text.lists.removeMember}: ${name ?? phone ?? ""}`}
                    onClick={() => setLeaving({ contactId, name: name ?? phone ?? "" })}
                  >
                    <UserMinus aria-hidden="true" />
                  </Button>
                ),
            },
          ]}
        />
      </section>
      <RenameDialog list={list} isOpen={isRenaming} onClose={() => setRenaming(false)} />
      <ReasonDialog
        title={text.lists.removeTitle}
        lead={text.lists.removeText}
        confirm={text.lists.remove}
        danger
        asksReason={false}
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        onConfirm={async () => {
          await remove.mutateAsync({ params });
          say(text.lists.removed);
          navigate("/lists");
        }}
      />
      <ReasonDialog
        title={`${text.lists.removeMember}: ${leaving?.name ?? ""}`}
        lead={text.lists.removeMemberText}
        confirm={text.lists.removeMember}
        asksReason={false}
        isOpen={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        onConfirm={async () => {
          if (leaving) await removeMember.mutateAsync({ params: { listId, contactId: leaving.contactId } });
          say(text.lists.memberRemoved);
        }}
      />
    </div>
  );
}
