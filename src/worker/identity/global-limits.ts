/**
 * Limits over all locations, in Redis. When Redis cannot answer, the table of policies decides; a class that fails open
 * relies on the objects' own counters, which are always on.
 */
import { describeError } from '../../contract/log.ts'
import { Problem } from '../../contract/problem.ts'
import { POLICIES, type RouteClass } from '../../domain/policy/table.ts'
import type { Quota } from '../../tiers/l2.ts'
import type { IdentityPorts } from './ports.ts'

/** Units per network address, for checkouts per shopper; before RATE_LIMIT_SCALE. */
const QUOTAS = {
  login: { limit: 60, periodSeconds: 60, its: 'sign_in' },
  register: { limit: 20, periodSeconds: 3600, its: 'accounts' },
  checkout: { limit: 60, periodSeconds: 60, its: 'checkout' },
} as const satisfies { readonly [name: string]: Quota & { readonly its: RouteClass } }

/**
 * Throws `rate_limited`, and TierError where the table does not let the class fail open.
 * @param key hash of the limited address or shopper
 */
export async function limitGlobally(
  { l2, config, log }: IdentityPorts,
  name: keyof typeof QUOTAS,
  key: string,
  requestId: string,
): Promise<void> {
  if (!l2) return
  const { limit, periodSeconds, its } = QUOTAS[name]
  const quota = { limit: Math.max(1, Math.floor(limit * config.RATE_LIMIT_SCALE)), periodSeconds }
  const taken = await l2.takeGlobally(name, key, quota).catch((error: unknown) => {
    log('warn', 'limit.unanswered', { requestId, limit: name, reason: describeError(error) })
    if (POLICIES[its].l2Down !== 'open') throw error
    return null
  })
  if (!taken || taken.allowed) return
  throw new Problem('rate_limited', 'Too many requests. Wait for the time in Retry-After.', {
    headers: { 'Retry-After': String(Math.max(1, taken.retryAfterSeconds)) },
  })
}
