/**
 * Uploaded images in R2, under their names. An image that no product has named for a day is first set aside, where it is
 * still served, and a day later removed (ADR 42). Invariant: an image that a product names is never removed, also when
 * the product is edited during the removal; sweep.ts states how. Fails closed: R2's faults are `unavailable`.
 */
import { unavailable } from '../../contract/problem.ts'
import { MEDIA_TYPES, type Media } from '../../domain/media/name.ts'

/** The two places of an image. */
export type Place = 'media' | 'aside'

export interface Listed {
  readonly name: string
  readonly uploadedAt: number
}

/** Bounds what one run reads: four lists of R2. */
const MAX_PAGES = 4

export class MediaStore {
  readonly #bucket: R2Bucket

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket
  }

  /** Writes even what is stored, so that the day before an unused image is set aside begins again. */
  async put(media: Media, bytes: Uint8Array<ArrayBuffer>): Promise<{ readonly isNew: boolean }> {
    return here(async () => {
      const known = await this.#bucket.head(key('media', media.name))
      await this.#bucket.put(key('media', media.name), bytes, this.#options(media))
      return { isNew: known === null }
    })
  }

  async get({ name }: Media): Promise<R2ObjectBody | null> {
    return here(
      async () => (await this.#bucket.get(key('media', name))) ?? (await this.#bucket.get(key('aside', name))),
    )
  }

  /** Makes sure that the image is in its place, and brings it back if it was set aside. False if there is none. */
  async keep(media: Media): Promise<boolean> {
    return here(async () => {
      const isThere = (await this.#bucket.head(key('media', media.name))) !== null
      return isThere || this.#copy(media, 'aside', 'media')
    })
  }

  /** The copy is complete before the original goes, so that the image is served all the time. */
  async move(media: Media, from: Place, to: Place): Promise<void> {
    await here(async () => {
      if (await this.#copy(media, from, to)) await this.#bucket.delete(key(from, media.name))
    })
  }

  async remove(place: Place, names: readonly string[]): Promise<void> {
    if (names.length > 0) await here(() => this.#bucket.delete(names.map((name) => key(place, name))))
  }

  /** The images whose names begin with `prefix`. */
  async list(place: Place, prefix: string): Promise<readonly Listed[]> {
    return here(async () => {
      const found: Listed[] = []
      let cursor: string | undefined
      for (let page = 0; page < MAX_PAGES; page++) {
        const listed: R2Objects = await this.#bucket.list({ prefix: key(place, prefix), ...(cursor && { cursor }) })
        for (const object of listed.objects) {
          found.push({ name: object.key.slice(key(place, '').length), uploadedAt: object.uploaded.getTime() })
        }
        if (!listed.truncated) break
        cursor = listed.cursor
      }
      return found
    })
  }

  async #copy(media: Media, from: Place, to: Place): Promise<boolean> {
    const found = await this.#bucket.get(key(from, media.name))
    if (!found) return false
    await this.#bucket.put(key(to, media.name), await found.arrayBuffer(), this.#options(media))
    return true
  }

  /** R2 compares the digest with what it has received. */
  #options({ format, digest }: Media): R2PutOptions {
    return { httpMetadata: { contentType: MEDIA_TYPES[format] }, sha256: digest }
  }
}

function key(place: Place, name: string): string {
  return `${place}/${name}`
}

async function here<Value>(use: () => Promise<Value>): Promise<Value> {
  try {
    return await use()
  } catch {
    throw unavailable('The store of images does not answer right now. Try again.')
  }
}
