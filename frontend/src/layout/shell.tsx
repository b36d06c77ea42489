import { type ReactNode, useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { useText } from "../i18n/language.tsx";
import { BottomBar } from "./bottom-bar.tsx";
import { PauseBanner } from "./pause-banner.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";

/** The frame of every page: sections beside it on a desktop, below it on a phone. */
export function Shell({ children }: { children: ReactNode }) {
  const text = useText();
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const last = useRef(location);
  useEffect(() => {
    if (last.current === location) return;
    last.current = location;
    // A new page begins at its top, also for who listens to it.
    window.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [location]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {text.shell.skip}
      </a>
      <Sidebar />
      <div className="shell-page">
        <TopBar />
        <PauseBanner />
        <main id="main" ref={main} tabIndex={-1} className="shell-main">
          {children}
        </main>
      </div>
      <BottomBar />
    </div>
  );
}
