/** Returns: the shopper asks for delivered units, operators answer, and most parcels arrive; what must be accepted. */
import type { OrderAct } from '../../../src/contract/rpc/order.ts'
import type { Acts } from './acts.ts'
import type { OrderPage } from './order-page.ts'
import { isOwed, STANDS } from './outcome.ts'
import { unitsIn } from './parcels.ts'
import type { Shop } from './shop.ts'

const BY = 'usr_admin'
const HOUR_MS = 3600_000
const MAX_RETURNS = 20
/** The states in which operators may act on a return. */
const MAY: { readonly [act: string]: readonly string[] } = {
  approve_return: ['requested'],
  refuse_return: ['requested', 'approved'],
  receive_return: ['approved'],
}

/** Each step may come too late, twice or not at all. */
export function giveBack(acts: Acts, { world, orders }: Shop, orderId: string, shopper: string): void {
  const { scheduler } = world
  if (scheduler.chance(0.5)) return
  const soon = () => scheduler.pick([1_000, 60_000, 2 * HOUR_MS])
  const later = (ms: number, actOf: (page: OrderPage) => OrderAct | null) =>
    scheduler.in(ms, `${orderId}: a return`, async () => {
      const page = orders.get(orderId)
      const act = page ? actOf(page) : null
      if (act) await acts.act(orderId, act)
    })
  const asked = soon()
  const answered = asked + soon()
  const arrived = answered + soon()
  const [restock, amount] = [scheduler.chance(0.6), scheduler.chance(0.7) ? null : scheduler.between(0, 300)]
  const ask = ({ parts }: OrderPage): OrderAct | null => {
    const some = parts.filter(() => scheduler.chance(0.7))
    const lines = some.map(({ lineId, quantity }) => ({ sku: lineId, quantity: scheduler.between(1, quantity) }))
    return lines.length > 0 ? { type: 'request_return', lines, reason: 'too small', by: shopper } : null
  }
  const receive = (page: OrderPage): OrderAct | null => {
    const returnId = newest(page, 'approved')
    return returnId === null ? null : { type: 'receive_return', returnId, restock, amount, by: BY }
  }
  later(asked, ask)
  if (scheduler.chance(0.5)) later(answered, ask)
  later(answered, (page) => {
    const returnId = newest(page, 'requested')
    if (returnId === null) return null
    if (scheduler.chance(0.8)) return { type: 'approve_return', returnId, sendTo: 'the shop', by: BY }
    return { type: 'refuse_return', returnId, reason: 'worn', by: BY }
  })
  later(arrived, receive)
  if (scheduler.chance(0.3)) later(arrived + scheduler.between(0, 2_000), receive)
}

/** Whether the order must accept this act on a return, or the wish for one. */
export function mayReturn(page: OrderPage, act: OrderAct, now: number): boolean {
  if (act.type === 'request_return') {
    const standing = Object.values(page.returns).filter(({ state }) => state !== 'refused')
    const open = page.parcels.filter(({ deliveredAt, returnUntil = 0 }) => {
      return deliveredAt !== undefined && returnUntil > now + HOUR_MS
    })
    if (!STANDS.includes(page.status) || Object.keys(page.returns).length >= MAX_RETURNS) return false
    return act.lines.every(({ sku: lineId, quantity }) => quantity <= unitsIn(open, lineId) - unitsIn(standing, lineId))
  }
  if (!('returnId' in act)) return false
  if (act.type === 'receive_return' && act.amount === null && isOwed(page)) return false
  return MAY[act.type]?.includes(page.returns[act.returnId]?.state ?? '') ?? false
}

/** Whether the units go back into stock exactly if the operator said so. */
export function isRestockedAs(
  { returnId, restock }: OrderAct & { type: 'receive_return' },
  page: OrderPage | undefined,
): boolean {
  const refund = Object.values(page?.refunds ?? {}).find((each) => each.returnId === returnId)
  return (refund?.restock !== undefined) === restock
}

function newest({ returns }: OrderPage, state: string): string | null {
  return Object.keys(returns).findLast((id) => returns[id]?.state === state) ?? null
}
