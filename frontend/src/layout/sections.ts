import {
  ListChecks,
  type LucideIcon,
  MailWarning,
  Megaphone,
  Settings,
  Smartphone,
  Users,
} from "lucide-react";
import type { Dictionary } from "../i18n/dictionary.ts";

export type Section = {
  href: string;
  icon: LucideIcon;
  name: keyof Omit<Dictionary["shell"]["nav"], "label">;
};

/** The sections, in the order of their use. A phone shows the first four and the rest behind "more". */
export const sections: readonly Section[] = [
  { href: "/campaigns", icon: Megaphone, name: "campaigns" },
  { href: "/lists", icon: ListChecks, name: "lists" },
  { href: "/contacts", icon: Users, name: "contacts" },
  { href: "/senders", icon: Smartphone, name: "senders" },
  { href: "/dead-letters", icon: MailWarning, name: "deadLetters" },
  { href: "/settings", icon: Settings, name: "settings" },
];
export const onPhone = 4;

/** Whether a page belongs to a section. */
export const isIn = (location: string, { href }: Section) =>
  location === href || location.startsWith(`${href}/`);
