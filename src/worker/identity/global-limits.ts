/**
 * Limits over all locations, in Redis. Fails open: when Redis is off or cannot answer, only the objects' own counters
 * decide, which are always on.
 */
import { describeError } from '../../contract/log.ts'
import { Problem } from '../../contract/problem.ts'
import type { IdentityPorts } from './ports.ts'

/** Units per network address, for checkouts per shopper; before RATE_LIMIT_SCALE. */
const QUOTAS = {
  login: { limit: 60, periodSeconds: 60 },
  register: { limit: 20, periodSeconds: 3600 },
  checkout: { limit: 60, periodSeconds: 60 },
} as const

/**
 * Throws `rate_limited`.
 * @param key hash of the limited address or shopper
 */
export async function limitGlobally(
  { l2, config, log }: IdentityPorts,
  name: keyof typeof QUOTAS,
  key: string,
  requestId: string,
): Promise<void> {
  if (!l2) return
  const { limit, periodSeconds } = QUOTAS[name]
  const quota = { limit: Math.max(1, Math.floor(limit * config.RATE_LIMIT_SCALE)), periodSeconds }
  const taken = await l2.takeGlobally(name, key, quota).catch((error: unknown) => {
    log('warn', 'limit.unanswered', { requestId, limit: name, reason: describeError(error) })
    return null
  })
  if (!taken || taken.allowed) return
  throw new Problem('rate_limited', 'Too many requests. Wait for the time in Retry-After.', {
    headers: { 'Retry-After': String(Math.max(1, taken.retryAfterSeconds)) },
  })
}
