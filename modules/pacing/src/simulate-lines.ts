/** Places in the list that leave in order. */
export type Line = { positions: number[]; head: number; isSorted: boolean };
/** Who may not be looked at before one moment, by time zone: within a zone all fare alike, so they leave in order. */
export type Group = { notBefore: number; lines: Map<number, Line> };

/** The line of a zone, made when it is first asked for. */
export function lineOf(group: Group, zone: number): Line {
  const line = group.lines.get(zone) ?? { positions: [], head: 0, isSorted: true };
  group.lines.set(zone, line);
  return line;
}

/** Puts a place at the end of its line. */
export function push(line: Line, position: number): void {
  const last = line.positions.at(-1);
  if (last !== undefined && last > position) line.isSorted = false;
  line.positions.push(position);
}

/** The places of a line in order, from its head on. */
export function sorted(line: Line): number[] {
  if (line.isSorted) return line.positions;
  line.positions = line.positions.slice(line.head).sort((a, b) => a - b);
  line.head = 0;
  line.isSorted = true;
  return line.positions;
}
