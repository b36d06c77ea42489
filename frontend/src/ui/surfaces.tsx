import { AlertTriangle, CheckCircle2, Info, type LucideIcon, XCircle } from "lucide-react";
import type { ReactNode } from "react";

export type Tone = "neutral" | "good" | "warn" | "bad" | "info";

/** A short state in a coloured pill; the words say it too. */
export function Badge({
  tone = "neutral",
  live,
  children,
}: {
  tone?: Tone;
  live?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={`badge badge-${tone}`}>
      {live && <span className="dot dot-live" aria-hidden="true" />}
      {children}
    </span>
  );
}

type CardProps = { title?: ReactNode; side?: ReactNode; flush?: boolean; children: ReactNode };

/** A surface with an optional heading; `flush` for what brings its own spacing, like a table. */
export function Card({ title, side, flush, children }: CardProps) {
  return (
    <section className="card">
      {title && (
        <div className="card-head">
          <h2>{title}</h2>
          {side}
        </div>
      )}
      {flush ? children : <div className="card-body">{children}</div>}
    </section>
  );
}

const noticeIcons: Record<Tone, LucideIcon> = {
  neutral: Info,
  info: Info,
  good: CheckCircle2,
  warn: AlertTriangle,
  bad: XCircle,
};

/** Something to know before going on. */
export function Notice({
  tone = "info",
  children,
  action,
}: {
  tone?: Tone;
  children: ReactNode;
  action?: ReactNode;
}) {
  const Icon = noticeIcons[tone];
  return (
    <div className={`notice notice-${tone}`} role={tone === "bad" ? "alert" : undefined}>
      <Icon aria-hidden="true" />
      <div className="grow stack-s">{children}</div>
      {action}
    </div>
  );
}

type EmptyProps = { icon?: LucideIcon; title: string; children?: ReactNode; action?: ReactNode };

/** Says that there is nothing, and what to do about it. */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      {Icon && <Icon aria-hidden="true" />}
      <p className="strong">{title}</p>
      {children && <p className="muted">{children}</p>}
      {action}
    </div>
  );
}

/** Where something will be, while it is on its way. */
export function Skeleton({ lines = 1, height = "1rem" }: { lines?: number; height?: string }) {
  return (
    <div className="stack-s" aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <span
          key={line}
          className="skeleton"
          style={{ height, width: line === lines - 1 && lines > 1 ? "60%" : "100%" }}
        />
      ))}
    </div>
  );
}

type PageHeadProps = { title: ReactNode; lead?: ReactNode; back?: ReactNode; children?: ReactNode };

/** A page's heading, the way back, and what can be done on it. */
export function PageHead({ title, lead, back, children }: PageHeadProps) {
  return (
    <header className="page-head">
      {back && <div className="page-back">{back}</div>}
      <div className="grow">
        <h1>{title}</h1>
        {lead && <p className="muted">{lead}</p>}
      </div>
      {children && <div className="row">{children}</div>}
    </header>
  );
}
