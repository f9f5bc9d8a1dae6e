/** The hottest products for sale: from L2, or else from the record's roll-ups; cached in the isolate for seconds. */
import type { Heat, HeatWindow } from '../../domain/heat.ts'
import type { HeatRank, HeatTier } from '../../tiers/heat.ts'
import { Memory } from '../../tiers/memory.ts'
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Policies } from '../guard/policies.ts'

export interface RankingTiers {
  readonly l2: HeatTier | null
  readonly record: HeatTier
}

const MEMORY_BYTES = 1024 * 1024
const MEMORY_TTL_MS = 3_000
/** Twice the maximum of a request, because some products may no longer be for sale. */
const MAX_TOP = 200

export class Rankings {
  readonly #tiers: RankingTiers
  readonly #catalogue: Pick<Catalogue, 'getMany'>
  readonly #policies: Pick<Policies, 'oldValues'>
  readonly #top = new Memory<readonly Heat[]>({ maxBytes: MEMORY_BYTES, random: Math.random })
  readonly #ranks = new Memory<HeatRank>({ maxBytes: MEMORY_BYTES, random: Math.random })

  constructor(tiers: RankingTiers, catalogue: Pick<Catalogue, 'getMany'>, policies: Pick<Policies, 'oldValues'>) {
    this.#tiers = tiers
    this.#catalogue = catalogue
    this.#policies = policies
  }

  /** The hottest products for sale, at most 200. Throws TierError. */
  async top(window: HeatWindow): Promise<readonly Heat[]> {
    const held = this.#top.get(window)?.value
    if (held) return held
    const { l2, record } = this.#tiers
    const now = Date.now()
    // Fails open: when Redis does not answer or has lost its counts, the record's roll-ups answer.
    const inL2 = l2 ? await l2.hottest(window, now, MAX_TOP).catch(() => []) : []
    const all = inL2.length > 0 ? inL2 : await record.hottest(window, now, MAX_TOP)
    const skus = all.map(({ sku }) => sku)
    const products = await this.#catalogue.getMany(skus, this.#policies.oldValues('browsing'))
    const top = all.filter(({ sku }) => products.get(sku)?.status === 'active')
    this.#top.put(window, { version: 0, value: top }, 100 * top.length, MEMORY_TTL_MS)
    return top
  }

  /** The rank of a product for sale; beyond the top, products not for sale take ranks too. Throws TierError. */
  async rank(window: HeatWindow, sku: string): Promise<HeatRank | null> {
    const top = await this.top(window)
    const place = top.findIndex((heat) => heat.sku === sku)
    const found = top[place]
    if (found) return { rank: place + 1, score: found.score }
    const key = `${window} ${sku}`
    const held = this.#ranks.get(key)
    if (held) return held.value
    const { l2, record } = this.#tiers
    const now = Date.now()
    // Fails open: without an answer from Redis, the record's roll-ups answer.
    const inL2 = l2 && (await l2.heatRank(window, now, sku).catch(() => null))
    const rank = inL2 ?? (await record.heatRank(window, now, sku))
    this.#ranks.put(key, { version: 0, value: rank }, 0, MEMORY_TTL_MS)
    return rank
  }
}
