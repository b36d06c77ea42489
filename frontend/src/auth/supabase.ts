import { createClient } from "@supabase/supabase-js";
import { createApi } from "../api/create-api.ts";
import { readSettings } from "../settings.ts";

const page = document.querySelector<HTMLMetaElement>('meta[name="nova-settings"]')?.content;
const settings = readSettings(page, import.meta.env);

/** Under which the browser keeps who is signed in. */
export const sessionKey = "nova.session";

/** Sign-in, Realtime and what may be read through row-level security: with the public key only. */
export const supabase = createClient(settings.supabaseUrl, settings.supabaseAnonKey, {
  auth: { storageKey: sessionKey, detectSessionInUrl: false },
  realtime: { params: { eventsPerSecond: 20 } },
});

/** Everything that changes something, on behalf of who is signed in. */
export const api = createApi({
  apiUrl: settings.apiUrl,
  accessToken: async () => (await supabase.auth.getSession()).data.session?.access_token,
});
