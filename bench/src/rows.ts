/** One measured figure. `ratio` is value / against, both from the same run; null where there is nothing to hold it against. */
export type Row = { name: string; value: number; unit: string; against: number | null; ratio: number | null };

/** A row from unrounded figures; three significant digits are what a shared machine can tell apart. */
export function toRow(name: string, unit: string, value: number, against: number | null = null): Row {
  return {
    name,
    value: significant(value),
    unit,
    against: against === null ? null : significant(against),
    ratio: against === null || against === 0 ? null : significant(value / against),
  };
}

function significant(value: number): number {
  return Number(value.toPrecision(value >= 1000 ? 6 : 3));
}
