import type { Session } from "@supabase/supabase-js";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { supabase } from "./supabase.ts";

/** `undefined` while it is not known yet, `null` for nobody. */
const SessionContext = createContext<Session | null | undefined>(undefined);

/** Keeps who is signed in, and gives Realtime each renewed token: an old one would end its channels within the hour. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  useEffect(() => {
    const { data } = supabase.auth.onAuthStateChange((_event, next) => {
      setSession(next);
      void supabase.realtime.setAuth(next?.access_token ?? null);
    });
    return () => data.subscription.unsubscribe();
  }, []);
  return <SessionContext value={session}>{children}</SessionContext>;
}

export const useSession = () => useContext(SessionContext);
