/** Splits a batch into chunks that a tier accepts. */
import type { ChunkLimit } from '../../tiers/limits.ts'

const encoder = new TextEncoder()

/** Bytes of the item as JSON in UTF-8. */
export function byteLengthOf(item: unknown): number {
  return encoder.encode(JSON.stringify(item)).byteLength
}

export function inChunks<Item>(items: readonly Item[], limit: ChunkLimit): readonly (readonly Item[])[] {
  const chunks: Item[][] = []
  let room = 0
  for (const item of items) {
    const bytes = byteLengthOf(item)
    const last = chunks.at(-1)
    if (last && last.length < limit.copies && bytes <= room) {
      last.push(item)
      room -= bytes
    } else {
      chunks.push([item])
      room = limit.bytes - bytes
    }
  }
  return chunks
}
