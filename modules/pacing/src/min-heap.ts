export type MinHeap<T> = {
  readonly size: number;
  peek: () => T | undefined;
  push: (item: T) => void;
  pop: () => T | undefined;
};

/** A queue that gives the item with the lowest key first. */
export function createMinHeap<T>(keyOf: (item: T) => number): MinHeap<T> {
  const keys: number[] = [];
  const items: T[] = [];

  const key = (at: number): number => keys[at] ?? Number.POSITIVE_INFINITY;

  function swap(a: number, b: number): void {
    const [itemA, itemB, keyA, keyB] = [items[a], items[b], keys[a], keys[b]];
    if (itemA === undefined || itemB === undefined || keyA === undefined || keyB === undefined) return;
    items[a] = itemB;
    items[b] = itemA;
    keys[a] = keyB;
    keys[b] = keyA;
  }

  function push(item: T): void {
    let at = items.push(item) - 1;
    keys.push(keyOf(item));
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (key(parent) <= key(at)) return;
      swap(parent, at);
      at = parent;
    }
  }

  function pop(): T | undefined {
    swap(0, items.length - 1);
    keys.pop();
    const top = items.pop();
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const lower = key(left + 1) < key(left) ? left + 1 : left;
      if (key(lower) >= key(at)) return top;
      swap(at, lower);
      at = lower;
    }
  }

  return {
    get size() {
      return items.length;
    },
    peek: () => items[0],
    push,
    pop,
  };
}
