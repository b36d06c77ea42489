// Preloaded into one process: its clock is off by CLOCK_OFF_MS, as a machine's without time synchronisation may be.
const offMs = Number(process.env.CLOCK_OFF_MS ?? 0);
const TrueDate = globalThis.Date;

globalThis.Date = class ShiftedDate extends TrueDate {
  constructor(...args) {
    if (args.length === 0) super(TrueDate.now() + offMs);
    else super(...args);
  }
  static now() {
    return TrueDate.now() + offMs;
  }
};
