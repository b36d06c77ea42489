import { LogOut } from "lucide-react";
import { Link, useLocation } from "wouter";
import { auth } from "../auth/supabase.ts";
import { useText } from "../i18n/language.tsx";
import { useTenant } from "../tenant/tenant-context.ts";
import { Button } from "../ui/button.tsx";
import { LanguageSwitch } from "./language-switch.tsx";
import { isIn, useSections } from "./sections.ts";
import { TenantSwitch } from "./tenant-switch.tsx";

/** The sections on a desktop. */
export function Sidebar() {
  const text = useText();
  const { email } = useTenant();
  const sections = useSections();
  const [location] = useLocation();
  return (
    <div className="sidebar">
      <div className="brand">
        <img src="/icon.svg" alt="" width="28" height="28" />
        <span>{text.shell.product}</span>
      </div>
      <TenantSwitch />
      <nav aria-label={text.shell.nav.label} className="sidebar-nav">
        <ul>
          {sections.map((section) => {
            const Icon = section.icon;
            return (
              <li key={section.href}>
                <Link
                  href={section.href}
                  className="sidebar-link"
                  aria-current={isIn(location, section) ? "page" : undefined}
                >
                  <Icon aria-hidden="true" />
                  {text.shell.nav[section.name]}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <div className="sidebar-foot">
        <LanguageSwitch />
        <div className="sidebar-person">
          <span className="clip small soft" title={email ?? ""}>
            {email}
          </span>
          <Button
            look="plain"
            small
            iconOnly
            aria-label={text.shell.signOut}
            onClick={() => void auth.signOut()}
          >
            <LogOut aria-hidden="true" />
          </Button>
        </div>
      </div>
    </div>
  );
}
