import { AuthClient } from "@supabase/auth-js";
import type { SupabaseClient } from "@supabase/supabase-js";
import { createApi } from "../api/create-api.ts";
import { readSettings } from "../settings.ts";

const page = document.querySelector<HTMLMetaElement>('meta[name="nova-settings"]')?.content;
const { supabaseUrl, supabaseAnonKey, apiUrl } = readSettings(page, import.meta.env);

/** Under which the browser keeps who is signed in. */
export const sessionKey = "nova.session";

/** Who is signed in. supabase-js has this very client, and much that the first page does not need. */
export const auth = new AuthClient({
  url: `${supabaseUrl}/auth/v1`,
  headers: { apikey: supabaseAnonKey, Authorization: `Bearer ${supabaseAnonKey}` },
  storageKey: sessionKey,
  detectSessionInUrl: false,
});

const accessToken = async () => (await auth.getSession()).data.session?.access_token;

let loading: Promise<SupabaseClient> | undefined;
/** Realtime and what may be read through row-level security, with the public key only: its code comes when it is first asked for. */
export function loadSupabase(): Promise<SupabaseClient> {
  loading ??= import("@supabase/supabase-js").then(
    ({ createClient }) =>
      createClient(supabaseUrl, supabaseAnonKey, {
        accessToken: async () => (await accessToken()) ?? null,
        realtime: { params: { eventsPerSecond: 20 } },
      }),
    (error) => {
      loading = undefined; // the network was away: whoever asks next tries again
      throw error;
    },
  );
  return loading;
}

/** Gives Realtime, where it runs, a renewed token: an old one would end its channels within the hour. */
export async function renewRealtime(token: string | undefined): Promise<void> {
  const supabase = await loading?.catch(() => undefined);
  await supabase?.realtime.setAuth(token ?? null);
}

/** Everything that changes something, on behalf of who is signed in. */
export const api = createApi({ apiUrl, accessToken });
