/**
 * Checks the events of orders and stock when all is quiet.
 * Invariant: the stream has one event for each change of the order that owes one, in the order of its history, and
 * nothing of an event is outside its published schema.
 */
import { EVENTS } from '../../../src/contract/events/table.ts'
import type { EventType } from '../../../src/domain/events/types.ts'
import type { PublicEvent } from '../../../src/domain/outbox.ts'
import type { OrderPage } from './order-page.ts'
import { isPaidLate } from './outcome.ts'
import type { Stream } from './stream.ts'

/** Written from the contract: the change of status that each event reports. */
const REPORTED: { readonly [change: string]: EventType } = {
  'holding > pending_payment': 'order.placed',
  'pending_payment > paid': 'order.paid',
  'paid > shipped': 'order.shipped',
  'shipped > delivered': 'order.delivered',
  'pending_payment > shipped': 'order.shipped',
  'pending_payment > cancelled': 'order.cancelled',
  'paid > refund_pending': 'order.cancelled',
}

export function checkStream(stream: Stream, orderId: string, page: OrderPage, fail: (message: string) => void): void {
  const events = stream.of(`order:${orderId}`)
  for (const event of events) checkShape(event, orderId, fail)
  const idsOf = (type: EventType, id: 'paymentId' | 'refundId') =>
    sorted(events.filter((event) => event.type === type).map(({ data }) => String(data[id])))
  const statuses = new Set<string>(Object.values(REPORTED))
  const all = events.flatMap(({ type }) => (statuses.has(type) ? [type] : []))
  // Payment on delivery changes no status.
  const late = isPaidLate(page) ? all.indexOf('order.paid', all.indexOf('order.shipped')) : null
  if (late === -1) fail('the stream does not report the payment on delivery')
  const is = all.filter((_, index) => index !== late)
  const should = page.history.flatMap(({ from, to }) => REPORTED[`${from} > ${to}`] ?? [])
  if (is.join() !== should.join()) fail(`the stream has the events ${is}, but its history owes ${should}`)
  const declined = Object.keys(page.payments).filter((id) => page.payments[id]?.state === 'declined')
  const failed = idsOf('order.payment_failed', 'paymentId')
  // A payment that was declined may be captured later.
  const missing = declined.find((id) => !failed.includes(id))
  if (missing !== undefined || new Set(failed).size !== failed.length)
    fail(`the stream reports the declined payments ${failed}, but the order has ${declined}`)
  const parcels = (name: EventType) => events.filter(({ type }) => type === name).map(({ data }) => data.shipment)
  const numbers = page.parcels.map((_, place) => place + 1)
  if (parcels('shipment.shipped').join() !== numbers.join())
    fail(`the stream reports the shipments ${parcels('shipment.shipped')}, but the order has ${numbers}`)
  const arrived = numbers.filter((number) => page.parcels[number - 1]?.deliveredAt !== undefined)
  if (sorted(parcels('shipment.delivered').map(String)).join() !== sorted(arrived.map(String)).join())
    fail(`the stream reports the deliveries ${parcels('shipment.delivered')}, but the order has ${arrived}`)
  checkAfterSales(events, page, fail)
  const done = sorted(Object.keys(page.refunds).filter((id) => page.refunds[id]?.state === 'done'))
  const refunded = idsOf('order.refunded', 'refundId')
  if (refunded.join() !== done.join()) fail(`the stream reports the refunds ${refunded}, but the order has ${done}`)
}

/** One event for each edit, and one for each step of a return. */
function checkAfterSales(
  events: readonly PublicEvent[],
  { refunds, returns }: OrderPage,
  fail: (message: string) => void,
): void {
  const edited = events.filter(({ type }) => type === 'order.edited').map(({ data }) => String(data.refundId))
  const edits = Object.keys(refunds).filter((id) => refunds[id]?.isEdit)
  if (sorted(edited).join() !== sorted(edits).join())
    fail(`the stream reports the edits ${edited}, but the order has ${edits}`)
  for (const [id, { state }] of Object.entries(returns)) {
    const steps = events.flatMap(({ type, data }) => (data.returnId === id ? [type.replace('return.', '')] : []))
    const all = ['requested', 'approved', 'received', 'refunded']
    const wayTo = (end: string) => all.slice(0, all.indexOf(end) + 1)
    const ways =
      state === 'refused' ? [wayTo('requested'), wayTo('approved')].map((way) => [...way, state]) : [wayTo(state)]
    if (!ways.some((way) => way.join() === steps.join()))
      fail(`the stream reports ${id} as ${steps}, but it is ${state}`)
  }
}

/**
 * The events of a SKU alternate between out of stock and back, and the last one agrees with the units of the object. A
 * SKU that was restored to an older state may repeat one.
 */
export function checkStockStream(
  stream: Stream,
  sku: string,
  available: number,
  isShaken: boolean,
  fail: (message: string) => void,
): void {
  const events = stream.of(`stock:${sku}`)
  for (const event of events) checkSchema(event, fail)
  const ends = events.map(({ type }) => type).filter((type) => type !== 'stock.low')
  if (isShaken) return
  if (ends.some((type, index) => type === ends[index - 1])) fail(`the stream has the events ${ends}`)
  if (ends.length > 0 && (ends.at(-1) === 'stock.out') !== (available === 0))
    fail(`the stream ends with ${ends.at(-1)}, but ${available} units are available`)
}

function checkShape(event: PublicEvent, orderId: string, fail: (message: string) => void): void {
  const { id, version, data } = event
  checkSchema(event, fail)
  if (!/^evt_/.test(id) || version !== 1 || data.orderId !== orderId) fail(`an event is ${id} of ${data.orderId}`)
}

function checkSchema({ type, data }: PublicEvent, fail: (message: string) => void): void {
  const parsed = EVENTS[type as EventType]?.data.safeParse(data)
  if (!parsed?.success || Object.keys(parsed.data as object).length !== Object.keys(data).length)
    fail(`the event ${type} is not as its schema says: ${JSON.stringify(data)}`)
}

function sorted(texts: readonly string[]): readonly string[] {
  return texts.toSorted()
}
