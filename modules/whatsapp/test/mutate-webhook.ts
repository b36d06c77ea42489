/** What a vendor, or someone who pretends to be one, may put in a field's place. */
const nasty: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  "",
  " ",
  "\0",
  "\ud800",
  "x".repeat(70_000),
  [],
  {},
  [[]],
  [null],
  [{}, {}],
  { low: 1, high: "x" },
  { message: { message: { message: {} } } },
  JSON.parse('{"__proto__":{"id":"x"},"constructor":null,"hasOwnProperty":1,"toString":{}}'),
  "constructor",
  "__proto__",
  "1773144000",
  -1773144000,
  "False",
  "120363000000000001@g.us",
  "210000000000011@lid",
  "status@broadcast",
  "status",
];
const unknownKeys = ["__proto__", "constructor", "toString", "unknown_field", "message", "type", ""];

/** Random numbers that are the same in every run. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A webhook's text read anew, with a few values replaced, removed, repeated or added at random places. */
export function mutateWebhook(text: string, random: (below: number) => number): unknown {
  let root: unknown = JSON.parse(text);
  for (let changes = random(4); changes >= 0; changes--) {
    const value = structuredClone(nasty[random(nasty.length)]);
    const place = placeIn(root, random);
    if (!place || random(500) === 0) root = value;
    else change(place.holder, place.key, value, random);
  }
  return root;
}

type Holder = Record<string, unknown>;

function change(holder: Holder, key: string, value: unknown, random: (below: number) => number): void {
  switch (random(7)) {
    case 0:
      delete holder[key];
      break;
    case 1:
      holder[key] = [holder[key], value];
      break;
    case 2:
      // As JSON would bring it: an own property, whatever its name.
      Object.defineProperty(holder, unknownKeys[random(unknownKeys.length)] ?? "", {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      break;
    case 3:
      holder[key] = { [key]: holder[key], message: holder[key] };
      break;
    default:
      holder[key] = value;
  }
}

/** Down from the top until the dice say stop. */
function placeIn(
  root: unknown,
  random: (below: number) => number,
): { holder: Holder; key: string } | undefined {
  let place: { holder: Holder; key: string } | undefined;
  let current = root;
  while (isHolder(current)) {
    const keys = Object.keys(current);
    const key = keys[random(keys.length)];
    if (key === undefined) return place;
    place = { holder: current, key };
    current = current[key];
    if (isHolder(current) && random(6) === 0) return place;
  }
  return place;
}

function isHolder(value: unknown): value is Holder {
  return typeof value === "object" && value !== null;
}
