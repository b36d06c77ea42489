import type { Slot } from "@nova/pacing";

export type SlotGroup = { at: Date; sendIds: string[] };

/**
 * Gathers slots that are published together: one delayed publish per group, at its first slot. A group spans half of
 * the second by which a claim may be early, so nobody has to wait for its own slot inside a worker; and it ends with its
 * minute, because no claim may be early into the minute before its slot.
 */
export function groupSlots(slots: readonly Slot[], groupMs = 500): SlotGroup[] {
  const groups: SlotGroup[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const { id, slotAt } of [...slots].sort((a, b) => a.slotAt - b.slotAt)) {
    if (slotAt >= end) {
      groups.push({ at: new Date(slotAt), sendIds: [] });
      end = Math.min(slotAt + groupMs, (Math.floor(slotAt / 60_000) + 1) * 60_000);
    }
    groups.at(-1)?.sendIds.push(id);
  }
  return groups;
}
