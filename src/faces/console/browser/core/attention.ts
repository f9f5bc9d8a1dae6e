/** How much needs attention on each page of the console. A count that cannot be read is left out; it blocks no page. */
import { call } from './api.ts'
import { useLive } from './live.ts'

/** One more than is shown, so that the rest can be named. */
const LIMIT = 51
const EVERY_MS = 20_000

export function useAttention(): { readonly [name in 'orders' | 'system']: number } {
  const toShip = useLive(
    'attention orders',
    async (signal) =>
      (await call('GET /v1/admin/orders', { query: { status: 'paid', limit: LIMIT } }, { signal })).items.length,
    EVERY_MS,
  )
  const letters = useLive(
    'attention letters',
    async (signal) =>
      (await call('GET /v1/admin/ops/dead-letters', { query: { limit: LIMIT } }, { signal })).items.length,
    EVERY_MS,
  )
  return { orders: toShip.data ?? 0, system: letters.data ?? 0 }
}
