/** Cuts a batch into pieces that a tier accepts. */
import type { ChunkLimit } from '../../tiers/limits.ts'

export function inChunks<Item>(items: readonly Item[], limit: ChunkLimit): readonly (readonly Item[])[] {
  const encoder = new TextEncoder()
  const chunks: Item[][] = []
  let room = 0
  for (const item of items) {
    const bytes = encoder.encode(JSON.stringify(item)).byteLength
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
