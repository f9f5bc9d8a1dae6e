/**
 * Limits that all isolates count together, in Redis. Windows are fixed, so their end is known and Retry-After is exact.
 * Invariant: an unknown count throws; the caller decides whether to fail open or closed.
 */
import { TierError } from '../calls/tier-error.ts'
import type { GlobalLimits } from '../l2.ts'
import type { Redis } from './commands.ts'
import { TAKE_UNIT } from './scripts.ts'

/** @param run one call through the tier's deadline and breaker */
export function redisLimits(
  run: <Value>(use: (redis: Redis) => Promise<Value>) => Promise<Value>,
  prefix: string,
): GlobalLimits {
  return {
    async takeGlobally(name, key, { limit, periodSeconds }) {
      const periodMs = periodSeconds * 1000
      const now = Date.now()
      const window = Math.floor(now / periodMs)
      const taken = await run((redis) =>
        redis.eval(TAKE_UNIT, [`${prefix}limit:${name}:${key}:${window}`], [String(periodMs)]),
      )
      if (typeof taken !== 'number' || !Number.isSafeInteger(taken) || taken < 1) {
        throw new TierError('l2', 'down', 'not an answer of Redis')
      }
      const allowed = taken <= limit
      return { allowed, retryAfterSeconds: allowed ? 0 : Math.ceil(((window + 1) * periodMs - now) / 1000) }
    },
  }
}
