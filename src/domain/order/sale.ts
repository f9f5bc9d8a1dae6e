/**
 * The sale of a paid order, from which its invoice and its credit notes are frozen. Pure.
 * Invariant: it repeats no text by people except the titles of products and the buyer's name and billing address.
 */
import type { Buyer, CreditLine, Sale, SaleLine } from '../invoices/document.ts'
import type { RowsView } from '../rows.ts'
import { documentsOf } from './documents.ts'
import { orderNumberOf } from './number.ts'
import {
  contactOf,
  historyOf,
  lineIdOf,
  linesOf,
  moneyOf,
  type OrderLine,
  orderOf,
  paymentsOf,
  REFUNDS,
  type Refund,
  refundsOf,
} from './order.ts'
import { refundedLineId } from './units.ts'

/** Null for an order that was never paid. */
export function saleOf(orderId: string, rows: RowsView): Sale | null {
  const order = orderOf(rows)
  const paidAt = paidAtOf(rows)
  if (!order || paidAt === null) return null
  const { currency, shipping, shippingOption, totals } = order
  const lines = linesOf(rows)
  const amount = shipping?.amount ?? totals.shipping
  const { discount = 0, tax = null, charged = amount } = shipping ?? {}
  const shipped = { sku: shippingOption, title: '', quantity: 1, unitPrice: amount, discount, gross: charged }
  return {
    ...{ orderId, orderNumber: orderNumberOf(orderId), currency, locale: contactOf(rows)?.locale ?? null, paidAt },
    buyer: buyerOf(rows),
    lines: lines.map(([sku, line]) => saleLine(sku, line)),
    shipping:
      amount === 0 && charged === 0 ? null : { ...shipped, ratePpm: tax?.ratePpm ?? null, tax: tax?.amount ?? 0 },
    refunds: refundsOf(rows).flatMap(([id, { amount, at, state, stray, lines: units = [] }]) => {
      if (state !== 'done' || stray) return []
      return [{ id, amount, at, lines: units.flatMap((unit) => creditLine(lines, unit)) }]
    }),
    known: Object.fromEntries(documentsOf(rows).map(([key, { number }]) => [key, number])),
  }
}

/** Whether the refund of this change has just succeeded, so that it owes a credit note. */
export function isCredited(rows: RowsView, list: string, key: string, value: unknown): boolean {
  if (list !== REFUNDS || value === null) return false
  // The casts: the list has rows of one type.
  const { state, stray } = value as Refund
  return state === 'done' && !stray && (rows.get(list, key) as Refund | undefined)?.state !== 'done'
}

/** An order may have its own money without the status `paid`, if it was shipped before it was paid. */
function paidAtOf(rows: RowsView): number | null {
  const paid = historyOf(rows).find(({ to }) => to === 'paid')
  if (paid) return paid.at
  const { captured, strays } = moneyOf(rows)
  if (captured <= strays) return null
  return paymentsOf(rows).find(([, { state }]) => state === 'captured')?.[1].at ?? null
}

function saleLine(sku: string, line: OrderLine): SaleLine {
  const { title, quantity, unitPrice, lineTotal, discount = 0, tax = null, charged = lineTotal } = line
  return {
    ...{ sku, title, quantity, unitPrice, discount },
    ...{ ratePpm: tax?.ratePpm ?? null, tax: tax?.amount ?? 0, gross: charged },
  }
}

function creditLine(
  lines: ReturnType<typeof linesOf>,
  unit: NonNullable<Refund['lines']>[number],
): readonly CreditLine[] {
  const lineId = refundedLineId(lines, unit)
  const [sku, line] = lines.find(([sku, its]) => lineIdOf({ ...its, sku }) === lineId) ?? []
  if (sku === undefined || !line) return []
  const { title, ratePpm, gross: all, quantity: of } = saleLine(sku, line)
  // The shares of a line differ by their roundings, so the refund states its own.
  const { quantity, worth: gross = Number((BigInt(all) * BigInt(quantity)) / BigInt(of)) } = unit
  return [{ sku, title, quantity, ratePpm, gross }]
}

function buyerOf(rows: RowsView): Buyer | null {
  const contact = contactOf(rows)
  if (!contact) return null
  const { phone: _, ...address } = contact.billingAddress ?? contact.address
  return { address, vatNumber: contact.vatNumber ?? null }
}
