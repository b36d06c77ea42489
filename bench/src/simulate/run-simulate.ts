import { profiles } from "@nova/pacing";
import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { median } from "../statistics.ts";
import { measureReal } from "./measure-real.ts";
import { measureSimulation } from "./measure-simulation.ts";

/** `realRecipients`: 0 leaves the whole stack out. */
type Setting = { recipients: number; repetitions: number; realRecipients: number };

const usual: Setting = { recipients: 100_000, repetitions: 5, realRecipients: 1_000 };
const cases = [
  { name: "official", kind: "official", profile: profiles.official },
  { name: "official-tier-250", kind: "official", profile: { ...profiles.official, tierPerDay: 250 } },
  { name: "qr", kind: "qr", profile: profiles.qr },
] as const;

/** Campaigns played through, against one plan of the same slots; and a real run against its simulation. */
export async function runSimulate(
  scratch: Scratch,
  { recipients, repetitions, realRecipients }: Setting = usual,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, kind, profile } of cases) {
    scratch.log(`${name}: ${recipients} recipients`);
    const runs = Array.from({ length: repetitions }, () => measureSimulation(kind, profile, recipients));
    const seconds = median(runs.map(({ simulated }) => simulated));
    const bare = median(runs.map(({ planned, slots }) => slots / planned));
    rows.push(toRow(`simulate/${name}/seconds`, "s", seconds));
    rows.push(toRow(`simulate/${name}/rate`, "recipients/s", recipients / seconds, bare));
  }
  if (realRecipients > 0) {
    scratch.log("a real run on the whole stack");
    const { real, simulated } = await measureReal(scratch, realRecipients);
    rows.push(toRow("simulate/real-official-80/finish", "s", real, simulated));
  }
  return rows;
}
