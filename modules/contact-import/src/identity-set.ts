/** Which numbers were seen, and in which line first. A million take 24 MB. */
export type IdentitySet = { firstLineOf(phone: string, line: number): number | null; size(): number };

const emptyKey = 0;

/** A hash table in two flat arrays: an E.164 number has at most 15 digits, which a double holds exactly. */
export function createIdentitySet(expected = 1_024): IdentitySet {
  let capacity = 2 ** Math.ceil(Math.log2(Math.max(expected, 8) * 2));
  let keys = new Float64Array(capacity);
  let lines = new Uint32Array(capacity);
  let size = 0;

  function slotOf(key: number): number {
    const mask = capacity - 1;
    const mixed = Math.imul((key % 0x1_0000_0000) ^ (key / 0x1_0000_0000), 0x9e3779b1) >>> 0;
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (keys[slot] !== emptyKey && keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }
  function grow(): void {
    const [oldKeys, oldLines] = [keys, lines];
    capacity *= 2;
    keys = new Float64Array(capacity);
    lines = new Uint32Array(capacity);
    oldKeys.forEach((key, index) => {
      if (key === emptyKey) return;
      const slot = slotOf(key);
      keys[slot] = key;
      lines[slot] = oldLines[index] ?? 0;
    });
  }

  return {
    /** The line in which the number was first seen; null if that is now. */
    firstLineOf(phone, line) {
      const key = Number(phone);
      const slot = slotOf(key);
      if (keys[slot] === key) return lines[slot] ?? line;
      keys[slot] = key;
      lines[slot] = line;
      if (++size * 2 > capacity) grow();
      return null;
    },
    size: () => size,
  };
}
