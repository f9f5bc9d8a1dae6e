/** Sample copies of stock and of orders; each one differs where a test needs it. */
import { ulid } from 'ulid'
import type { Json, LiveCopy } from '../../../src/domain/copy.ts'
import type { LineGoods } from '../../../src/domain/order/order.ts'
import type { ReturnState } from '../../../src/domain/order/return.ts'
import type { OrderStatus } from '../../../src/domain/order/transitions.ts'
import type { Position } from '../../../src/domain/position.ts'
import { HARD_JSON } from './samples.ts'

/** Units as a stock's object counts them; `own` is received units less sold units. */
export interface Units {
  readonly own: number
  readonly held?: number
  readonly sold?: number
  readonly outside?: number
}

export function stockCopy(sku: string, position: Position, units: Units, more: Partial<LiveCopy> = {}): LiveCopy {
  const { own, held = 0, sold = 0, outside = 0 } = units
  return {
    kind: 'stock',
    id: sku,
    ...position,
    schema: 1,
    state: 'live',
    seal: null,
    updatedAt: Date.UTC(2026, 10, 25, 9, 0, 0, position.version),
    lists: { totals: { me: { own, outside, held, sold, received: own + sold } } },
    ...more,
  }
}

export function newOrderId(at: number): string {
  return `ord_${ulid(at)}`
}

export interface OrderLike {
  readonly owner?: string | null
  readonly status?: OrderStatus
  readonly email?: string | null
  /** Null if the person was erased. */
  readonly contact?: null
  readonly createdAt?: number
  /** SKU, quantity, and state of the units. */
  readonly lines?: readonly (readonly [sku: string, quantity: number, goods: LineGoods])[]
  /** The image of every line. */
  readonly image?: string
  readonly payments?: { readonly [id: string]: Json }
  readonly refunds?: { readonly [id: string]: Json }
  readonly errands?: { readonly [name: string]: Json }
  /** The states of its returns. */
  readonly returns?: readonly ReturnState[]
}

export const MADE_AT = Date.UTC(2026, 10, 25, 10, 0, 0, 1)

/** Every text that a person may have written is hard to store. */
export function orderCopy(
  id: string,
  position: Position,
  like: OrderLike = {},
  more: Partial<LiveCopy> = {},
): LiveCopy {
  const { owner = 'usr_1', status = 'pending_payment', email = null, createdAt = MADE_AT } = like
  const lines = (like.lines ?? [['sku-1', 2, 'held']]).map(([sku, quantity, goods], place): [string, Json] => {
    const quoted = { title: HARD_JSON, image: like.image ?? null, quantity, unitPrice: 500, lineTotal: quantity * 500 }
    return [sku, { ...quoted, attributes: { note: HARD_JSON }, place, goods, available: null }]
  })
  const total = lines.length * 1_000
  const totals = { subtotal: total, discount: 0, shipping: 0, tax: 0, total }
  const address = { name: HARD_JSON, line1: HARD_JSON, city: HARD_JSON, postalCode: '1', country: 'CN' }
  const order = { owner, cart: 'usr_1', currency: 'CNY', status, totals, shippingOption: 'standard', createdAt }
  return {
    kind: 'order',
    id,
    ...position,
    schema: 1,
    state: 'live',
    seal: null,
    updatedAt: Date.UTC(2026, 10, 25, 11, 0, 0, position.version),
    lists: {
      order: { me: { ...order, expiresAt: createdAt + 1_800_000 } },
      contact: like.contact === null ? {} : { me: { address, email, note: HARD_JSON } },
      lines: Object.fromEntries(lines),
      history: {},
      payments: like.payments ?? {},
      refunds: like.refunds ?? {},
      errands: like.errands ?? {},
      returns: Object.fromEntries(
        (like.returns ?? []).map((state, n): [string, Json] => [
          `rtn_${n}`,
          { lines: [], reason: HARD_JSON, state, at: createdAt, changedAt: createdAt },
        ]),
      ),
    },
    ...more,
  }
}
