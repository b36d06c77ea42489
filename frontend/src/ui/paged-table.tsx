import type { ReactNode } from "react";
import { useText } from "../i18n/language.tsx";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { Skeleton } from "./surfaces.tsx";

type Column<T> = {
  head: string;
  cell: (item: T) => ReactNode;
  /** `lead` is the row's title on a phone, `end` its buttons. */
  kind?: "lead" | "number" | "end";
};
type Props<T> = {
  label: string;
  columns: readonly Column<T>[];
  items: readonly T[] | undefined;
  keyOf: (item: T) => string;
  empty: ReactNode;
  problem?: unknown;
  onRetry?: () => void;
  more?: { isBusy: boolean; load: () => void } | undefined;
  /** Rows lead somewhere. */
  links?: boolean;
};

/** Rows of something: a table on a desktop, cards on a phone; with its loading, empty and failed states. */
export function PagedTable<T>({
  label,
  columns,
  items,
  keyOf,
  empty,
  problem,
  onRetry,
  more,
  links,
}: Props<T>) {
  const text = useText();
  if (problem && !items)
    return (
      <div className="card-body">
        <ProblemNotice problem={problem} {...(onRetry && { onRetry })} />
      </div>
    );
  if (!items)
    return (
      <div className="card-body" aria-busy="true">
        <span className="unseen">{text.common.loading}</span>
        <Skeleton lines={6} height="1.5rem" />
      </div>
    );
  if (items.length === 0) return empty;
  return (
    <>
      <div className="table-scroll">
        <table className="table table-cards">
          <caption className="unseen">{label}</caption>
          <thead>
            <tr>
              {columns.map(({ head, kind }) => (
                <th key={head} scope="col" className={kind}>
                  {kind === "end" ? <span className="unseen">{head}</span> : head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={keyOf(item)} className={links ? "table-link" : undefined}>
                {columns.map(({ head, cell, kind }) => (
                  <td key={head} className={kind} {...(kind !== "end" && { "data-label": head })}>
                    {cell(item)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && (
        <div className="pager">
          <Button busy={more.isBusy} onClick={more.load}>
            {text.common.loadMore}
          </Button>
        </div>
      )}
    </>
  );
}
