import { Readable } from "node:stream";
import { writeCell } from "@nova/contact-import";
import type { CampaignRecipient } from "@nova/supabase-client";
import { describeReason } from "./describe-reason.ts";

type Page = { items: CampaignRecipient[]; next: string | null };

const byteOrderMark = "\uFEFF";
const header = [
  ...["nome", "telefone", "situação", "motivo", "código"],
  ...["enviado em", "entregue em", "lido em", "respondido em", "variante"],
];
const statuses: Record<CampaignRecipient["status"], string> = {
  pending: "esperando",
  queued: "com hora marcada",
  sending: "enviando",
  sent: "enviada",
  delivered: "entregue",
  read: "lida",
  failed: "falhou",
  skipped: "pulado",
  cancelled: "cancelado",
  unconfirmed: "sem confirmação",
};
/** Made when it is first asked for: it wakes ICU, which no start needs. */
let instant: Intl.DateTimeFormat | undefined;

/** A CSV that Excel in Brazil opens as it is, page by page, so that no list has to fit in memory. No cell can become a formula. */
export async function exportRecipients(
  read: (after: string | undefined) => Promise<Page>,
): Promise<Readable> {
  const first = await read(undefined); // what is refused is refused before anything is written
  async function* pieces() {
    yield byteOrderMark + writeLine(header);
    for (let page = first; ; page = await read(page.next)) {
      yield page.items.map(writeRecipient).join("");
      if (page.next === null) return;
    }
  }
  return Readable.from(pieces());
}

function writeRecipient(one: CampaignRecipient): string {
  const { name, phone, status, reason, code, sentAt, deliveredAt, readAt, repliedAt, variant } = one;
  const why = describeReason({ reason, code })?.pt ?? "";
  const times = [sentAt, deliveredAt, readAt, repliedAt].map(at);
  return writeLine([name, phone, statuses[status], why, code, ...times, variant]);
}

function at(text: string | null): string {
  instant ??= new Intl.DateTimeFormat("pt-BR", {
    ...{ timeZone: "America/Sao_Paulo", dateStyle: "short", timeStyle: "medium" },
  });
  return text === null ? "" : instant.format(Date.parse(text)).replace(",", "");
}
const writeLine = (cells: (string | null)[]) => `${cells.map((cell) => writeCell(cell ?? "")).join(";")}\r\n`;
