/**
 * Reads the carts of a Redis with SCAN, page by page, so that neither this process nor Redis holds more than a page of
 * keys; a large hash is read in pages too. It only reads.
 */
import { Redis } from 'ioredis'

export const PREFIX = 'cart:'
const KEYS_PER_PAGE = 1_000
const FIELDS_PER_PAGE = 1_000
/** Far more lines than a shopper has; what is beyond is a fault, and would only fill the memory. */
const MAX_FIELDS = 100_000

export interface FoundCart {
  readonly key: string
  readonly userId: string
  readonly fields: ReadonlyMap<string, string>
}

/** A key that is no cart of the classic layout, with the reason. */
export interface OtherKey {
  readonly key: string
  readonly reason: string
  /** Pannier's own copies are expected where Pannier uses the same Redis. */
  readonly isPanniers: boolean
}

export class ClassicRedis {
  readonly #redis: Redis

  private constructor(redis: Redis) {
    this.#redis = redis
  }

  /** Throws a one-line error when Redis does not answer. */
  static async open(url: string): Promise<ClassicRedis> {
    const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 20 })
    let last = ''
    redis.on('error', (error: Error) => {
      last = error.message
    })
    const opened = await Promise.race([
      redis.connect().then(() => redis.ping()),
      new Promise<null>((done) => setTimeout(done, 5_000, null)),
    ]).catch(() => null)
    if (opened !== 'PONG') {
      redis.disconnect()
      throw new Error(`Redis at ${new URL(url).host} does not answer${last && `: ${last}`}`)
    }
    return new ClassicRedis(redis)
  }

  /**
   * The same key may come twice while Redis grows or shrinks its table.
   * @param match pattern of keys, which begins with the prefix
   */
  async *carts(match: string): AsyncGenerator<FoundCart | OtherKey> {
    let cursor = '0'
    do {
      const [next, keys] = await this.#redis.scan(cursor, 'MATCH', match, 'COUNT', KEYS_PER_PAGE)
      cursor = next
      for (const key of keys) yield await this.#read(key)
    } while (cursor !== '0')
  }

  async #read(key: string): Promise<FoundCart | OtherKey> {
    const asked = this.#redis.pipeline().type(key).hlen(key).hexists(key, 'meta')
    const [[, type] = [], [, fields] = [], [, meta] = []] = (await asked.exec()) ?? []
    if (type !== 'hash') return { key, reason: `the key is a ${type}, not a hash`, isPanniers: false }
    if (meta === 1) return { key, reason: "the hash is Pannier's own copy: it has the field meta", isPanniers: true }
    if (Number(fields) > MAX_FIELDS) {
      return { key, reason: `the hash has more than ${MAX_FIELDS} fields`, isPanniers: false }
    }
    return { key, userId: key.slice(PREFIX.length), fields: await this.#fieldsOf(key) }
  }

  async #fieldsOf(key: string): Promise<Map<string, string>> {
    const fields = new Map<string, string>()
    let cursor = '0'
    do {
      const [next, flat] = await this.#redis.hscan(key, cursor, 'COUNT', FIELDS_PER_PAGE)
      cursor = next
      for (let at = 0; at + 1 < flat.length; at += 2) fields.set(flat[at] ?? '', flat[at + 1] ?? '')
    } while (cursor !== '0')
    return fields
  }

  close(): void {
    this.#redis.disconnect()
  }
}
