import { useEffect } from "react";
import { ApiProblem } from "../../api/problem.ts";
import { loadSupabase } from "../../auth/supabase.ts";
import { useTenant } from "../../tenant/tenant-context.ts";

/** A link from an alert may lead to a campaign of another of this person's tenants: then that one is shown. */
export function useOtherTenant(problem: unknown, campaignId: string): void {
  const { memberships, choose } = useTenant();
  const isMissing = problem instanceof ApiProblem && problem.status === 404 && memberships.length > 1;
  useEffect(() => {
    if (!isMissing) return;
    const look = async () => {
      const supabase = await loadSupabase();
      const { data } = await supabase
        .from("campaigns")
        .select("client_id")
        .eq("id", campaignId)
        .maybeSingle();
      const owner = memberships.find(({ clientId }) => clientId === data?.client_id);
      if (owner) choose(owner.clientId);
    };
    void look().catch(() => {}); // the page says already that it was not found
  }, [isMissing, campaignId, memberships, choose]);
}
