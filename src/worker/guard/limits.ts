/**
 * Request limits: each class has a bucket in the isolate, backed by the platform's limiter for the location.
 * Fails open: when the platform's limiter fails, the request passes, and only the isolate's own bucket limits it.
 */
import type { Config } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { Problem } from '../../contract/problem.ts'
import { type Counter, type Metrics, Registry } from '../../domain/metrics/registry.ts'
import { Buckets, type Quota } from './buckets.ts'

export type LimitHeaders = Readonly<Record<'RateLimit-Policy' | 'RateLimit', string>>
export type LimitClass =
  | 'address'
  | 'read'
  | 'search'
  | 'write'
  | 'login'
  | 'checkout'
  | 'proof'
  | 'coupon'
  | 'view'
  | 'upload'

/** Units per minute, before RATE_LIMIT_SCALE; the limiters in wrangler.toml have the same values. */
const PER_MINUTE: { readonly [C in LimitClass]: number } = {
  address: 3000,
  read: 600,
  // An uncached search is the most expensive request that a stranger can cause in the record.
  search: 120,
  write: 300,
  login: 120,
  checkout: 60,
  /** Repeated proofs of the password of one account. */
  proof: 10,
  /** Codes that one shopper or one address tries. */
  coupon: 30,
  /** Views of one product from one address that count for the ranking. */
  view: 5,
  /** Images that one operator uploads. */
  upload: 60,
}

/**
 * While more than this share of its bucket remains, a key is not checked with the platform's limiter, which saves the
 * call. A client spread over many isolates gains a tenth of its quota in each.
 */
const LOCAL_SHARE = 0.9

interface Limiter {
  readonly buckets: Buckets
  readonly policy: string
  readonly location: RateLimit | undefined
  readonly allowed: Counter
  readonly refused: Counter
}

export class Limits {
  readonly #limiters: { readonly [C in LimitClass]: Limiter }
  readonly #now: () => number

  constructor(
    config: Pick<Config, 'RATE_LIMIT_SCALE'>,
    env: Env,
    now: () => number = Date.now,
    metrics: Metrics = new Registry(),
  ) {
    const limiter = (name: LimitClass, location: RateLimit | undefined): Limiter => {
      const quota: Quota = { name, limit: Math.max(1, PER_MINUTE[name] * config.RATE_LIMIT_SCALE), periodSeconds: 60 }
      const policy = `"${name}";q=${Math.floor(quota.limit)};w=${quota.periodSeconds}`
      const counter = (decision: 'allowed' | 'refused') =>
        metrics.counter('rate_limit_decisions_total', { bucket: name, decision })
      const counters = { allowed: counter('allowed'), refused: counter('refused') }
      return { buckets: new Buckets(quota), policy, location, ...counters }
    }
    this.#limiters = {
      address: limiter('address', env.LIMIT_ADDRESS),
      read: limiter('read', env.LIMIT_READ),
      search: limiter('search', env.LIMIT_SEARCH),
      write: limiter('write', env.LIMIT_WRITE),
      login: limiter('login', env.LIMIT_LOGIN),
      checkout: limiter('checkout', env.LIMIT_CHECKOUT),
      proof: limiter('proof', undefined),
      coupon: limiter('coupon', undefined),
      view: limiter('view', undefined),
      upload: limiter('upload', undefined),
    }
    this.#now = now
  }

  /**
   * Takes one unit. Throws `rate_limited`, synchronously or in the promise; returns the headers with the remaining
   * units.
   * Returns without a promise when the isolate decides by itself, because nearly every request calls this twice.
   */
  take(limit: LimitClass, key: string): LimitHeaders | Promise<LimitHeaders> {
    const limiter = this.#limiters[limit]
    const { buckets, policy, location } = limiter
    const { name } = buckets.quota
    const taken = buckets.take(key, this.#now())
    // RateLimit fields for HTTP (draft-ietf-httpapi-ratelimit-headers).
    const rest = `"${name}";r=${taken.remaining};t=${taken.resetSeconds}`
    const headers = { 'RateLimit-Policy': policy, RateLimit: rest }
    if (location && taken.allowed && taken.remaining <= buckets.quota.limit * LOCAL_SHARE) {
      return this.#ask(limiter, location, key, headers)
    }
    counted(limiter, taken.allowed)
    if (!taken.allowed) throw limited(headers, taken.resetSeconds)
    return headers
  }

  /** Takes one unit in this isolate only, for uses where exceeding the limit is not an error. */
  allows(limit: LimitClass, key: string): boolean {
    const limiter = this.#limiters[limit]
    return counted(limiter, limiter.buckets.take(key, this.#now()).allowed)
  }

  async #ask(limiter: Limiter, location: RateLimit, key: string, headers: LimitHeaders): Promise<LimitHeaders> {
    const passed = await location.limit({ key }).catch(() => null)
    if (counted(limiter, passed?.success !== false)) return headers
    throw limited(headers, limiter.buckets.quota.periodSeconds)
  }
}

function counted({ allowed, refused }: Limiter, isAllowed: boolean): boolean {
  const counter = isAllowed ? allowed : refused
  counter.add()
  return isAllowed
}

function limited(headers: LimitHeaders, retryAfterSeconds: number): Problem {
  return new Problem('rate_limited', 'Too many requests. Wait for the time in Retry-After.', {
    headers: { ...headers, 'Retry-After': String(Math.max(1, retryAfterSeconds)) },
  })
}
