import { api } from "./supabase.ts";

/** Under which this device keeps the tenant that was looked at last. */
export const lastClientKey = "nova.client";
/** What the list of campaigns asks first. */
export const firstCampaigns = { limit: 25 };

/** Asks for who is signed in, and for the campaigns where they are shown first, while the code of the page is still on its way. */
export function prepareFirstPage(path: string): void {
  api.askAhead("readMe", { params: {} });
  if (path !== "/" && path !== "/campaigns") return;
  const clientId = localStorage.getItem(lastClientKey);
  if (clientId) api.askAhead("listCampaigns", { params: { clientId }, query: firstCampaigns });
}
