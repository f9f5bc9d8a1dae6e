/**
 * `decide` turns a command on an order into events or a refusal. Pure; its events are the rows that they set.
 * Invariant: a status follows only along TRANSITIONS; what is refunded never exceeds what came in; money that pays for
 * nothing goes back.
 */
import { furtherKey, mintLineId, skuOf } from '../cart/line-id.ts'
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { GoodsAnswer, OrderDecision, OrderMoment, OrderRefusal } from './decision.ts'
import { goodsFor } from './goods.ts'
import { type AddNote, addNote } from './notes.ts'
import {
  CONTACT,
  COUPONS,
  type Contact,
  couponsOf,
  DUTIES,
  keyedLines,
  LINES,
  type LineGoods,
  ME,
  ORDER,
  type OrderCoupon,
  type OrderLine,
  type OrderRow,
  orderOf,
  type Quote,
  SHIPMENT,
  shipmentOf,
} from './order.ts'
import { isFree, type PaymentCommand, paidForNothing, payment, placedForNothing } from './payment.ts'
import { anonymous, forgettingPerson, withoutPerson } from './person.ts'
import { closing } from './refund.ts'
import { moved } from './steps.ts'
import { FIRST_STATUS } from './transitions.ts'

export type OrderCommand =
  | {
      readonly type: 'begin'
      readonly owner: string
      readonly quote: Quote
      readonly contact: Contact
      readonly expiresAt: number
    }
  /** The stock's answers for the lines of some SKUs. */
  | { readonly type: 'goods'; readonly lines: readonly GoodsAnswer[] }
  /** Every line is held. */
  | { readonly type: 'place' }
  | { readonly type: 'refuse'; readonly by: string }
  | { readonly type: 'cancel' | 'expire'; readonly by: string }
  | { readonly type: 'cart_told' }
  | { readonly type: 'ship'; readonly carrier: string; readonly trackingNumber: string; readonly by: string }
  | { readonly type: 'deliver'; readonly by: string }
  /** Its owner's guest cart went into an account. */
  | { readonly type: 'follow'; readonly owner: string }
  | AddNote
  | { readonly type: 'forget_person' }
  /** The providers have forgotten where the shopper wanted to return to. */
  | { readonly type: 'payments_told' }
  | PaymentCommand

export function decide(rows: RowsView, command: OrderCommand, moment: OrderMoment): OrderDecision {
  const { now } = moment
  const order = orderOf(rows)
  if (command.type === 'begin') return order ? refuse(EXISTS) : accept(begin(command, now))
  if (!order) return refuse({ code: 'illegal_transition', detail: 'The order does not exist.' })
  switch (command.type) {
    case 'goods':
      return accept(goods(rows, order, command.lines))
    case 'place':
      if (isFree(order)) return placedForNothing(rows, order, now)
      return moved(rows, order, 'pending_payment', 'stock', now, [{ list: DUTIES, key: 'goods', value: null }])
    case 'refuse':
      return refused(rows, order, command.by, now)
    case 'expire':
      if (order.status === 'holding') return refused(rows, order, command.by, now)
      if (isFree(order)) return paidForNothing(rows, order, now)
      return moved(rows, order, 'cancelled', command.by, now, unsold(now))
    case 'cancel':
      if (order.status === 'paid') return closing(rows, order, 'cancelled', command.by, moment)
      return moved(rows, order, 'cancelled', command.by, now, unsold(now))
    case 'cart_told':
      return accept([{ list: DUTIES, key: 'cart', value: null }])
    case 'ship': {
      const { carrier, trackingNumber, by } = command
      const shipment: Change = { list: SHIPMENT, key: ME, value: { carrier, trackingNumber, at: now } }
      return moved(rows, order, 'shipped', by, now, [shipment])
    }
    case 'deliver':
      return moved(rows, order, 'delivered', command.by, now, [])
    case 'follow':
      return accept(order.owner === null ? [] : [{ list: ORDER, key: ME, value: { ...order, owner: command.owner } }])
    case 'add_note':
      return addNote(rows, command, moment)
    case 'forget_person':
      // An order that does not stand yet is none that a shop must keep.
      if (order.status === 'holding') return refused(rows, order, 'erasure', now)
      return accept(withoutPerson(rows, order, now))
    case 'payments_told':
      return accept([{ list: DUTIES, key: 'payments', value: null }])
    default:
      return payment(rows, order, command, moment)
  }
}

const EXISTS: OrderRefusal = { code: 'order_exists', detail: 'The order already exists.' }

function begin({ owner, quote, contact, expiresAt }: OrderCommand & { type: 'begin' }, now: number): readonly Change[] {
  const { lines, currency, totals, shippingOption, shipping = null, coupons = [] } = quote
  const order: OrderRow = {
    owner,
    cart: owner,
    currency,
    status: FIRST_STATUS,
    totals,
    shippingOption,
    shipping,
    couponCodes: coupons.map(({ code }) => code),
    createdAt: now,
    expiresAt,
  }
  return [
    { list: ORDER, key: ME, value: order },
    { list: CONTACT, key: ME, value: contact },
    duty('goods', 'settle', now),
    ...lines.map(({ sku, ...line }, place): Change => {
      const isFirst = lines.findIndex((each) => each.sku === sku) === place
      const key = isFirst ? sku : furtherKey(line.lineId ?? mintLineId(sku, { now, rank: place }))
      return { list: LINES, key, value: { ...line, place, goods: 'wanted', available: null } }
    }),
    ...coupons
      .filter(({ limit, perUser }) => limit !== null || perUser !== null)
      .map(({ code, ...use }): Change => ({ list: COUPONS, key: code, value: { ...use, goods: 'wanted' } })),
  ]
}

/** Takes down what the stock was told, as far as it still matters; the errand ends when nothing is left of it. */
function goods(rows: RowsView, order: OrderRow, told: readonly GoodsAnswer[]): readonly Change[] {
  // The status may be another than when the stock was told.
  const wanted = goodsFor(order.status, shipmentOf(rows) !== undefined)
  const newsOf = (ofCoupons: boolean) =>
    new Map(told.filter(({ isCoupon = false }) => isCoupon === ofCoupons).map((each) => [each.sku, each]))
  const [ofLines, ofCoupons] = [newsOf(false), newsOf(true)]
  const changes: Change[] = []
  let isLast = true
  const take = (its: GoodsAnswer | undefined, standing: LineGoods, changeOf: (its: GoodsAnswer) => Change) => {
    // Two calls at once may be told otherwise: units that were held are, whatever a slower one says.
    const isShort = its?.goods === 'short' && order.status === 'holding' && standing !== 'held'
    const counts = its && (its.goods === wanted || isShort)
    if (counts) changes.push(changeOf(its))
    isLast &&= (counts ? its.goods : standing) === wanted
  }
  for (const [key, line] of keyedLines(rows)) {
    take(ofLines.get(skuOf(key)), line.goods, (its) =>
      lineChange(key, { ...line, goods: its.goods, available: its.available ?? line.available }),
    )
  }
  for (const [code, coupon] of couponsOf(rows)) {
    take(ofCoupons.get(code), coupon.goods, (its) => {
      const value: OrderCoupon = { ...coupon, goods: its.goods, ...(its.goods === 'short' && { wasShort: true }) }
      return { list: COUPONS, key: code, value }
    })
  }
  // One that does not stand yet has to be placed or refused, first.
  if (order.status === 'holding' || !isLast) return changes
  return [...changes, { list: DUTIES, key: 'goods', value: null }]
}

function lineChange(key: string, line: OrderLine): Change {
  return { list: LINES, key, value: line }
}

/** An order that never stood keeps nothing personal: only its units matter. */
function refused(rows: RowsView, order: OrderRow, by: string, now: number): OrderDecision {
  const settle = duty('goods', 'settle', now)
  return moved(rows, anonymous(order), 'refused', by, now, [...forgettingPerson(rows, order, now), settle])
}

/** The duties of an order that sells nothing. */
function unsold(now: number): readonly Change[] {
  return [duty('goods', 'settle', now), duty('cart', 'back', now)]
}

function duty(name: 'goods' | 'cart', what: 'settle' | 'sold' | 'back', at: number): Change {
  return { list: DUTIES, key: name, value: { at, what } }
}
