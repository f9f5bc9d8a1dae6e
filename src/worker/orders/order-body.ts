/** Response bodies of orders and quotes: amounts with their currency, times as text, the payment state in one word. */
import type { OrderBody, QuoteBody } from '../../contract/answers/orders.ts'
import type { Money } from '../../contract/answers/shapes.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import type { OrderView } from '../../contract/rpc/order.ts'
import { orderNumberOf } from '../../domain/order/number.ts'
import { lineIdOf, type OrderTotals, type QuoteLine } from '../../domain/order/order.ts'
import { type LineUnits, refundedLineId, returnableOf, unitsOf } from '../../domain/order/units.ts'
import { formatPosition } from '../../domain/position.ts'
import type { Adjustment, PricedShipping, TaxPart } from '../../domain/pricing/priced.ts'
import { documentsBodyOf } from './invoice-body.ts'

export function orderBodyOf(order: OrderView): OrderBody {
  const { id, owner, status, currency, version, contact } = order
  return {
    id,
    number: orderNumberOf(id),
    userId: owner,
    // The cast: only orders with a public status are viewed.
    status: status as OrderBody['status'],
    version,
    currency,
    lines: order.lines.map(([sku, line]) => lineBodyOf({ sku, ...line }, currency)),
    shipping: shippingBodyOf(order.shipping, currency),
    coupons: [...order.couponCodes],
    totals: totalsBodyOf(order.totals, currency),
    address: contact ? { ...contact.address } : null,
    billingAddress: contact?.billingAddress ? { ...contact.billingAddress } : null,
    vatNumber: contact?.vatNumber ?? null,
    email: contact?.email ?? null,
    note: contact?.note ?? null,
    payment: paymentBodyOf(order),
    documents: documentsBodyOf(order),
    ...shipmentBodiesOf(order),
    ...returnBodiesOf(order),
    history: order.history.map(({ from, to, at, by }) => {
      const shown = from === 'holding' ? null : from
      return { from: shown, to: to as OrderBody['status'], at: timeOf(at), by }
    }),
    expiresAt: status === 'pending_payment' ? timeOf(order.expiresAt) : null,
    createdAt: timeOf(order.createdAt),
    updatedAt: timeOf(order.updatedAt),
  }
}

export function orderTagOf(order: OrderView): string {
  return `"${formatPosition(order)}"`
}

export function lineBodyOf(line: QuoteLine, currency: string): OrderBody['lines'][number] {
  const { sku, title, image, quantity, unitPrice, lineTotal, attributes } = line
  const { adjustments = [], discount = 0, tax = null, charged = lineTotal } = line
  return {
    ...{ sku, lineId: lineIdOf(line), title, image, quantity },
    unitPrice: { amount: unitPrice, currency },
    lineTotal: { amount: lineTotal, currency },
    adjustments: adjustmentBodies(adjustments, currency),
    discount: { amount: discount, currency },
    tax: taxBodyOf(tax, currency),
    charged: { amount: charged, currency },
    attributes: { ...attributes },
  }
}

export function adjustmentBodies(adjustments: readonly Adjustment[], currency: string) {
  return adjustments.map(({ rule, kind, amount }) => ({ rule, kind, amount: { amount, currency } }))
}

function taxBodyOf(tax: TaxPart | null, currency: string) {
  return tax && { ...tax, amount: { amount: tax.amount, currency } }
}

export function shippingBodyOf(shipping: PricedShipping | null, currency: string): OrderBody['shipping'] {
  if (!shipping) return null
  const { option, rule, amount, estimatedDays, adjustments, discount, tax, charged } = shipping
  return {
    ...{ option, rule, estimatedDays },
    amount: { amount, currency },
    adjustments: adjustmentBodies(adjustments, currency),
    discount: { amount: discount, currency },
    tax: taxBodyOf(tax, currency),
    charged: { amount: charged, currency },
  }
}

export function totalsBodyOf(totals: OrderTotals, currency: string): QuoteBody['totals'] {
  const money = (amount: number): Money => ({ amount, currency })
  return {
    subtotal: money(totals.subtotal),
    discount: money(totals.discount),
    shipping: money(totals.shipping),
    tax: money(totals.tax),
    taxIncluded: money(totals.taxIncluded ?? 0),
    total: money(totals.total),
  }
}

function returnBodiesOf({ returns = [], shipments = [], ...order }: OrderView) {
  return {
    returns: returns.map(([id, { lines, state, reason, answer, labelUrl, refundId, at, changedAt }]) => ({
      ...{ id, status: state, lines: lines.map((line) => ({ ...line })), reason },
      ...{ answer: answer ?? null, labelUrl: labelUrl ?? null, refundId: refundId ?? null },
      ...{ requestedAt: timeOf(at), changedAt: timeOf(changedAt) },
    })),
    returnable: returnableOf({ ...order, returns, shipments }, Date.now()).map(({ until, ...line }) => ({
      ...line,
      until: timeOf(until),
    })),
  }
}

function shipmentBodiesOf(order: OrderView) {
  const { shipments: all = [], status, history } = order
  const isOver = status === 'cancelled' || status === 'refund_pending' || status === 'refunded'
  const units = unitsOf({ ...order, shipments: all })
  const named = (quantityOf: (line: LineUnits) => number) =>
    units.flatMap((line) => {
      const [{ sku, lineId }, quantity] = [line, quantityOf(line)]
      return quantity > 0 ? [{ sku, lineId, quantity }] : []
    })
  const isWhole = history.some(({ to }) => to === 'shipped')
  const whole = history.some(({ to }) => to === 'delivered') ? ('delivered' as const) : ('shipped' as const)
  const part = all.length > 0 ? ('partly_shipped' as const) : ('not_shipped' as const)
  const shipments = all.map(([number, { carrier, trackingNumber, at, lines: its, deliveredAt }]) => {
    // A shipment of an earlier version has all units, and only the history has its delivery.
    const arrived = deliveredAt ?? (its ? undefined : history.find(({ to }) => to === 'delivered')?.at)
    return {
      ...{ number, carrier, trackingNumber, shippedAt: timeOf(at) },
      deliveredAt: arrived === undefined ? null : timeOf(arrived),
      lines: its?.map((line) => ({ ...line })) ?? named(({ quantity }) => quantity),
    }
  })
  const last = shipments.at(-1)
  return {
    shipment: last ? { carrier: last.carrier, trackingNumber: last.trackingNumber, shippedAt: last.shippedAt } : null,
    shipments,
    fulfillment: isWhole ? whole : part,
    unshipped: isOver ? [] : named(({ left }) => left),
  }
}

function paymentBodyOf({ lines: all, payments, refunds, currency, status, totals }: OrderView): OrderBody['payment'] {
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
  const captured = sum(payments.flatMap(([, { state, amount }]) => (state === 'captured' ? [amount] : [])))
  const of = (wanted: 'wanted' | 'done') =>
    sum(refunds.flatMap(([, { state, amount }]) => (state === wanted ? [amount] : [])))
  const [refunded, refunding] = [of('done'), of('wanted')]
  const money = (amount: number): Money => ({ amount, currency })
  return {
    ...{
      status: statusOf(),
      provider: providerOf(),
      captured: money(captured),
      refunded: money(refunded),
      refunding: money(refunding),
    },
    refunds: refunds.map(([id, { at, amount, state, paymentId, lines = [], isEdit = false }]) => {
      const named = lines.map((line) => {
        return { sku: line.sku, lineId: refundedLineId(all, line), quantity: line.quantity }
      })
      const provider = payments.find(([its]) => its === paymentId)?.[1].provider ?? null
      const status = state === 'done' ? state : ('pending' as const)
      return { id, at: timeOf(at), amount: money(amount), status, provider, lines: named, isEdit }
    }),
  }

  function providerOf(): string | null {
    const all = payments.map(([, payment]) => payment)
    return (all.find(({ state }) => state === 'captured') ?? all.at(-1))?.provider ?? null
  }

  function statusOf(): OrderBody['payment']['status'] {
    if (totals.total === 0 && status !== 'pending_payment' && status !== 'cancelled') {
      if (status === 'refund_pending') return 'refunding'
      return status === 'refunded' ? 'refunded' : 'paid'
    }
    if (captured > 0 || refunds.length > 0) {
      if (refunding > 0) return 'refunding'
      return refunded >= captured ? 'refunded' : 'paid'
    }
    // A cancelled order cannot be paid; money that still arrives is refunded.
    if (status === 'cancelled') return 'cancelled'
    if (payments.some(([, { state }]) => state === 'open')) return 'open'
    return payments.length > 0 ? 'declined' : 'unpaid'
  }
}
