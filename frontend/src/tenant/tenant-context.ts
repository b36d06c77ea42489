import { createContext, useContext } from "react";
import type { Answer } from "../api/create-api.ts";

export type Membership = Answer<"readMe">["memberships"][number];
export type Tenant = Membership & {
  memberships: readonly Membership[];
  email: string | null;
  userId: string;
  /** May change campaigns, contacts and pauses. */
  mayWrite: boolean;
  isOwner: boolean;
  choose: (clientId: string) => void;
};

export const TenantContext = createContext<Tenant | undefined>(undefined);

/** The tenant whose things are shown, and what this person may do there. */
export function useTenant(): Tenant {
  const tenant = useContext(TenantContext);
  if (!tenant) throw new Error("useTenant needs a TenantProvider above it");
  return tenant;
}
