import { Users } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { usePages } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTitle } from "../../layout/use-title.ts";
import { SelectField } from "../../ui/field.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Badge, Empty, PageHead } from "../../ui/surfaces.tsx";

/** Everybody the tenant knows. */
export default function ContactList() {
  const { contacts, common } = useText();
  const format = useFormat();
  useTitle(contacts.title);
  const [search, setSearch] = useState("");
  const [state, setState] = useState<"all" | "opted-out">("all");
  const { items, problem, refetch, more } = usePages("listContacts", {
    query: { limit: 50, state, ...(search && { search }) },
  });
  const isFiltered = search !== "" || state !== "all";
  return (
    <div className="stack-l">
      <PageHead title={contacts.title} />
      <section className="card">
        <div className="filters">
          <SearchField label={contacts.search} value={search} onSearch={setSearch} />
          <SelectField
            label={contacts.state}
            value={state}
            onChange={(event) => setState(event.target.value === "opted-out" ? "opted-out" : "all")}
          >
            <option value="all">{contacts.all}</option>
            <option value="opted-out">{contacts.optedOutOnly}</option>
          </SelectField>
        </div>
        <PagedTable
          label={contacts.title}
          items={items}
          keyOf={({ id }) => id}
          problem={problem}
          onRetry={refetch}
          more={more}
          links
          empty={
            isFiltered ? (
              <Empty title={contacts.empty} />
            ) : (
              <Empty icon={Users} title={contacts.emptyAll}>
                {contacts.emptyAllHint}
              </Empty>
            )
          }
          columns={[
            {
              head: common.name,
              kind: "lead",
              cell: ({ id, name, phone }) => (
                <Link href={`/contacts/${id}`}>{name ?? format.phone(phone ?? "–")}</Link>
              ),
            },
            {
              head: common.phone,
              cell: ({ phone }) => phone && <span className="figures">{format.phone(phone)}</span>,
            },
            {
              head: common.status,
              cell: ({ optedOut }) =>
                optedOut ? (
                  <Badge tone="warn">{contacts.optedOut}</Badge>
                ) : (
                  <Badge tone="good">{contacts.mayReceive}</Badge>
                ),
            },
            {
              head: common.created,
              cell: ({ createdAt }) => <span className="small soft">{format.date(createdAt)}</span>,
            },
          ]}
        />
      </section>
    </div>
  );
}
