/**
 * How lines are told apart. A line is a SKU and the shopper's attributes; its id is `{sku}~{suffix}`: no SKU contains
 * `~`, so a SKU and a line id are never mistaken for each other, and the id itself says which SKU it belongs to.
 * Invariant: an id stays with its line for as long as the line exists, in whichever list it is.
 */
const MARK = '~'
/** Between SKU and line id in the key of a further line. */
const FURTHER = '#'

/** @param place tells apart the lines that one step adds */
export function mintLineId(
  sku: string,
  { now, rank }: { readonly now: number; readonly rank: number },
  place?: number,
): string {
  // Ranks are unique within one life of a cart; the time tells lives apart, also after an object was restored.
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
