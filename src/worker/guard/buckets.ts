/**
 * Token buckets in the isolate: no network, and bounded memory for any number of keys.
 * Invariant: a key gets at most `limit` units in a burst and `limit` per period after it, in this isolate.
 */
import { RecentlyUsed } from '../../tiers/recently-used.ts'

const REMEMBERED_KEYS = 20_000

export interface Quota {
  readonly name: string
  /** Units per period. */
  readonly limit: number
  readonly periodSeconds: number
}

export interface Taken {
  readonly allowed: boolean
  readonly remaining: number
  /** Seconds until a unit is available again (when refused), or until the bucket is full. */
  readonly resetSeconds: number
}

interface Bucket {
  units: number
  at: number
}

export class Buckets {
  readonly #buckets = new RecentlyUsed<Bucket>(REMEMBERED_KEYS)
  readonly quota: Quota
  readonly #unitsPerMs: number

  constructor(quota: Quota) {
    this.quota = quota
    this.#unitsPerMs = quota.limit / (quota.periodSeconds * 1000)
  }

  take(key: string, now: number): Taken {
    const { limit } = this.quota
    const bucket = this.#buckets.get(key) ?? this.#full(key, now)
    // A clock that went back adds no units.
    bucket.units = Math.min(limit, bucket.units + Math.max(0, now - bucket.at) * this.#unitsPerMs)
    bucket.at = now
    const allowed = bucket.units >= 1
    if (allowed) bucket.units -= 1
    const missing = allowed ? limit - bucket.units : 1 - bucket.units
    return {
      allowed,
      remaining: Math.floor(bucket.units),
      resetSeconds: Math.ceil(missing / this.#unitsPerMs / 1000),
    }
  }

  #full(key: string, at: number): Bucket {
    const bucket = { units: this.quota.limit, at }
    this.#buckets.set(key, bucket)
    return bucket
  }
}
