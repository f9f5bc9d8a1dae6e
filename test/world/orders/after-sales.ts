/**
 * Compares the shipments, edits and returns of an order before and after a write.
 * Invariants: no unit ships twice, or after it was removed; an edit takes units that have not shipped, for their share of the
 * money that is left; no unit is in two returns, and a received return owes one refund of its units.
 */
import type { OrderPage, Part } from './order-page.ts'
import { arrivedSince, isOwed, openManual, ownPayment, refundable, STANDS } from './outcome.ts'
import { leftOf, removedOf, sentOf, unitsIn } from './parcels.ts'

type Fail = (message: string) => void

const NEXT_STATES: { readonly [state: string]: readonly string[] } = {
  none: ['requested'],
  requested: ['approved', 'refused'],
  approved: ['received', 'refused'],
  received: ['refunded'],
}

export function checkParcels(before: OrderPage | undefined, after: OrderPage, fail: Fail): void {
  const { status, parcels, parts } = after
  const old = before?.parcels ?? []
  if (parcels.length > old.length + 1) fail('the write stored more than one shipment')
  const mayShip = before?.status === 'paid' || (before?.status === 'pending_payment' && openManual(before))
  if (parcels.length > old.length && !mayShip) fail(`the order shipped units while ${before?.status}`)
  for (const [place, parcel] of old.entries()) {
    const is = parcels[place]
    if (JSON.stringify(is?.lines) !== JSON.stringify(parcel.lines)) fail(`shipment ${place + 1} changed`)
    if (parcel.deliveredAt !== undefined && is?.deliveredAt !== parcel.deliveredAt) fail('a delivery changed')
  }
  for (const { sku, lineId, quantity } of parts) {
    const [sent, removed] = [sentOf(after, lineId), removedOf(after, lineId)]
    if (sent + removed > quantity)
      fail(`${sent} units of ${sku} shipped and ${removed} were removed, but the order has ${quantity}`)
    const hasLeft = status === 'shipped' || status === 'delivered'
    if (hasLeft && sent + removed < quantity)
      fail(`the order is ${status}, but only ${sent} of ${quantity - removed} units of ${sku} shipped`)
  }
  if (status === 'delivered' && parcels.some(({ deliveredAt }) => deliveredAt === undefined))
    fail('the order is delivered, but a shipment is not')
  if (status === 'cancelled' && parcels.length > 0) fail('an order with shipments was cancelled')
  const money = before && isOwed(before) && arrivedSince(before, after)
  if (money && ownPayment(after) !== money) fail(`the order waited for its money, but sends ${money} back`)
}

export function checkRemoved(before: OrderPage | undefined, after: OrderPage, name: string, fail: Fail): void {
  const added = Object.entries(after.refunds).filter(([id]) => !before?.refunds[id])
  for (const [, { lines = [], amount, isEdit, restock, stray }] of added) {
    if (stray || !before || (name !== 'edit' && !isEdit)) continue
    const left = refundable(before)
    if (before.status !== 'paid') fail(`the order was edited while ${before.status}`)
    if (after.status === 'refund_pending') {
      if (after.parts.some(({ lineId }) => leftOf(after, lineId) > 0))
        fail('an edit ended an order that has units left')
      if (amount !== left) fail(`the last units were removed for ${amount}, but ${left} is left`)
      continue
    }
    if (!isEdit || restock !== 'wanted') fail('the removed units do not go back into stock')
    const share = lines.reduce((sum, { lineId, quantity }) => {
      const part = after.parts.find((each) => each.lineId === lineId)
      return part ? sum + (part.charged * quantity) / part.quantity : sum
    }, 0)
    if (Math.abs(amount - Math.min(share, left)) >= lines.length)
      fail(`units worth ${share} were removed for ${amount}, and ${left} was left`)
  }
}

export function checkReturns(before: OrderPage | undefined, after: OrderPage, fail: Fail): void {
  for (const [id, { state, lines, refundId }] of Object.entries(after.returns)) {
    const was = before?.returns[id]
    if (was && JSON.stringify(was.lines) !== JSON.stringify(lines)) fail(`the units of ${id} changed`)
    const from = was?.state ?? 'none'
    if (from !== state && !NEXT_STATES[from]?.includes(state)) fail(`${id} became ${state} from ${from}`)
    if (!was && !STANDS.includes(before?.status ?? '')) fail(`${id} began while the order was ${before?.status}`)
    const refunds = Object.entries(after.refunds).filter(([, { returnId }]) => returnId === id)
    const [owed] = refunds
    const isOwing = state === 'received' || state === 'refunded'
    if (refunds.length !== (isOwing ? 1 : 0) || owed?.[0] !== refundId)
      fail(`${id} is ${state} with ${refunds.length} refunds`)
    if (owed && unitsText(owed[1].lines) !== unitsText(lines)) fail(`the refund of ${id} has other units`)
    if (owed && (owed[1].state === 'done') !== (state === 'refunded'))
      fail(`${id} is ${state}, but its refund is ${owed[1].state}`)
  }
  const standing = Object.values(after.returns).filter(({ state }) => state !== 'refused')
  const arrived = after.parcels.filter(({ deliveredAt }) => deliveredAt !== undefined)
  for (const { sku, lineId } of standing.length > 0 ? after.parts : []) {
    const [returned, delivered] = [unitsIn(standing, lineId), unitsIn(arrived, lineId)]
    if (returned > delivered) fail(`${returned} units of ${sku} are in returns, but ${delivered} were delivered`)
  }
}

/** Units that refunds put back into stock, by the key under which the stock counts them once. */
export function restocksOf({ refunds }: OrderPage): readonly (readonly [key: string, units: number])[] {
  return Object.entries(refunds).flatMap(([id, { restock, lines = [] }]) => {
    if (restock === undefined) return []
    return [...Map.groupBy(lines, ({ sku }) => sku)].map(([sku, its]) => {
      return [`restock:${id} ${sku}`, its.reduce((sum, { quantity }) => sum + quantity, 0)] as const
    })
  })
}

/** A line of a refund is marked when its units are back in stock. */
function unitsText(lines: readonly Part[] = []): string {
  return lines.map(({ lineId, quantity }) => `${quantity} ${lineId}`).join()
}
