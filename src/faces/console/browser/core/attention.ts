/** How much needs attention on each page of the console. A count that cannot be read is left out; it blocks no page. */
import type { Alert } from '../../../../../client/src/api.ts'
import { call } from './api.ts'
import { useLive } from './live.ts'

/** One more than is shown, so that the rest can be named. */
const LIMIT = 51
const EVERY_MS = 20_000

interface Open {
  readonly orders: number
  /** Returns that wait for an answer. */
  readonly returns: number
  readonly system: number
  readonly letters: number
  readonly firing: readonly Alert[]
}

export function useAttention(): Open {
  const toShip = useLive(
    'attention orders',
    async (signal) =>
      (await call('GET /v1/admin/orders', { query: { status: 'paid', limit: LIMIT } }, { signal })).items.length,
    EVERY_MS,
  )
  const returns = useLive(
    'attention returns',
    async (signal) => {
      const { items } = await call('GET /v1/admin/orders', { query: { return: 'requested', limit: LIMIT } }, { signal })
      return items.flatMap((order) => order.returns).filter(({ status }) => status === 'requested').length
    },
    EVERY_MS,
  )
  const letters = useLive(
    'attention letters',
    async (signal) =>
      (await call('GET /v1/admin/ops/dead-letters', { query: { limit: LIMIT } }, { signal })).items.length,
    EVERY_MS,
  )
  const alerts = useLive(
    'attention alerts',
    async (signal) =>
      (await call('GET /v1/admin/ops/alerts', {}, { signal })).items.filter(({ state }) => state === 'firing'),
    EVERY_MS,
  )
  const firing = alerts.data ?? []
  const dead = letters.data ?? 0
  const [orders, asked] = [toShip.data ?? 0, returns.data ?? 0]
  return { orders, returns: asked, system: dead + firing.length, letters: dead, firing }
}
