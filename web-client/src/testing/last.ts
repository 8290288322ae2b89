/** The last of a list; undefined of an empty one. */
export function last<Item>(list: readonly Item[]): Item | undefined {
  return list[list.length - 1];
}
