import { randomBytes } from "node:crypto";
import type { SandboxCore } from "../core.ts";
import { type createEvolutionWebhooks, evolutionInbound } from "../evolution/evolution-webhooks.ts";
import { newWamid } from "../meta/identity.ts";
import { type createMetaWebhooks, metaInbound } from "../meta/meta-webhooks.ts";
import { contentHash, type Entry } from "../record/entry.ts";
import { couldBePhone, digitsOf, waIdOf } from "../wa-id.ts";
import type { InboundInput } from "./control-schemas.ts";

type Ports = {
  core: SandboxCore;
  meta: ReturnType<typeof createMetaWebhooks>;
  evolution: ReturnType<typeof createEvolutionWebhooks>;
};
type Received = { ok: true; id: string } | { ok: false; problem: string };

/** Lets a phone write to the business: recorded, and posted as the vendor would. */
export function createReceiveInbound({ core, meta, evolution }: Ports) {
  return function receive(input: InboundInput): Received {
    const waId = waIdOf(input.from);
    if (!couldBePhone(waId)) return { ok: false, problem: "from is not a phone" };
    const instance = core.state.instances.find((one) => one.name === input.sender);
    if (input.provider === "evolution" && !instance) return { ok: false, problem: "no such instance" };

    const { button } = input;
    const text = input.text || button?.title || "";
    if (text === "") return { ok: false, problem: "text or button is required" };
    const name = input.name ?? core.contact(waId)?.name ?? `Contato ${waId.slice(-4)}`;
    const entry: Entry = {
      provider: input.provider,
      direction: "in",
      sender: input.sender,
      recipient: digitsOf(input.from),
      waId,
      trackId: "",
      type: button ? "button" : "text",
      text,
      hash: contentHash(input.sender, waId, "in", text),
      at: new Date(core.now()).toISOString(),
      id:
        input.provider === "meta"
          ? newWamid(waId, "in")
          : `3A${randomBytes(9).toString("hex").toUpperCase()}`,
      ends: "none",
    };
    const context = contextOf(core, input, waId);
    core.record.append(entry);
    if (instance && input.provider === "evolution") {
      const data = evolutionInbound(core, instance, { entry, name, button, contextId: context?.id });
      void evolution.post(instance, "messages.upsert", data);
    } else void meta.post(metaInbound({ entry, name, button, context }));
    return { ok: true, id: entry.id };
  };
}

/** A tapped button belongs to the newest message that had it; a plain text to none unless it says so. */
function contextOf(
  { record }: SandboxCore,
  input: InboundInput,
  waId: string,
): { id: string; type: string } | undefined {
  if (!input.button && !input.contextId) return undefined;
  let looked = 0;
  for (const row of record.index.thread(waId)) {
    if (looked++ > 200) break;
    if (record.index.isInbound(row)) continue;
    const entry = record.read(row);
    if (entry.sender !== input.sender) continue;
    const isIt = input.contextId
      ? entry.id === input.contextId
      : entry.buttons?.some((one) => one.id === input.button?.id);
    if (isIt) return { id: entry.id, type: entry.type };
  }
  return input.contextId ? { id: input.contextId, type: "text" } : undefined;
}
