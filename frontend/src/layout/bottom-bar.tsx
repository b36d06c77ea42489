import { Menu as MenuIcon } from "lucide-react";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { auth } from "../auth/supabase.ts";
import { useText } from "../i18n/language.tsx";
import { useTenant } from "../tenant/tenant-context.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { isIn, onPhone, type Section, useSections } from "./sections.ts";

/** The sections on a phone, where the thumb is. */
export function BottomBar() {
  const text = useText();
  const { email } = useTenant();
  const sections = useSections();
  const [location] = useLocation();
  const [isOpen, setOpen] = useState(false);
  const link = (section: Section) => {
    const Icon = section.icon;
    return (
      <li key={section.href}>
        <Link
          href={section.href}
          onClick={() => setOpen(false)}
          className="bottom-link"
          aria-current={isIn(location, section) ? "page" : undefined}
        >
          <Icon aria-hidden="true" />
          <span className="clip">{text.shell.nav[section.name]}</span>
        </Link>
      </li>
    );
  };
  return (
    <nav aria-label={text.shell.nav.label} className="bottom-bar">
      <ul>
        {sections.slice(0, onPhone).map(link)}
        <li>
          <button type="button" className="bottom-link" onClick={() => setOpen(true)} aria-haspopup="dialog">
            <MenuIcon aria-hidden="true" />
            <span>{text.shell.more}</span>
          </button>
        </li>
      </ul>
      <Dialog title={text.shell.menu} isOpen={isOpen} onClose={() => setOpen(false)}>
        <div className="stack">
          <ul className="more-links">{sections.slice(onPhone).map(link)}</ul>
          <LanguageSwitch name="language-phone" />
          <div className="row-between">
            <span className="small soft clip">{email}</span>
            <Button small onClick={() => void auth.signOut()}>
              {text.shell.signOut}
            </Button>
          </div>
        </div>
      </Dialog>
    </nav>
  );
}
