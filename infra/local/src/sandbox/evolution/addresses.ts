import type { SandboxCore } from "../core.ts";
import { couldBePhone, waIdOf } from "../wa-id.ts";

export type Address = { jid: string; waId: string; exists: boolean };

/** The JID that the server makes of a number; the ninth digit goes for area codes from 31 on. */
export function addressOf(core: SandboxCore, number: string): Address {
  if (number.endsWith("@g.us")) return { jid: number, waId: number, exists: true };
  if (number.endsWith("@lid")) {
    const known = core.state.contacts.find((contact) => contact.lid === number);
    return { jid: number, waId: known ? waIdOf(known.phone) : number, exists: true };
  }
  const waId = waIdOf(number);
  const exists = couldBePhone(waId) && waId.length >= 10 && core.contact(waId)?.hasWhatsApp !== false;
  return { jid: `${waId}@s.whatsapp.net`, waId, exists };
}
