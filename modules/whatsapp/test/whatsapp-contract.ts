import { type AppError, attempt } from "@nova/error-handler";
import type { Fetch, OutboundMessage, WhatsApp } from "../src/index.ts";
import type { startFakeServer, Treatment } from "./fake-server.ts";

/** One provider's adapter, as the contract that all share sees it. */
export type Adapter = {
  name: "meta" | "evolution";
  create: (baseUrl: string, options?: { fetch?: Fetch; secret?: string }) => WhatsApp;
  accepted: Treatment;
  acceptedId: string;
};

export const text: OutboundMessage = { kind: "text", text: "Olá!" };
export const to = { phone: "5511900000011" };
export const options = { trackId: "4f6c1d1e-0000-4000-8000-000000000001" };

/** How a send fails when the server treats it so. */
export async function failureOfSend(
  { create }: Adapter,
  server: Awaited<ReturnType<typeof startFakeServer>>,
  treatment: Treatment,
  timeoutMs = 2_000,
): Promise<AppError> {
  server.next(treatment);
  const result = await attempt(() => create(server.url).send(to, text, { ...options, timeoutMs }));
  if (result.ok) throw new Error("it did not fail");
  return result.error;
}
