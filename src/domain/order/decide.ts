/**
 * `decide` turns a command on an order into events or a refusal. Pure; its events are the rows that they set.
 * Invariant: the status changes only along TRANSITIONS; refunds never exceed the received money; money that does not
 * pay for the order is refunded.
 */

import { furtherKey, mintLineId, skuOf } from '../cart/line-id.ts'
import { accepted, owing } from '../outbox.ts'
import { accept, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import type { GoodsAnswer, OrderDecision, OrderMoment, OrderRefusal } from './decision.ts'
import { documentRows, type OrderDocument } from './documents.ts'
import { type EditCommand, edit } from './edit.ts'
import { wantedGoods } from './goods.ts'
import { type ManualCommand, manually } from './manual-payment.ts'
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
} from './order.ts'
import { owedBy } from './outbox.ts'
import { isFree, type PaymentCommand, paidForNothing, payment, placedForNothing } from './payment.ts'
import { anonymous, eraseDetails, withoutPerson, withoutTexts } from './person.ts'
import { closing } from './refund.ts'
import { type ReturnCommand, returning } from './returns.ts'
import { shipmentsOf } from './shipment.ts'
import { type ShippingCommand, shipping } from './shipping.ts'
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
  /** All lines are held. */
  | { readonly type: 'place' }
  | { readonly type: 'refuse'; readonly by: string }
  | { readonly type: 'cancel' | 'expire'; readonly by: string }
  | { readonly type: 'cart_settled' }
  | ShippingCommand
  | ReturnCommand
  | EditCommand
  /** The owner was a guest and has signed in as a user. */
  | { readonly type: 'follow'; readonly owner: string }
  | AddNote
  | { readonly type: 'forget_person' }
  /** The providers have deleted the shopper's return URL. */
  | { readonly type: 'payments_settled' }
  /** The other party has accepted these rows of the outbox. */
  | {
      readonly type: 'outbox_accepted'
      readonly ids: readonly string[]
      /** The numbers of documents, by their keys. */
      readonly documents?: { readonly [key: string]: OrderDocument }
    }
  | PaymentCommand
  | ManualCommand

/** Adds what the changes owe to the outside, so that both are stored in one transaction. */
export function decide(rows: RowsView, command: OrderCommand, moment: OrderMoment): OrderDecision {
  const decision = change(rows, command, moment)
  if (!decision.ok) return decision
  const changes = withoutTexts(rows, decision.value)
  return accept([...changes, ...owing(rows, owedBy(rows, changes, moment.isInvoiced), moment)])
}

function change(rows: RowsView, command: OrderCommand, moment: OrderMoment): OrderDecision {
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
      if (shipmentsOf(rows).length > 0) return refuse(HAS_SHIPPED)
      if (order.status === 'paid') return closing(rows, order, 'cancelled', command.by, moment)
      return moved(rows, order, 'cancelled', command.by, now, unsold(now))
    case 'cart_settled':
      return accept([{ list: DUTIES, key: 'cart', value: null }])
    case 'ship':
    case 'deliver':
      return shipping(rows, order, command, moment)
    case 'edit':
      return edit(rows, order, command, moment)
    case 'request_return':
    case 'approve_return':
    case 'refuse_return':
    case 'receive_return':
      return returning(rows, order, command, moment)
    case 'follow':
      return accept(order.owner === null ? [] : [{ list: ORDER, key: ME, value: { ...order, owner: command.owner } }])
    case 'add_note':
      return addNote(rows, command, moment)
    case 'forget_person':
      // An order that was not placed is refused, because the shop does not have to keep it.
      if (order.status === 'holding') return refused(rows, order, 'erasure', now)
      return accept(withoutPerson(rows, order, now))
    case 'payments_settled':
      return accept([{ list: DUTIES, key: 'payments', value: null }])
    case 'outbox_accepted':
      return accept([...accepted(rows, command.ids), ...documentRows(command.documents ?? {})])
    case 'mark_paid':
    case 'mark_refunded':
      return manually(rows, order, command, moment)
    default:
      return payment(rows, order, command, moment)
  }
}

const HAS_SHIPPED: OrderRefusal = {
  code: 'illegal_transition',
  detail: 'A part of the order has shipped. Refund the rest instead.',
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

/** Stores the stock's answers that still match the order's status; the duty ends when every line and coupon matches. */
function goods(rows: RowsView, order: OrderRow, answers: readonly GoodsAnswer[]): readonly Change[] {
  // The status may have changed since the call to the stock.
  const wanted = wantedGoods(rows)
  const newsOf = (ofCoupons: boolean) =>
    new Map(answers.filter(({ isCoupon = false }) => isCoupon === ofCoupons).map((each) => [each.sku, each]))
  const [ofLines, ofCoupons] = [newsOf(false), newsOf(true)]
  const changes: Change[] = []
  let isLast = true
  const take = (its: GoodsAnswer | undefined, standing: LineGoods, changeOf: (its: GoodsAnswer) => Change) => {
    // The slower one of two parallel calls may answer `short` after the other has held the units: the units are held.
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
  // An order that is still holding must be placed or refused before this duty ends.
  if (order.status === 'holding' || !isLast) return changes
  return [...changes, { list: DUTIES, key: 'goods', value: null }]
}

function lineChange(key: string, line: OrderLine): Change {
  return { list: LINES, key, value: line }
}

/** Refuses an order that was not placed, and deletes its personal data, because only its units still matter. */
function refused(rows: RowsView, order: OrderRow, by: string, now: number): OrderDecision {
  const settle = duty('goods', 'settle', now)
  return moved(rows, anonymous(order), 'refused', by, now, [...eraseDetails(rows, order, now), settle])
}

/** The duties of an order that ends without a sale. */
function unsold(now: number): readonly Change[] {
  return [duty('goods', 'settle', now), duty('cart', 'back', now)]
}

function duty(name: 'goods' | 'cart', what: 'settle' | 'sold' | 'back', at: number): Change {
  return { list: DUTIES, key: name, value: { at, what } }
}
