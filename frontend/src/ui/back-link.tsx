import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";

/** The way up from a page of one thing to the list of all. */
export function BackLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="crumb">
      <ChevronLeft aria-hidden="true" />
      {children}
    </Link>
  );
}
