/** A shop in memory: orders and stock by the shipped decisions, and their figures as the record would have them. */
import type { Json, Lists } from '../../../src/domain/copy.ts'
import type { OrderFigures } from '../../../src/domain/ledger/orders.ts'
import type { PaymentClaim } from '../../../src/domain/ledger/payments.ts'
import type { SkuFigures } from '../../../src/domain/ledger/stock.ts'
import { decide as decideOrder, type OrderCommand } from '../../../src/domain/order/decide.ts'
import { unitsBySku, wantedGoods } from '../../../src/domain/order/goods.ts'
import { linesOf, orderOf, paymentsOf, refundsOf } from '../../../src/domain/order/order.ts'
import { openPayment } from '../../../src/domain/order/payment.ts'
import { waitingRows } from '../../../src/domain/outbox.ts'
import { type Change, type RowsView, viewOf } from '../../../src/domain/rows.ts'
import { decide as decideStock, type StockCommand } from '../../../src/domain/stock/decide.ts'
import { totalsOf } from '../../../src/domain/stock/stock.ts'
import { columnsOf } from '../../../src/tiers/record/columns.ts'
import { orderLineRows } from '../../../src/tiers/record/order-lines.ts'

const SKUS = ['tea', 'cup', 'jar'] as const
export type PaperSku = (typeof SKUS)[number]

/** An event of an order. An event that the status of the order forbids has no effect. */
export type Happening =
  | ('pay' | 'pay_twice' | 'pay_wrong' | 'cancel' | 'ship' | 'ship_part' | 'deliver' | 'deliver_part')
  | ('choose_manual' | 'ship_unpaid' | 'mark_paid')
  | ('refund_some' | 'refund_units' | 'refund_unit_back' | 'refund')

export interface PaperOrder {
  readonly quantities: Readonly<Record<PaperSku, number>>
  readonly happenings: readonly Happening[]
}

const BY = { by: 'usr_1' } as const
const ACTS: { readonly [Name in Happening]?: OrderCommand } = {
  cancel: { type: 'cancel', ...BY },
  ship: { type: 'ship', carrier: 'sf', trackingNumber: '1', ...BY },
  ship_part: {
    ...{ type: 'ship', carrier: 'sf', trackingNumber: '2', ...BY },
    lines: [{ sku: 'cup', quantity: 1 }],
  },
  deliver: { type: 'deliver', ...BY },
  deliver_part: { type: 'deliver', shipment: 1, ...BY },
  choose_manual: { type: 'open_payment', provider: 'manual', returnUrl: null },
  ship_unpaid: { type: 'ship', carrier: 'sf', trackingNumber: '3', unpaid: true, ...BY },
  mark_paid: { type: 'mark_paid', ...BY },
  refund_some: { type: 'refund', amount: 150, reason: 'x', ...BY },
  refund_units: { type: 'refund', amount: null, lines: [{ sku: 'cup', quantity: 2 }], reason: 'x', ...BY },
  refund_unit_back: {
    ...{ type: 'refund', amount: null, reason: 'x', restock: true, ...BY },
    lines: [
      { sku: 'tea', quantity: 1 },
      { sku: 'cup', quantity: 1 },
    ],
  },
  refund: { type: 'refund', amount: null, reason: 'x', ...BY },
}

type MutableLists = Record<string, Record<string, Json>>

export class PaperShop {
  readonly #orders = new Map<string, MutableLists>()
  readonly #stock = new Map<string, MutableLists>()
  #ids = 0

  constructor(received: number, outside: number, orders: readonly PaperOrder[]) {
    for (const sku of SKUS) {
      this.#stock.set(sku, {})
      this.#tellStock(sku, { type: 'read_outside', outside })
      this.#tellStock(sku, { type: 'adjust', by: received })
    }
    for (const order of orders) this.#order(order)
  }

  get orders(): OrderFigures[] {
    return [...this.#orders].map(([id, lists]) => {
      const { settling, ...columns } = columnsOf('order', this.#copy('order', id, lists))
      return { id, updatedAt: 0, lists: structuredClone(lists), ...columns, settling: settling !== 0 }
    })
  }

  get skus(): SkuFigures[] {
    return SKUS.map((sku) => {
      const { own, outside, held, sold, received } = totalsOf(this.#rows(this.#stock, sku))
      const lines = [...this.#orders].flatMap(([id, lists]) => orderLineRows(this.#copy('order', id, lists)))
      const sum = (units: 'unitsSold' | 'unitsHeld') =>
        lines.reduce((all, line) => all + (line.sku === sku ? line[units] : 0), 0)
      return {
        ...{ sku, own, held, sold, received, updatedAt: 0 },
        moving: { units: 0, sold: 0, held: 0 },
        ...{ onHand: own + outside, objectOnHandInProducts: own, heldInProducts: held },
        ...{ unitsSoldByOrders: sum('unitsSold'), unitsHeldByOrders: sum('unitsHeld') },
      }
    })
  }

  /** The statement of an honest provider. */
  statement({ paymentId }: PaymentClaim): { captured: number; refunded: number } {
    let [captured, refunded] = [0, 0]
    for (const id of this.#orders.keys()) {
      const rows = this.#rows(this.#orders, id)
      for (const [payment, { state, amount }] of paymentsOf(rows)) {
        if (payment === paymentId && state === 'captured') captured = amount
      }
      for (const [, refund] of refundsOf(rows)) if (refund.paymentId === paymentId) refunded += refund.amount
    }
    return { captured, refunded }
  }

  #order({ quantities, happenings }: PaperOrder): void {
    const id = `ord_${String(++this.#ids).padStart(26, '0')}`
    this.#orders.set(id, {})
    const lines = SKUS.map((sku, place) => {
      const unitPrice = 100 * (place + 1)
      const quantity = quantities[sku]
      return { sku, title: sku, image: null, quantity, unitPrice, lineTotal: unitPrice * quantity, attributes: {} }
    })
    const subtotal = lines.reduce((sum, { lineTotal }) => sum + lineTotal, 0)
    const totals = { subtotal, discount: 0, shipping: 700, tax: 0, total: subtotal + 700 }
    const quote = { currency: 'CNY', lines, totals, shippingOption: 'standard' }
    const address = { name: 'x', line1: 'x', city: 'x', postalCode: 'x', country: 'CN' }
    const contact = { address, email: null, note: null }
    this.#tell(id, { type: 'begin', owner: 'gst_1', quote, contact, expiresAt: 9 })
    this.#settle(id)
    const isShort = linesOf(this.#rows(this.#orders, id)).some(([, { goods }]) => goods === 'short')
    this.#tell(id, isShort ? { type: 'refuse', by: 'stock' } : { type: 'place' })
    this.#settle(id)
    for (const happening of happenings) {
      this.#happen(id, happening)
      this.#settle(id)
    }
  }

  #happen(id: string, happening: Happening): void {
    const command = ACTS[happening]
    if (command) this.#tell(id, command)
    else this.#pay(id, happening)
  }

  /** Opens a payment if the status allows it, and pays the open one. */
  #pay(id: string, how: Happening): void {
    const rows = this.#rows(this.#orders, id)
    for (const provider of ['simulated', 'other']) this.#tell(id, { type: 'open_payment', provider, returnUrl: null })
    const total = orderOf(rows)?.totals.total ?? 0
    const amount = how === 'pay_wrong' ? total - 1 : total
    for (let times = how === 'pay_twice' ? 2 : 1; times > 0; times--) {
      const [paymentId] = openPayment(rows) ?? []
      if (paymentId === undefined) return
      this.#tell(id, { type: 'payment_succeeded', eventId: `evt_${++this.#ids}`, paymentId, amount })
    }
  }

  /** Carries out every duty of the order. */
  #settle(id: string): void {
    const rows = this.#rows(this.#orders, id)
    const order = orderOf(rows)
    const goods = wantedGoods(rows)
    for (const [sku, { quantity, left, lines }] of unitsBySku(rows)) {
      if (!goods || lines.every((line) => line.goods === goods)) continue
      if (goods === 'held') {
        const held = this.#tellStock(sku, { type: 'hold', orderId: id, quantity, until: 9 })
        this.#tell(id, { type: 'goods', lines: [{ sku, goods: held ? 'held' : 'short' }] })
        continue
      }
      if (goods === 'released') this.#tellStock(sku, { type: 'release', orderId: id })
      else this.#tellStock(sku, { type: 'commit', orderId: id, quantity })
      if (goods === 'restocked' && left > 0) this.#tellStock(sku, { type: 'restock', orderId: id, quantity: left })
      this.#tell(id, { type: 'goods', lines: [{ sku, goods }] })
    }
    // The repeated message ends a duty whose lines were all settled before.
    const told = linesOf(rows).map(([sku, line]) => ({ sku, goods: line.goods }))
    if (order?.status !== 'holding') this.#tell(id, { type: 'goods', lines: told })
    this.#tell(id, { type: 'cart_settled' })
    for (const [refundId, { restock, lines: back = [] }] of refundsOf(rows)) {
      const isWanted = restock === 'wanted'
      for (const { sku, quantity } of isWanted ? back : []) this.#tellStock(sku, { type: 'adjust', by: quantity })
      this.#tell(id, { type: 'refund_restocked', refundId, skus: back.map(({ sku }) => sku) })
      this.#tell(id, { type: 'refund_done', refundId })
    }
    this.#tell(id, { type: 'outbox_accepted', ids: waitingRows(rows).map(([eventId]) => eventId) })
  }

  #tell(id: string, command: OrderCommand): void {
    const rows = this.#rows(this.#orders, id)
    const newId = (prefix: string) => `${prefix}_${String(++this.#ids).padStart(26, '0')}`
    const decision = decideOrder(rows, command, { now: 0, newId })
    if (decision.ok) write(this.#orders.get(id) ?? {}, decision.value)
  }

  #tellStock(sku: string, command: StockCommand): boolean {
    const decision = decideStock(this.#rows(this.#stock, sku), command, { now: 0 })
    if (decision.ok) write(this.#stock.get(sku) ?? {}, decision.value)
    return decision.ok
  }

  #rows(of: ReadonlyMap<string, MutableLists>, key: string): RowsView {
    return viewOf(of.get(key) ?? {})
  }

  #copy(kind: 'order', id: string, lists: Lists) {
    return { kind, id, epoch: 1, version: 1, schema: 1, updatedAt: 0, state: 'live' as const, seal: null, lists }
  }
}

function write(lists: MutableLists, changes: readonly Change[]): void {
  for (const { list, key, value } of changes) {
    const rows = lists[list] ?? {}
    lists[list] = rows
    if (value === null) delete rows[key]
    else rows[key] = value
  }
}

/** A shop with one order after these events, and one of its SKUs. */
export function shopAfter(...happenings: Happening[]) {
  const shop = new PaperShop(10, 2, [{ quantities: { tea: 3, cup: 1, jar: 1 }, happenings }])
  const [order] = shop.orders
  const [tea] = shop.skus
  if (!order || !tea) throw new Error('the shop is empty')
  return { order, tea, shop }
}

export const kinds = (found: readonly { readonly kind: string }[]) => found.map(({ kind }) => kind)
