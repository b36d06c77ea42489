import {
  Building2,
  FileText,
  ListChecks,
  type LucideIcon,
  MailWarning,
  Megaphone,
  ScrollText,
  Settings,
  Smartphone,
  Users,
} from "lucide-react";
import type { Dictionary } from "../i18n/dictionary.ts";
import { type Tenant, useTenant } from "../tenant/tenant-context.ts";

export type Section = {
  href: string;
  icon: LucideIcon;
  name: keyof Omit<Dictionary["shell"]["nav"], "label">;
  /** Shown to whom; to all where nothing is said. */
  isFor?: (tenant: Tenant) => boolean;
};

/** The sections, in the order of their use. A phone shows the first four and the rest behind "more". */
const sections: readonly Section[] = [
  { href: "/campaigns", icon: Megaphone, name: "campaigns" },
  { href: "/lists", icon: ListChecks, name: "lists" },
  { href: "/contacts", icon: Users, name: "contacts" },
  { href: "/senders", icon: Smartphone, name: "senders" },
  { href: "/templates", icon: FileText, name: "templates" },
  { href: "/dead-letters", icon: MailWarning, name: "deadLetters" },
  { href: "/audit", icon: ScrollText, name: "audit", isFor: ({ isOwner }) => isOwner },
  { href: "/settings", icon: Settings, name: "settings" },
  { href: "/platform", icon: Building2, name: "platform", isFor: ({ isPlatformAdmin }) => isPlatformAdmin },
];
export const onPhone = 4;

/** The sections that this person may see. */
export function useSections(): Section[] {
  const tenant = useTenant();
  return sections.filter(({ isFor }) => isFor?.(tenant) ?? true);
}

/** Whether a page belongs to a section. */
export const isIn = (location: string, { href }: Section) =>
  location === href || location.startsWith(`${href}/`);
