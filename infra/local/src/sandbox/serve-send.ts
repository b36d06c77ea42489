import type { SandboxCore } from "./core.ts";
import type { SendTarget, StatusEffects } from "./faults/fault-engine.ts";
import type { Reply } from "./http/exchange.ts";
import { pause } from "./http/pause.ts";

/** How one vendor refuses and accepts. */
export type Vendor = {
  throttled(fault: { retryAfterMs: number; code?: number | undefined; status?: number | undefined }): Reply;
  serverError(status: number): Reply;
  error(code: number, status: number | undefined, message: string | undefined): Reply;
  /** Refuses by a name, where the vendor has names for it. */
  named?(code: string, status: number | undefined, message: string | undefined): Reply;
  /** The vendor's own rate limits; null lets the send through. */
  overLimit(): Reply | null;
  accept(effects: StatusEffects): Promise<Reply>;
};

/** Puts a valid send through the scripted faults, the limits and acceptance, in the order a vendor would. */
export async function serveSend(core: SandboxCore, target: SendTarget, vendor: Vendor): Promise<Reply> {
  const { latencyMs, refusal, broken, statuses } = core.faults.take(target);
  await pause(latencyMs, core.stopped);
  if (broken?.kind === "reset") return { hangUp: true };
  if (broken?.kind === "timeout-before") {
    await pause(broken.ms, core.stopped);
    return { hangUp: true };
  }
  if (refusal?.kind === "throttle") return vendor.throttled(refusal);
  if (refusal?.kind === "server-error") return vendor.serverError(refusal.status);
  if (refusal?.kind === "error") {
    const { code, status, message } = refusal;
    if (typeof code === "number") return vendor.error(code, status, message);
    return vendor.named?.(code, status, message) ?? vendor.serverError(500);
  }
  if (refusal?.kind === "redirect") return { status: 302, headers: { location: "https://example.com/" } };

  const reply = vendor.overLimit() ?? (await vendor.accept(statuses));
  if (broken?.kind === "garbled") return { status: 200, text: "<html>OK</html>" };
  if (broken?.kind !== "timeout-after") return reply;
  await pause(broken.ms, core.stopped);
  return { hangUp: true };
}
