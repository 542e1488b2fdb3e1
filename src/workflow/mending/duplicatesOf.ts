/** What shares a key with another: lists of two and more, in the order of the first of each. */
export function duplicatesOf<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Map<Key, Item[]> {
  const byKey = new Map<Key, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const list = byKey.get(key)
    if (list) list.push(item)
    else byKey.set(key, [item])
  }
  return new Map([...byKey].filter(([, list]) => list.length > 1))
}
