import { type Group, type Line, lineOf, push, sorted } from "./simulate-lines.ts";
import { createSimulatedTest } from "./simulate-test.ts";
import type { VariantTest } from "./simulate-types.ts";
import { timeZoneOfDdd } from "./time-zone-of-ddd.ts";

/** A waiting recipient: its place in the list, and its time zone's number. */
export type Row = { position: number; zone: number };

export type SimulatedLedger = ReturnType<typeof createSimulatedLedger>;

/** The waiting rows of one campaign, read as `read_sender_plan` reads them: by `not_before`, then by place in the list. */
export function createSimulatedLedger(
  ddds: readonly (string | null)[],
  startAt: number,
  variants: VariantTest | null = null,
) {
  const zones: string[] = [];
  const zoneOf = new Map<string | null, number>();
  const due: Group[] = [];
  const later: Group[] = [];
  const dueOf = new Map<number, number>();
  const test = createSimulatedTest(ddds.length, variants);
  const rest: Group = { notBefore: Number.POSITIVE_INFINITY, lines: new Map() };
  let waiting = ddds.length;

  if (waiting > 0) {
    const all: Group = { notBefore: startAt, lines: new Map() };
    for (const [position, ddd] of ddds.entries())
      push(lineOf(test.isIn(position) ? all : rest, zoneIndexOf(ddd)), position);
    if (all.lines.size > 0) later.push(all);
    letRestIn(test.decidedBefore(startAt));
  }

  /** The test is decided: whoever waited for it is due from then on. */
  function letRestIn(decidesAt: number | null): void {
    if (decidesAt === null || rest.lines.size === 0) return;
    const target = laterAt(decidesAt);
    for (const [zone, line] of rest.lines)
      for (const position of line.positions) push(lineOf(target, zone), position);
    rest.lines.clear();
  }

  function zoneIndexOf(ddd: string | null): number {
    const known = zoneOf.get(ddd);
    if (known !== undefined) return known;
    const name = timeZoneOfDdd(ddd);
    const at = zones.indexOf(name);
    const index = at >= 0 ? at : zones.push(name) - 1;
    zoneOf.set(ddd, index);
    return index;
  }

  /** Lets in what has become due. Everything else is asked of that moment. */
  function moveTo(now: number): void {
    for (let next = later[0]; next && next.notBefore <= now; next = later[0]) {
      later.shift();
      due.push(next);
      for (const [zone, { positions, head }] of next.lines) change(zone, positions.length - head);
    }
  }

  function change(zone: number, by: number): void {
    const count = (dueOf.get(zone) ?? 0) + by;
    if (count === 0) dueOf.delete(zone);
    else dueOf.set(zone, count);
  }

  function laterAt(notBefore: number): Group {
    const at = later.findIndex((group) => group.notBefore >= notBefore);
    const found = later[at];
    if (found?.notBefore === notBefore) return found;
    const made: Group = { notBefore, lines: new Map() };
    later.splice(at < 0 ? later.length : at, 0, made);
    return made;
  }

  /** At most `limit` rows that are due, in order. */
  function read(limit: number): Row[] {
    const rows: Row[] = [];
    for (const group of due) {
      if (rows.length >= limit) break;
      const fronts = [...group.lines].map(([zone, line]) => ({ zone, from: sorted(line), at: line.head }));
      while (rows.length < limit) {
        let next: (typeof fronts)[number] | undefined;
        let position = Number.POSITIVE_INFINITY;
        for (const front of fronts) {
          const candidate = front.from[front.at] ?? Number.POSITIVE_INFINITY;
          if (candidate < position) [next, position] = [front, candidate];
        }
        if (!next) break;
        rows.push({ position, zone: next.zone });
        next.at += 1;
      }
    }
    return rows;
  }

  /** Takes a due row out: it got a slot. When that was the last of a test, says when it is decided. */
  function take(row: Row, slotAt: number): number | null {
    remove(row);
    waiting -= 1;
    const decidesAt = test.take(row.position, slotAt);
    letRestIn(decidesAt);
    return decidesAt;
  }

  /** Sets a due row aside until a moment. */
  function defer(row: Row, until: number): void {
    remove(row);
    push(lineOf(laterAt(until), row.zone), row.position);
  }

  /**
   * Sets aside, each until its zone's moment, the due rows that come before the first one whose zone is not closed, and
   * says how many they were: what a planner does that is asked again while all it was given had to wait.
   */
  function deferClosed(closedUntil: (zone: number) => number | null): number {
    let deferred = 0;
    for (let group = due[0]; group; group = due[0]) {
      let firstOpen = Number.POSITIVE_INFINITY;
      for (const [zone, line] of group.lines)
        if (closedUntil(zone) === null)
          firstOpen = Math.min(firstOpen, sorted(line)[line.head] ?? Number.POSITIVE_INFINITY);
      for (const [zone, line] of [...group.lines]) {
        const until = closedUntil(zone);
        if (until !== null) deferred += moveUpTo(firstOpen, group, zone, line, until);
      }
      if (firstOpen < Number.POSITIVE_INFINITY) break;
      due.shift();
    }
    return deferred;
  }

  /** Moves a line's rows before a position to another moment; the whole line as it is, if it finds no other there. */
  function moveUpTo(position: number, from: Group, zone: number, line: Line, until: number): number {
    const rows = sorted(line);
    const start = line.head;
    if ((rows[start] ?? position) >= position) return 0;
    const target = laterAt(until);
    if (position === Number.POSITIVE_INFINITY && !target.lines.has(zone)) {
      target.lines.set(zone, line);
      from.lines.delete(zone);
      change(zone, start - rows.length);
      return rows.length - start;
    }
    for (let next = rows[start]; next !== undefined && next < position; next = rows[++line.head])
      push(lineOf(target, zone), next);
    if (line.head >= rows.length) from.lines.delete(zone);
    change(zone, start - line.head);
    return line.head - start;
  }

  function remove({ position, zone }: Row): void {
    for (const [at, group] of due.entries()) {
      const line = group.lines.get(zone);
      if (!line || line.positions[line.head] !== position) continue;
      line.head += 1;
      change(zone, -1);
      if (line.head >= line.positions.length) group.lines.delete(zone);
      if (group.lines.size === 0) due.splice(at, 1);
      return;
    }
    throw new Error(`row ${position} left out of order`); // rows of a zone fare alike, so this cannot happen
  }

  return {
    zones,
    moveTo,
    read,
    take,
    defer,
    deferClosed,
    /** The zones of whoever is due. */
    dueZones: () => dueOf.keys(),
    isDue: () => dueOf.size > 0,
    undecidedForMs: test.undecidedForMs,
    /** When the next row becomes due. */
    nextDueAt: () => later[0]?.notBefore ?? Number.POSITIVE_INFINITY,
    get waiting() {
      return waiting;
    },
  };
}
