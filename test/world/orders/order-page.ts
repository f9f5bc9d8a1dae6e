/** The part of an order's disk that the books compare. */
import type { Rows } from '../model/text.ts'
import { usesOf } from './codes.ts'

export interface Line {
  readonly quantity: number
  readonly unitPrice: number
  readonly lineTotal: number
  readonly goods: string
}

interface Coupon {
  readonly limit: number | null
  readonly perUser: number | null
  readonly goods: string
}

export interface Received {
  readonly provider: string
  readonly amount: number
  readonly state: string
}

export interface Refund {
  readonly paymentId: string
  readonly amount: number
  readonly state: 'wanted' | 'done'
  readonly stray: boolean
  readonly lines?: readonly Part[]
  readonly restock?: 'wanted' | 'done'
  readonly returnId?: string
  readonly isEdit?: true
}

export interface Return {
  readonly lines: readonly Part[]
  readonly state: string
  readonly refundId?: string
}

/** Units of one line. */
export interface Part {
  readonly sku: string
  readonly lineId: string
  readonly quantity: number
}

export interface Parcel {
  readonly lines: readonly Part[]
  readonly deliveredAt?: number
  readonly returnUntil?: number
}

export interface OrderPage {
  readonly owner: string | null
  readonly cart: string
  readonly status: string
  readonly total: number
  readonly expiresAt: number
  /** Quantities by SKU, over all its lines, because the stock does not tell lines apart. */
  readonly lines: Readonly<Record<string, Line>>
  /** Each line, with the amount that was charged for it. */
  readonly parts: readonly (Part & { readonly charged: number })[]
  readonly codes: readonly string[]
  /** Uses by code, for the coupons whose uses are counted. */
  readonly coupons: Readonly<Record<string, Coupon>>
  readonly payments: Readonly<Record<string, Received>>
  readonly refunds: Readonly<Record<string, Refund>>
  readonly returns: Readonly<Record<string, Return>>
  readonly documents: Readonly<Record<string, { readonly number: string }>>
  readonly history: readonly { readonly from: string; readonly to: string; readonly at: number; readonly by: string }[]
  readonly duties: readonly string[]
  /** By number, from 1. */
  readonly parcels: readonly Parcel[]
  readonly hasContact: boolean
}

/** The parts that never change. */
export function frozen({ cart, total, lines, codes, coupons, expiresAt }: OrderPage): string {
  const quote = Object.entries(lines).map(([sku, { goods: _, ...line }]) => [sku, line] as const)
  quote.sort(([a], [b]) => (a < b ? -1 : 1))
  const uses = Object.entries(coupons).map(([code, { limit, perUser }]) => `${code} ${limit} ${perUser}`)
  return JSON.stringify([cart, total, expiresAt, quote, codes, uses.sort()])
}

/** The units by the stock that has them: lines and uses of coupons. */
export function goodsOf({ lines, coupons }: OrderPage): ReadonlyMap<string, string> {
  const uses = Object.entries(coupons).map(([code, { goods }]) => [usesOf(code), goods] as const)
  return new Map([...Object.entries(lines).map(([sku, { goods }]) => [sku, goods] as const), ...uses])
}

function bySku(lines: Readonly<Record<string, Line>>): OrderPage['lines'] {
  const units = new Map<string, Line>()
  for (const [key, { quantity, unitPrice, lineTotal, goods }] of Object.entries(lines)) {
    const [sku = ''] = key.split('#')
    const before = units.get(sku)
    units.set(sku, {
      quantity: quantity + (before?.quantity ?? 0),
      unitPrice,
      lineTotal: lineTotal + (before?.lineTotal ?? 0),
      // These states change in one direction only.
      goods: before && before.goods !== goods ? `${before.goods} and ${goods}` : goods,
    })
  }
  return Object.fromEntries(units)
}

/** The cart with which the order began: the row drops it when the person is erased. */
export function pageOf(rows: Rows, before: OrderPage | undefined): OrderPage {
  // The cast: the system wrote these rows.
  const order = rows.order?.me as Pick<OrderPage, 'owner' | 'cart' | 'status' | 'expiresAt'> & {
    readonly totals: { readonly total: number }
    readonly couponCodes?: readonly string[]
  }
  const list = <Row>(name: string) => (rows[name] ?? {}) as Readonly<Record<string, Row>>
  const history = Object.entries(list<OrderPage['history'][number]>('history'))
  const sorted = history.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry)
  const { owner, status, expiresAt, totals, couponCodes: codes = [] } = order
  const cart = before?.cart ?? order.cart
  return {
    ...{ owner, cart, status, expiresAt },
    total: totals.total,
    // Attributes are deleted when a person is erased; the sold goods stay.
    lines: bySku(list<Line>('lines')),
    parts: Object.entries(list<Part & Line>('lines')).map(([key, { lineId, quantity, lineTotal }]) => {
      return { sku: key.split('#')[0] ?? '', lineId, quantity, charged: lineTotal }
    }),
    codes,
    coupons: list('coupons'),
    payments: list('payments'),
    refunds: list('refunds'),
    returns: list('returns'),
    documents: list('documents'),
    history: sorted,
    duties: [...Object.keys(rows.errands ?? {}), ...Object.keys(rows.outbox ?? {})],
    parcels: Object.entries(list<Parcel>('shipment'))
      .sort(([a], [b]) => (a === 'me' ? 0 : Number(a)) - (b === 'me' ? 0 : Number(b)))
      .map(([, parcel]) => parcel),
    hasContact: rows.contact !== undefined,
  }
}
