/**
 * The limits of requests: for each class a bucket in the isolate, backed by the platform's limiter for the location.
 * A limiter of the platform that fails lets the request pass: the isolate's own bucket still holds (fails open).
 */
import type { Config } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { Problem } from '../../contract/problem.ts'
import { Buckets, type Quota, type Taken } from './buckets.ts'

export type LimitClass = 'address' | 'read' | 'write' | 'login'

/** Units per minute, before RATE_LIMIT_SCALE; those of the bindings in wrangler.toml are the same. */
const PER_MINUTE: { readonly [C in LimitClass]: number } = { address: 3000, read: 600, write: 300, login: 120 }

/**
 * Above this share of its bucket a key is not worth a call: one spread over many isolates gains a tenth of its quota
 * in each, and everybody else saves the call.
 */
const UNASKED_SHARE = 0.9

interface Limiter {
  readonly buckets: Buckets
  readonly location: RateLimit | undefined
}

export class Limits {
  readonly #limiters: { readonly [C in LimitClass]: Limiter }
  readonly #now: () => number

  constructor(config: Pick<Config, 'RATE_LIMIT_SCALE'>, env: Env, now: () => number = Date.now) {
    const limiter = (name: LimitClass, location: RateLimit | undefined): Limiter => {
      const quota: Quota = { name, limit: Math.max(1, PER_MINUTE[name] * config.RATE_LIMIT_SCALE), periodSeconds: 60 }
      return { buckets: new Buckets(quota), location }
    }
    this.#limiters = {
      address: limiter('address', env.LIMIT_ADDRESS),
      read: limiter('read', env.LIMIT_READ),
      write: limiter('write', env.LIMIT_WRITE),
      login: limiter('login', env.LIMIT_LOGIN),
    }
    this.#now = now
  }

  /** Takes one unit. Throws `rate_limited`; answers the headers that tell the client what is left. */
  async take(limit: LimitClass, key: string): Promise<Readonly<Record<string, string>>> {
    const { buckets, location } = this.#limiters[limit]
    const taken = buckets.take(key, this.#now())
    const headers = headersOf(buckets.quota, taken)
    if (!taken.allowed) throw limited(headers, taken.resetSeconds)
    if (taken.remaining > buckets.quota.limit * UNASKED_SHARE) return headers
    const passed = await location?.limit({ key }).catch(() => null)
    if (passed?.success === false) throw limited(headers, buckets.quota.periodSeconds)
    return headers
  }
}

/** RateLimit fields for HTTP (draft-ietf-httpapi-ratelimit-headers). */
function headersOf({ name, limit, periodSeconds }: Quota, taken: Taken): Readonly<Record<string, string>> {
  return {
    'RateLimit-Policy': `"${name}";q=${Math.floor(limit)};w=${periodSeconds}`,
    RateLimit: `"${name}";r=${taken.remaining};t=${taken.resetSeconds}`,
  }
}

function limited(headers: Readonly<Record<string, string>>, retryAfterSeconds: number): Problem {
  return new Problem('rate_limited', 'Too many requests; wait before the next one.', {
    headers: { ...headers, 'Retry-After': String(Math.max(1, retryAfterSeconds)) },
  })
}
