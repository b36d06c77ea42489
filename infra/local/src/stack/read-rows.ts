import { AppError } from "@nova/error-handler";
import * as z from "zod";

type Connection = { url: string; serviceKey: string; fetch?: typeof fetch; timeoutMs?: number };
type Filters = Record<string, string>;

/** Tables, views and functions through the API: what people look at here and no service needs a method for. */
export type Rows = {
  list: <T>(table: string, filters: Filters, row: z.ZodType<T>) => Promise<T[]>;
  count: (table: string, filters: Filters) => Promise<number>;
  /** A function whose answer nobody needs. Refused: `database.<sqlstate>`. */
  call: (name: string, args: Record<string, unknown>) => Promise<void>;
};

const refusalSchema = z.object({ code: z.string(), message: z.string() });

/** Asks as service_role, in PostgREST's words (`{ status: "eq.running", limit: "1" }`). */
export function createRows({
  url,
  serviceKey,
  fetch = globalThis.fetch,
  timeoutMs = 10_000,
}: Connection): Rows {
  const ask = async (path: string, init: RequestInit) => {
    const headers = { apikey: serviceKey, authorization: `Bearer ${serviceKey}`, ...init.headers };
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${url}/rest/v1/${path}`, { ...init, headers, signal });
    if (response.ok) return response;
    const refusal = refusalSchema.safeParse(await response.json().catch(() => undefined));
    const { code, message } = refusal.success
      ? refusal.data
      : { code: "unreadable", message: String(response.status) };
    throw new AppError(`database.${code.toLowerCase()}`, `${path.split("?")[0]}: ${message}`, {
      retry: "never",
    });
  };
  return {
    list: async (table, filters, row) => {
      const response = await ask(`${table}?${new URLSearchParams(filters)}`, { method: "GET" });
      return z.array(row).parse(await response.json());
    },
    count: async (table, filters) => {
      const query = new URLSearchParams({ ...filters, limit: "1" });
      const response = await ask(`${table}?${query}`, { method: "HEAD", headers: { prefer: "count=exact" } });
      return z.coerce.number().parse(response.headers.get("content-range")?.split("/")[1]);
    },
    call: async (name, args) => {
      const headers = { "content-type": "application/json" };
      await ask(`rpc/${name}`, { method: "POST", headers, body: JSON.stringify(args) });
    },
  };
}
