import { Search } from "lucide-react";
import { useDeferredValue, useEffect, useState } from "react";
import type { Answer } from "../../api/create-api.ts";
import { usePages } from "../../api/use-api.ts";
import { useFormat, useLanguage } from "../../i18n/language.tsx";
import { SelectField } from "../../ui/field.tsx";
import { PagedTable } from "../../ui/paged-table.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { Empty } from "../../ui/surfaces.tsx";
import type { Campaign } from "./campaign-status.tsx";
import { RecipientAction } from "./recipient-action.tsx";
import { SendStatus, sendStatuses } from "./send-status.tsx";

export type Recipient = Answer<"listRecipients">["items"][number];

const followMs = 5_000;

/** Everybody a campaign goes to, with what became of it and why. */
export function RecipientsPanel({ campaign, revision }: { campaign: Campaign; revision: number }) {
  const { text, language } = useLanguage();
  const format = useFormat();
  const [status, setStatus] = useState("");
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim());
  const { items, problem, refetch, more } = usePages("listRecipients", {
    params: { campaignId: campaign.id },
    query: { limit: 50, ...(status && { status }), ...(wanted && { search: wanted }) },
  });
  const [seen, setSeen] = useState(revision);
  // The rows follow the figures, but not twice a second.
  useEffect(() => {
    if (revision === seen) return;
    const timer = setTimeout(() => {
      setSeen(revision);
      refetch();
    }, followMs);
    return () => clearTimeout(timer);
  });
  const momentOf = ({ repliedAt, readAt, deliveredAt, sentAt, slotAt, notBefore }: Recipient) =>
    repliedAt ?? readAt ?? deliveredAt ?? sentAt ?? slotAt ?? notBefore;

  return (
    <section className="card">
      <div className="filters">
        <SearchField label={text.recipients.search} value={search} onSearch={setSearch} />
        <SelectField
          label={text.common.status}
          value={status}
          onChange={(event) => setStatus(event.target.value)}
        >
          <option value="">{text.common.all}</option>
          {sendStatuses.map((one) => (
            <option key={one} value={one}>
              {text.recipients.status[one]}
            </option>
          ))}
        </SelectField>
      </div>
      <PagedTable
        label={text.recipients.title}
        items={items}
        keyOf={({ sendId }) => sendId}
        problem={problem}
        onRetry={refetch}
        more={more}
        empty={
          <Empty
            icon={Search}
            title={campaign.startedAt ? text.recipients.empty : text.recipients.emptyDraft}
          />
        }
        columns={[
          {
            head: text.common.name,
            kind: "lead",
            cell: ({ name, phone }) => (
              <>
                <p className="strong">{name ?? format.phone(phone ?? "–")}</p>
                {name && phone && <p className="tiny muted figures">{format.phone(phone)}</p>}
              </>
            ),
          },
          ...(campaign.variants
            ? [{ head: text.variants.column, cell: ({ variant }: Recipient) => variant ?? "–" }]
            : []),
          {
            head: text.common.status,
            cell: (item) => <SendStatus status={item.repliedAt ? "replied" : item.status} />,
          },
          {
            head: text.recipients.reason,
            cell: ({ words, reason }) => (
              <span className="small soft">{words ? (language === "en" ? words.en : words.pt) : reason}</span>
            ),
          },
          {
            head: text.recipients.at,
            cell: (item) => {
              const at = momentOf(item);
              return (
                at && (
                  <time className="small figures" dateTime={at} title={format.exact(at)}>
                    {format.moment(at)}
                  </time>
                )
              );
            },
          },
          {
            head: text.common.actions,
            kind: "end",
            cell: (item) => <RecipientAction recipient={item} />,
          },
        ]}
      />
    </section>
  );
}
