/**
 * The uploads that an edit of the catalogue names. Invariant: an edit that newly names an upload is written only after the
 * upload was found in its place, or brought back to it; sweep.ts relies on it.
 */
import { mediaOf } from '../../domain/media/image.ts'
import type { Media } from '../../domain/media/name.ts'
import type { Product } from '../../domain/product.ts'
import type { MediaStore } from './store.ts'

/** Uploads looked at together. */
const AT_ONCE = 6

type Shown = Pick<Product, 'images'> | null

/** The uploads that the product newly names and that are not stored. Without a store none is looked for. */
export async function missingIn(store: MediaStore | null, before: Shown, after: Shown): Promise<readonly Media[]> {
  if (!store || !after) return []
  const known = new Set(mediaOf(before?.images ?? []).map(({ name }) => name))
  const fresh = mediaOf(after.images).filter(({ name }) => !known.has(name))
  const missing: Media[] = []
  for (let from = 0; from < fresh.length; from += AT_ONCE) {
    const some = fresh.slice(from, from + AT_ONCE)
    const kept = await Promise.all(some.map((media) => store.keep(media)))
    missing.push(...some.filter((_, place) => !kept[place]))
  }
  return missing
}

export const NOT_STORED = 'is not stored here; upload the image again'
