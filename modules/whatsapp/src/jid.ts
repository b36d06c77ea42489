import { phoneDigits } from "./lenient-fields.ts";

const notPeople: Record<string, string> = {
  "g.us": "group",
  broadcast: "broadcast",
  newsletter: "channel",
};

/** Why an address belongs to no single person; undefined when it does. */
export function notAPerson(jid: string): string | undefined {
  const domain = jid.slice(jid.lastIndexOf("@") + 1);
  return Object.hasOwn(notPeople, domain) ? notPeople[domain] : undefined;
}

/** The phone in a JID, without its device; null for a LID, which has digits but is no phone. */
export function phoneOfJid(jid: string | undefined): string | null {
  return phoneDigits(/^(\d+)(?::\d+)?@s\.whatsapp\.net$/.exec(jid ?? "")?.[1]);
}

/** The LID among some addresses, without its device. */
export function lidOf(...jids: (string | undefined)[]): string | undefined {
  for (const jid of jids) {
    const digits = /^(\d+)(?::\d+)?@lid$/.exec(jid ?? "")?.[1];
    if (digits) return `${digits}@lid`;
  }
  return undefined;
}
