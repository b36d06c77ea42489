import type { ComponentProps, ReactNode } from "react";
import { Link } from "wouter";

type Look = { look?: "primary" | "quiet" | "danger" | "plain"; small?: boolean; iconOnly?: boolean };
type ButtonProps = Look & { busy?: boolean } & ComponentProps<"button">;

/** A button; while `busy` it says so and takes no second press. */
export function Button({ look = "quiet", small, iconOnly, busy, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes({ look, small, iconOnly }, className)}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy && <span className="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

/** A link that looks like a button, because it goes somewhere. */
export function ButtonLink({
  look = "quiet",
  small,
  href,
  children,
}: Look & { href: string; children: ReactNode }) {
  return (
    <Link href={href} className={classes({ look, small })}>
      {children}
    </Link>
  );
}

function classes({ look, small, iconOnly }: Look, more = "") {
  return `button button-${look}${small ? " button-small" : ""}${iconOnly ? " button-icon" : ""} ${more}`.trim();
}
