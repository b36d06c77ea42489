/** Where the dashboard finds its servers. All of it is public: never the service key. */
export type Settings = { supabaseUrl: string; supabaseAnonKey: string; apiUrl: string };

type Given = Partial<Record<"VITE_SUPABASE_URL" | "VITE_SUPABASE_ANON_KEY" | "VITE_API_URL", string>>;

/** From the page's own `nova-settings` (a server that fills it in serves one build anywhere), else from the build. */
export function readSettings(pageSettings: string | undefined, built: Given): Settings {
  const given: Given = { ...built, ...parse(pageSettings) };
  const missing = (["VITE_SUPABASE_URL", "VITE_SUPABASE_ANON_KEY", "VITE_API_URL"] as const).filter(
    (name) => !given[name],
  );
  if (missing.length > 0) throw new Error(`The dashboard was built without ${missing.join(", ")}.`);
  const trim = (url = "") => url.replace(/\/+$/, "");
  return {
    supabaseUrl: trim(given.VITE_SUPABASE_URL),
    supabaseAnonKey: given.VITE_SUPABASE_ANON_KEY ?? "",
    apiUrl: trim(given.VITE_API_URL),
  };
}

function parse(text: string | undefined): Given {
  const value: unknown = text ? JSON.parse(text) : {};
  return typeof value === "object" && value !== null ? value : {};
}
