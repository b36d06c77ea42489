/** Clocks of most of Brazil, and of whoever has no known area code. */
export const defaultTimeZone = "America/Sao_Paulo";

// One zone per state, not per offset: if a state keeps summer time again, only its own recipients move.
const dddsByZone: Record<string, string> = {
  "America/Sao_Paulo":
    "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 64",
  "America/Araguaina": "63",
  "America/Cuiaba": "65 66",
  "America/Campo_Grande": "67",
  "America/Rio_Branco": "68",
  "America/Porto_Velho": "69",
  "America/Bahia": "71 73 74 75 77",
  "America/Maceio": "79 82",
  // Fernando de Noronha (UTC-2) shares 81 with Recife; by far most of its phones are on the mainland.
  "America/Recife": "81 87",
  "America/Fortaleza": "83 84 85 86 88 89 98 99",
  "America/Belem": "91 94 96",
  "America/Santarem": "93",
  // The far west of 97 (Tabatinga, Eirunepe) is UTC-5; most of its people (Tefe, Coari, Humaita) keep Manaus time.
  "America/Manaus": "92 97",
  "America/Boa_Vista": "95",
};

const zones = new Map(
  Object.entries(dddsByZone).flatMap(([zone, ddds]) => ddds.split(" ").map((ddd) => [ddd, zone] as const)),
);

/** Brazil's 67 area codes. */
export const ddds: readonly string[] = [...zones.keys()].sort();

/** The IANA zone that most people of an area code live in; São Paulo's for an unknown one. */
export function timeZoneOfDdd(ddd: string | null): string {
  return zones.get(ddd ?? "") ?? defaultTimeZone;
}
