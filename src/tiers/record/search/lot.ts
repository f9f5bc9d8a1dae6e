/**
 * The lot of a product: a hash of its SKU by which samples of all products are drawn, so that similar SKUs are mixed.
 */
export const LOTS = 1_024

/** FNV-1a over the characters, with its high bits mixed into the low ones. */
export function lotOf(sku: string): number {
  let hash = 0x811c9dc5
  for (const character of sku) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) % LOTS
}
