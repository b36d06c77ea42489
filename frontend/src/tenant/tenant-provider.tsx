import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from "react";
import { lastClientKey } from "../auth/prepare-first-page.ts";
import { api, auth } from "../auth/supabase.ts";
import { TimeZoneProvider, useText } from "../i18n/language.tsx";
import { Button } from "../ui/button.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { Empty, Skeleton } from "../ui/surfaces.tsx";
import { MeContext, TenantContext, tenantOf } from "./tenant-context.ts";

const PlatformAlone = lazy(() => import("../pages/platform/platform-alone.tsx"));

/** Finds out who is signed in and shows the tenant that they looked at last on this device. */
export function TenantProvider({ children }: { children: ReactNode }) {
  const text = useText();
  const queries = useQueryClient();
  const me = useQuery({
    queryKey: ["readMe"],
    queryFn: ({ signal }) => api.call("readMe", { params: {}, signal }),
    staleTime: 60_000,
  });
  const [chosen, setChosen] = useState(() => localStorage.getItem(lastClientKey));
  const memberships = me.data?.memberships ?? [];
  const membership = memberships.find(({ clientId }) => clientId === chosen) ?? memberships[0];
  const clientId = membership?.clientId;
  useEffect(() => {
    if (clientId) localStorage.setItem(lastClientKey, clientId);
  }, [clientId]);
  const client = useQuery({
    queryKey: [clientId, "readClient"],
    queryFn: ({ signal }) => api.call("readClient", { params: { clientId: clientId ?? "" }, signal }),
    enabled: clientId !== undefined,
    staleTime: 300_000,
  });
  const tenant = useMemo(
    () =>
      membership &&
      me.data &&
      tenantOf(me.data, membership, (id) => {
        setChosen(id);
        void queries.invalidateQueries();
      }),
    [membership, me.data, queries],
  );

  if (tenant)
    return (
      <MeContext value={me.data}>
        <TenantContext value={tenant}>
          <TimeZoneProvider value={client.data?.settings.timeZone ?? "America/Sao_Paulo"}>
            {children}
          </TimeZoneProvider>
        </TenantContext>
      </MeContext>
    );
  if (me.data?.isPlatformAdmin)
    return (
      <MeContext value={me.data}>
        <Suspense>
          <PlatformAlone />
        </Suspense>
      </MeContext>
    );
  return (
    <main className="lonely">
      {me.error ? (
        <ProblemNotice problem={me.error} onRetry={() => void me.refetch()} />
      ) : me.data ? (
        <Empty
          icon={Building2}
          title={text.shell.noClient}
          action={<Button onClick={() => void auth.signOut()}>{text.shell.signOut}</Button>}
        >
          {text.shell.noClientHint}
        </Empty>
      ) : (
        <div aria-busy="true">
          <span className="unseen">{text.common.loading}</span>
          <Skeleton lines={4} height="1.5rem" />
        </div>
      )}
    </main>
  );
}
