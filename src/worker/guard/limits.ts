/**
 * The limits of requests: for each class a bucket in the isolate, backed by the platform's limiter for the location.
 * A limiter of the platform that fails lets the request pass: the isolate's own bucket still holds (fails open).
 */
import type { Config } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { Problem } from '../../contract/problem.ts'
import { Buckets, type Quota } from './buckets.ts'

export type LimitHeaders = Readonly<Record<'RateLimit-Policy' | 'RateLimit', string>>
export type LimitClass = 'address' | 'read' | 'search' | 'write' | 'login' | 'checkout' | 'proof' | 'coupon' | 'view'

/** Units per minute, before RATE_LIMIT_SCALE; those of the bindings in wrangler.toml are the same. */
const PER_MINUTE: { readonly [C in LimitClass]: number } = {
  address: 3000,
  read: 600,
  // A search that no cache knows is the dearest thing that a stranger may ask of the record.
  search: 120,
  write: 300,
  login: 120,
  checkout: 60,
  /** Passwords of one account that are proved again. */
  proof: 10,
  /** Codes that one shopper, or one address, tries. */
  coupon: 30,
  /** Views of one product from one address that count for the ranking. */
  view: 5,
}

/**
 * Above this share of its bucket a key is not worth a call: one spread over many isolates gains a tenth of its quota
 * in each, and everybody else saves the call.
 */
const UNASKED_SHARE = 0.9

interface Limiter {
  readonly buckets: Buckets
  readonly policy: string
  readonly location: RateLimit | undefined
}

export class Limits {
  readonly #limiters: { readonly [C in LimitClass]: Limiter }
  readonly #now: () => number

  constructor(config: Pick<Config, 'RATE_LIMIT_SCALE'>, env: Env, now: () => number = Date.now) {
    const limiter = (name: LimitClass, location: RateLimit | undefined): Limiter => {
      const quota: Quota = { name, limit: Math.max(1, PER_MINUTE[name] * config.RATE_LIMIT_SCALE), periodSeconds: 60 }
      const policy = `"${name}";q=${Math.floor(quota.limit)};w=${quota.periodSeconds}`
      return { buckets: new Buckets(quota), policy, location }
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
    }
    this.#now = now
  }

  /**
   * Takes one unit. Throws `rate_limited`, at once or later; answers the headers that tell the client what is left: at
   * once when nobody is asked, for nearly every request comes by here twice.
   */
  take(limit: LimitClass, key: string): LimitHeaders | Promise<LimitHeaders> {
    const { buckets, policy, location } = this.#limiters[limit]
    const { name, periodSeconds } = buckets.quota
    const taken = buckets.take(key, this.#now())
    // RateLimit fields for HTTP (draft-ietf-httpapi-ratelimit-headers).
    const rest = `"${name}";r=${taken.remaining};t=${taken.resetSeconds}`
    const headers = { 'RateLimit-Policy': policy, RateLimit: rest }
    if (!taken.allowed) throw limited(headers, taken.resetSeconds)
    if (!location || taken.remaining > buckets.quota.limit * UNASKED_SHARE) return headers
    return this.#ask(location, key, headers, periodSeconds)
  }

  /** Takes one unit, in this isolate only, where being over the limit is no refusal. */
  allows(limit: LimitClass, key: string): boolean {
    return this.#limiters[limit].buckets.take(key, this.#now()).allowed
  }

  async #ask(location: RateLimit, key: string, headers: LimitHeaders, periodSeconds: number): Promise<LimitHeaders> {
    const passed = await location.limit({ key }).catch(() => null)
    if (passed?.success === false) throw limited(headers, periodSeconds)
    return headers
  }
}

function limited(headers: LimitHeaders, retryAfterSeconds: number): Problem {
  return new Problem('rate_limited', 'Too many requests; wait before the next one.', {
    headers: { ...headers, 'Retry-After': String(Math.max(1, retryAfterSeconds)) },
  })
}
