import type { Address, IngestGroup } from "@nova/supabase-client";
import {
  canonicalWaId,
  classifyError,
  type InboundEvent,
  isOptInText,
  isOptOutText,
  type MessageEvent,
  type ParsedWebhook,
  type PreferenceEvent,
  type StatusEvent,
} from "@nova/whatsapp";
import { addressOf, clean } from "./address-of.ts";
import { addChange, addSaid } from "./plan-conversation.ts";

const isAttemptId = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** What a parsed webhook means to the ledger: statuses, opt-outs, replies, messages, connection and template states, by sender. Pure. */
export function planIngest(parsed: ParsedWebhook, confirmation: string): IngestGroup[] {
  const groups: IngestGroup[] = [];
  for (const { sender, events } of parsed) {
    const id = sender.phoneNumberId ?? sender.instance ?? sender.wabaId;
    if (id === undefined) continue; // nothing says whose it is; the raw body is kept
    const group: IngestGroup = {
      sender: clean(id),
      statuses: [],
      optOuts: [],
      optIns: [],
      templateStatuses: [],
    };
    for (const event of events) add(group, event, confirmation);
    groups.push(group);
  }
  return groups;
}

/** Echoes of what the API sent, which may tell the fate of an attempt whose answer was lost. */
export function findEchoes(parsed: ParsedWebhook): { instance: string; echo: MessageEvent }[] {
  return parsed.flatMap(({ sender: { instance }, events }) =>
    events.flatMap((event) =>
      instance !== undefined && event.kind === "message" && event.sentByApi === true
        ? [{ instance, echo: event }]
        : [],
    ),
  );
}

function add(group: IngestGroup, event: InboundEvent, confirmation: string): void {
  if (event.kind === "status") {
    const { externalId, trackId, status, at, errorCode, errorTitle, recipientUserId } = event;
    group.statuses.push({
      externalId: clean(externalId),
      status,
      ...(trackId !== undefined && { trackId: clean(trackId) }),
      ...(at !== null && { at: at.toISOString() }),
      ...(recipientUserId !== undefined && { userId: clean(recipientUserId) }),
      ...(errorCode !== undefined && { errorCode: clean(errorCode) }),
      ...(errorTitle !== undefined && { errorTitle: clean(errorTitle) }),
    });
    const refuser = refuserOf(event);
    if (refuser) group.optOuts.push(refuser);
  } else if (event.kind === "sender-state" && event.state !== "connecting") {
    group.senderState = { state: event.state, ...(event.code !== undefined && { code: clean(event.code) }) };
  } else if (event.kind === "template") {
    group.templateStatuses.push({
      name: clean(event.name),
      language: clean(event.language),
      ...(event.status !== undefined && { status: event.status }),
      ...(event.quality !== undefined && { quality: clean(event.quality) }),
    });
  } else if (event.kind === "preference") {
    addPreference(group, event);
  } else if (event.kind === "message" && event.sentByApi && isAttemptId.test(event.trackId ?? "")) {
    // uazapi gives back what was sent along: the send is out, whatever became of the answer to it.
    const { externalId, trackId = "", at } = event;
    group.statuses.push({
      externalId: clean(externalId),
      trackId,
      status: "sent",
      ...(at !== null && { at: at.toISOString() }),
    });
  } else if (event.kind === "message") {
    addSaid(group, event);
    if (event.direction === "out") return;
    addReply(group, event);
    addMessage(group, event, confirmation);
  } else if (event.kind === "edit" || event.kind === "delete") {
    addChange(group, event);
  }
}

/** Whatever a person writes may answer a send, an answering machine's words too; a reaction only what it is on. */
function addReply(group: IngestGroup, { externalId, contextId, type, at, ...author }: MessageEvent): void {
  const address = addressOf(author);
  const isReaction = type === "reaction";
  if (type === "system" || type === "welcome" || !(isReaction ? contextId : (address ?? contextId))) return;
  group.replies ??= [];
  group.replies.push({
    externalId: clean(externalId),
    ...address,
    ...(contextId !== undefined && { contextId: clean(contextId) }),
    ...(isReaction && { isReaction }),
    ...(at !== null && { at: at.toISOString() }),
  });
}

/** Who told the provider, rather than us, to be left alone: it is an opt-out all the same, and needs no confirmation. */
function refuserOf({ errorCode, recipientPhone, recipientUserId }: StatusEvent): Address | undefined {
  if (errorCode === undefined || classifyError("meta", errorCode).action !== "opt-out") return undefined;
  const phone = recipientPhone === undefined ? null : canonicalWaId(recipientPhone);
  if (phone) return { kind: "phone", value: phone };
  return recipientUserId === undefined ? undefined : { kind: "bsuid", value: clean(recipientUserId) };
}

/** WhatsApp has confirmed it to the person already. */
function addPreference(group: IngestGroup, { wantsMarketing, phone, userId, at }: PreferenceEvent): void {
  const address = addressOf({ phone, userId });
  if (!address) return;
  const word = { ...address, ...(at !== null && { at: at.toISOString() }) };
  if (wantsMarketing) group.optIns.push(word);
  else group.optOuts.push(word);
}

function addMessage(group: IngestGroup, message: MessageEvent, confirmation: string): void {
  const address = addressOf(message);
  const said = [message.buttonPayload, message.text].filter((text) => text !== undefined);
  if (!address || message.type === "reaction") return;
  const word = { ...address, ...(message.at !== null && { at: message.at.toISOString() }) };
  if (said.some(isOptOutText)) {
    const name = message.name === undefined ? {} : { name: clean(message.name).slice(0, 200) };
    const answered = message.contextId === undefined ? {} : { contextId: clean(message.contextId) };
    group.optIns = group.optIns.filter((one) => !isSamePerson(one, word));
    group.optOuts.push({ ...word, ...name, ...answered, confirmation });
  } else if (said.some(isOptInText)) {
    group.optOuts = group.optOuts.filter((one) => !isSamePerson(one, word) || isLater(one, word));
    if (!group.optOuts.some((one) => isSamePerson(one, word))) group.optIns.push(word);
  }
}

function isSamePerson(one: Address, other: Address): boolean {
  return one.kind === other.kind && one.value === other.value;
}

/** Within one body the person's last word counts: by their clock, where there is one, else by its place. */
function isLater(one: { at?: string }, other: { at?: string }): boolean {
  return one.at !== undefined && other.at !== undefined && one.at > other.at;
}
