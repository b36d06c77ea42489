import { lazy, Suspense, useEffect } from "react";
import { prepareFirstPage } from "./auth/prepare-first-page.ts";
import { SessionProvider, useSession } from "./auth/session.tsx";
import { sessionKey } from "./auth/supabase.ts";
import { LanguageProvider } from "./i18n/language.tsx";
import { SignIn } from "./pages/sign-in.tsx";

const loadWorkplace = () => import("./workplace.tsx");
const Workplace = lazy(loadWorkplace);
// Somebody is signed in, most likely: the page, its code and what it shows are fetched side by side.
if (localStorage.getItem(sessionKey)) {
  void loadWorkplace();
  prepareFirstPage(location.pathname);
}

/** The whole dashboard: the way in, or what lies behind it. */
export function App() {
  return (
    <LanguageProvider>
      <SessionProvider>
        <Gate />
      </SessionProvider>
    </LanguageProvider>
  );
}

function Gate() {
  const session = useSession();
  const isOut = session === null;
  useEffect(() => {
    // While the password is typed, what comes next is fetched.
    if (isOut) void loadWorkplace();
  }, [isOut]);
  if (session === undefined) return null;
  if (session === null) return <SignIn />;
  return (
    <Suspense>
      <Workplace key={session.user.id} />
    </Suspense>
  );
}
