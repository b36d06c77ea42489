import { createContext, useContext } from "react";
import type { Answer } from "../api/create-api.ts";

export type Me = Answer<"readMe">;
export type Membership = Me["memberships"][number];
export type Tenant = Membership & {
  memberships: readonly Membership[];
  email: string | null;
  userId: string;
  /** May change campaigns, contacts and pauses. */
  mayWrite: boolean;
  isOwner: boolean;
  isPlatformAdmin: boolean;
  choose: (clientId: string) => void;
};

/** What a person may do with a tenant by their part in it. */
export function tenantOf(me: Me, membership: Membership, choose: Tenant["choose"]): Tenant {
  const { memberships, email, userId, isPlatformAdmin } = me;
  return {
    ...membership,
    memberships,
    email,
    userId,
    isPlatformAdmin,
    mayWrite: membership.role !== "attendant",
    isOwner: membership.role === "owner",
    choose,
  };
}

export const MeContext = createContext<Me | undefined>(undefined);

/** Who is signed in, whatever tenant is shown. */
export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("useMe needs a TenantProvider above it");
  return me;
}

export const TenantContext = createContext<Tenant | undefined>(undefined);

/** The tenant whose things are shown, and what this person may do there. */
export function useTenant(): Tenant {
  const tenant = useContext(TenantContext);
  if (!tenant) throw new Error("useTenant needs a TenantProvider above it");
  return tenant;
}
