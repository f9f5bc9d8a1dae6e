/**
 * Ids of lines. A line is a SKU and the shopper's attributes; its id is `{sku}~{suffix}`. No SKU contains `~`, so a
 * name is either a SKU or a line id, and a line id contains its SKU.
 * Invariant: a line keeps its id for as long as it exists, also when it moves to another list.
 */
const MARK = '~'
/** Between SKU and line id in the key of a further line. */
const FURTHER = '#'

/** @param place makes the ids of several lines within one write different */
export function mintLineId(
  sku: string,
  { now, rank }: { readonly now: number; readonly rank: number },
  place?: number,
): string {
  // Ranks are unique within one life of a cart; the time makes ids of different lives differ, also after a restore.
  const parts = place === undefined ? [now, rank] : [now, rank, place]
  return sku + MARK + parts.map((part) => part.toString(36)).join('-')
}

/** The id of a line that was stored before lines had ids, when each place had one line per SKU. */
export function earlierLineId(sku: string, place: string): string {
  return sku + MARK + place
}

export function isLineId(name: string): boolean {
  return name.includes(MARK)
}

/** The SKU in a line id or in the key of a row; a SKU is returned as it is. */
export function skuOf(name: string): string {
  const end = name.search(/[~#]/)
  return end < 0 ? name : name.slice(0, end)
}

/** The key of a row: the first line of a SKU has the SKU itself, each further one has `{sku}#{lineId}`. */
export function furtherKey(lineId: string): string {
  return skuOf(lineId) + FURTHER + lineId
}

/** The beginning of the keys of the further lines of a SKU. */
export function furtherKeysOf(sku: string): string {
  return sku + FURTHER
}
