/**
 * An order: a frozen quote and its history. Defines the rows and the functions that read them.
 * Invariant: lines, prices and totals never change after the order has begun; every change of status is in the history.
 */
import type { Address } from '../address/address.ts'
import { type Attributes, ITEMS } from '../cart/cart.ts'
import { earlierLineId, skuOf } from '../cart/line-id.ts'
import type { Adjustment, PricedShipping, TaxPart } from '../pricing/priced.ts'
import type { RowsView } from '../rows.ts'
import type { OrderStatus } from './transitions.ts'

export const ORDER = 'order'
export const CONTACT = 'contact'
export const LINES = 'lines'
/** By code: coupons whose uses are counted. */
export const COUPONS = 'coupons'
export const HISTORY = 'history'
export const PAYMENTS = 'payments'
export const REFUNDS = 'refunds'
export const EVENTS = 'events'
/**
 * The order's open duties at other parties, by name: `goods` at the stock, `cart` at the shopper's cart, `payments` at
 * the providers, which must delete the shopper's return URL. Stored rows name the list `errands`.
 */
export const DUTIES = 'errands'
export const ME = 'me'
/** Version of the shape of the rows below. */
export const ORDER_SCHEMA = 1

/** Minor units of the order's currency. */
export type OrderTotals = {
  readonly subtotal: number
  readonly discount: number
  readonly shipping: number
  readonly tax: number
  /** The part of the tax that the prices contain. */
  readonly taxIncluded?: number
  readonly total: number
}

/** A line of a quote. */
export type QuoteLine = {
  readonly sku: string
  /** The id of the cart's line; absent in quotes of an earlier version. */
  readonly lineId?: string
  readonly title: string
  readonly image: string | null
  readonly quantity: number
  readonly unitPrice: number
  /** At list price. */
  readonly lineTotal: number
  readonly attributes: Attributes
  readonly adjustments?: readonly Adjustment[]
  readonly discount?: number
  readonly tax?: TaxPart | null
  /** The amount paid for the line. */
  readonly charged?: number
}

/** How often a coupon may be used in total and by one user; null for no limit. */
export type CouponUse = { readonly code: string; readonly limit: number | null; readonly perUser: number | null }

export type Quote = {
  readonly currency: string
  readonly lines: readonly QuoteLine[]
  readonly totals: OrderTotals
  readonly shippingOption: string
  readonly shipping?: PricedShipping | null
  /** The coupons that have an effect. Uses are counted for those with a limit. */
  readonly coupons?: readonly CouponUse[]
}

export type OrderRow = {
  /** The owner of the order; null when that person was erased. */
  readonly owner: string | null
  /** The cart that gets the lines back; null when that person was erased. */
  readonly cart: string | null
  readonly currency: string
  readonly status: OrderStatus
  readonly totals: OrderTotals
  readonly shippingOption: string
  readonly shipping?: PricedShipping | null
  /** Codes of coupons that reduced the total. */
  readonly couponCodes?: readonly string[]
  readonly createdAt: number
  /** An unpaid order cancels itself at this time. */
  readonly expiresAt: number
}

/** Personal data, deleted when the owner is erased. */
export type Contact = {
  readonly address: Address
  readonly email: string | null
  readonly note: string | null
  /** The billing address if it differs from the shipping address. */
  readonly billingAddress?: Address | null
  readonly vatNumber?: string | null
  readonly locale?: string
}

/** `wanted`: not called yet; `short`: too few units; the others name the last successful call to the stock. */
export type LineGoods = 'wanted' | 'short' | 'held' | 'sold' | 'released' | 'restocked'

export type OrderLine = Omit<QuoteLine, 'sku'> & {
  readonly place: number
  readonly goods: LineGoods
  /** Units that were available if the line was short. */
  readonly available: number | null
}

/** A use of a coupon is held, sold and released like a unit. */
export type OrderCoupon = Omit<CouponUse, 'code'> & {
  readonly goods: LineGoods
  /** The order was refused because the coupon had no use left. */
  readonly wasShort?: true
}

export type Transition = {
  readonly from: OrderStatus | null
  readonly to: OrderStatus
  readonly at: number
  /**
   * A user's id, `payment`, `timeout`, `stock`, `erasure`, or `nothing_due` if the total is 0; `shopper` after the
   * shopper was erased.
   */
  readonly by: string
}

export type Payment = {
  readonly provider: string
  readonly amount: number
  /** The captured currency if it is not the order's. */
  readonly currency?: string
  readonly state: 'open' | 'declined' | 'captured'
  /** The provider's own id of the captured payment, if its refunds need it. */
  readonly reference?: string
  readonly returnUrl: string | null
  readonly at: number
}

export type Refund = {
  readonly paymentId: string
  readonly amount: number
  readonly reason: string
  readonly by: string
  readonly state: 'wanted' | 'done'
  readonly at: number
  /** Whether it refunds a stray payment, such as a late or a second one. */
  readonly stray: boolean
  /** The refunded units by line; absent for a refund of an amount. */
  readonly lines?: readonly RefundLine[]
  /** Set if those units go back into stock. */
  readonly restock?: 'wanted' | 'done'
  /** Set if an edit removed the units before they shipped. */
  readonly isEdit?: true
  /** The return whose units it refunds. */
  readonly returnId?: string
}

export type RefundLine = {
  readonly sku: string
  /** Absent if the SKU had one line. */
  readonly lineId?: string
  readonly quantity: number
  /** Their share of what was charged for the line; absent in refunds of an earlier version. */
  readonly worth?: number
  /** These units are back in stock; the stock of other lines may not have answered yet. */
  readonly restocked?: true
}

export type DutyName = 'goods' | 'cart' | 'payments'

/** For the duty `cart`, `sold` makes the cart drop the lines, and `back` returns them. */
export type DutyRow = { readonly at: number; readonly what: 'settle' | 'sold' | 'back' }

export function orderOf(rows: RowsView): OrderRow | undefined {
  // Rows are written by `decide` only.
  return rows.get(ORDER, ME) as OrderRow | undefined
}

export function contactOf(rows: RowsView): Contact | undefined {
  return rows.get(CONTACT, ME) as Contact | undefined
}

export function dutyOf(rows: RowsView, name: DutyName): DutyRow | undefined {
  return rows.get(DUTIES, name) as DutyRow | undefined
}

/** Lines in the order of the quote; a SKU may have several. */
export function linesOf(rows: RowsView): (readonly [sku: string, line: OrderLine])[] {
  return keyedLines(rows).map(([key, line]) => [skuOf(key), line] as const)
}

/** Derives the id of a line from an earlier version, in which each SKU had one line without an id. */
export function lineIdOf({ sku, lineId }: Pick<QuoteLine, 'sku' | 'lineId'>): string {
  return lineId ?? earlierLineId(sku, ITEMS)
}

/** Lines with their keys. The first line of a SKU has the SKU as its key, as in the cart. */
export function keyedLines(rows: RowsView): readonly (readonly [key: string, line: OrderLine])[] {
  return entriesOf<OrderLine>(rows, LINES).toSorted(([, a], [, b]) => a.place - b.place)
}

export function historyOf(rows: RowsView): readonly Transition[] {
  return entriesOf<Transition>(rows, HISTORY).map(([, transition]) => transition)
}

/** Oldest first. */
export function paymentsOf(rows: RowsView): readonly (readonly [id: string, payment: Payment])[] {
  return entriesOf<Payment>(rows, PAYMENTS)
}

/** Oldest first. */
export function refundsOf(rows: RowsView): readonly (readonly [id: string, refund: Refund])[] {
  return entriesOf<Refund>(rows, REFUNDS)
}

/** Amounts received, refunded and still to refund, in minor units. Stray payments are not the order's own money. */
export function moneyOf(rows: RowsView) {
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
  const captured = sum(paymentsOf(rows).flatMap(([, { state, amount }]) => (state === 'captured' ? [amount] : [])))
  const refunds = refundsOf(rows).map(([, refund]) => refund)
  const of = (state: Refund['state'], stray: boolean) =>
    sum(refunds.flatMap((refund) => (refund.state === state && refund.stray === stray ? [refund.amount] : [])))
  const strays = of('done', true) + of('wanted', true)
  return {
    captured,
    /** The order's own money that was refunded. */
    refunded: of('done', false),
    refunding: of('wanted', false),
    /** Money of stray payments. */
    strays,
    straysRefunded: of('done', true),
    /** The amount of the order's own money that can still be refunded. */
    refundable: captured - strays - of('done', false) - of('wanted', false),
  }
}

export function couponsOf(rows: RowsView): readonly (readonly [code: string, coupon: OrderCoupon])[] {
  return entriesOf<OrderCoupon>(rows, COUPONS)
}

function entriesOf<Row>(rows: RowsView, list: string): readonly (readonly [string, Row])[] {
  const all = [...(rows.entries(list) as Iterable<readonly [string, Row]>)]
  return all.sort(([a], [b]) => (a < b ? -1 : 1))
}
