const nasty: unknown[] = [
  ...[null, true, false, 0, -1, 1e308, "", "\0", "\ud800", "x".repeat(10_000), [], {}, [[]], [null]],
  ...["constructor", "__proto__", "1773144000", -1773144000, "99999999999999999999", "SAIR", "5511987654321"],
  JSON.parse('{"__proto__":{"id":"x"},"constructor":null,"hasOwnProperty":1,"toString":{}}'),
];

/** Whole numbers below a limit, the same for the same seed. */
export function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The body with values replaced, removed, repeated or added at random places, and now and then cut in its text. */
export function mutateJson(body: unknown, next: (below: number) => number): string {
  let root: unknown = structuredClone(body);
  for (let change = next(4); change >= 0; change--) {
    const places: { holder: object; key: string }[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      for (const key of Object.keys(value)) {
        places.push({ holder: value, key });
        walk(Reflect.get(value, key));
      }
    };
    walk(root);
    const place = places[next(places.length)];
    const value = structuredClone(nasty[next(nasty.length)]);
    const kind = next(6);
    if (!place || next(200) === 0) root = value;
    else if (kind === 0) Reflect.deleteProperty(place.holder, place.key);
    else if (kind === 1) Reflect.set(place.holder, place.key, [Reflect.get(place.holder, place.key), value]);
    else if (kind === 2) Reflect.set(place.holder, `unknown_${change}`, value);
    else Reflect.set(place.holder, place.key, value);
  }
  const text = JSON.stringify(root) ?? "null";
  return next(40) === 0 ? text.slice(0, next(text.length)) : text;
}
