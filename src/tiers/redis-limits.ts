/**
 * Limits that all isolates count together, in Redis, by @upstash/ratelimit. Invariant: no count, no answer. The
 * library would let everybody pass after a time-out of its own; that is off, and the tier's deadline bounds the call.
 */
import { Ratelimit } from '@upstash/ratelimit'
import type { GlobalLimits } from './l2.ts'
import type { RedisClient } from './redis-client.ts'
import { TierError } from './tier-error.ts'

type Client = ConstructorParameters<typeof Ratelimit>[0]['redis']

/** @param run one call through the tier's deadline and breaker */
export function redisLimits(
  run: <Value>(use: (redis: RedisClient) => Promise<Value>) => Promise<Value>,
  prefix: string,
): GlobalLimits {
  return {
    takeGlobally: (name, key, { limit, periodSeconds }) =>
      run(async (redis) => {
        const ratelimit = new Ratelimit({
          redis: clientOf(redis),
          prefix: `${prefix}limit:${name}`,
          // Two commands, where a sliding window has four; and its end is known, so Retry-After is true.
          limiter: Ratelimit.fixedWindow(limit, `${periodSeconds} s`),
          timeout: 0,
          analytics: false,
          ephemeralCache: false,
        })
        const { success, reset } = await ratelimit.limit(key)
        const waitMs = success ? 0 : Math.max(1, reset - Date.now())
        return { allowed: success, retryAfterSeconds: Math.ceil(waitMs / 1000) }
      }),
  }
}

// The script's first line carries a flag that Upstash alone knows; Redis refuses it.
const UPSTASH_FLAGS = /^#!lua [^\n]*\n/

/** What the library needs of a client. EVAL and not EVALSHA: a forgotten script would cost a second round trip. */
function clientOf(redis: RedisClient): Client {
  const client = {
    evalsha: () => Promise.reject(new Error('NOSCRIPT')),
    async eval(script: string, keys: string[], args: unknown[]): Promise<readonly unknown[]> {
      const counted = await redis.eval(script.replace(UPSTASH_FLAGS, ''), keys, args)
      if (Array.isArray(counted) && counted.length === 2 && counted.every(Number.isSafeInteger)) return counted
      // The library would compare whatever came.
      throw new TierError('l2', 'down', 'not an answer of Redis')
    },
  }
  // The cast: of the whole client a fixed window calls these two.
  return client as unknown as Client
}
