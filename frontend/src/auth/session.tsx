import type { Session } from "@supabase/auth-js";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { auth, renewRealtime } from "./supabase.ts";

/** `undefined` while it is not known yet, `null` for nobody. */
const SessionContext = createContext<Session | null | undefined>(undefined);

/** Keeps who is signed in, and gives Realtime each renewed token. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  useEffect(() => {
    const { data } = auth.onAuthStateChange((_event, next) => {
      setSession(next);
      void renewRealtime(next?.access_token);
    });
    return () => data.subscription.unsubscribe();
  }, []);
  return <SessionContext value={session}>{children}</SessionContext>;
}

export const useSession = () => useContext(SessionContext);
