/**
 * Invoices and credit notes: what an order says about its sale, and the documents that are frozen from it. Pure.
 * Invariant: net and tax of all rates sum to the total of the document, and credit notes never exceed their invoice.
 */
import type { Address } from '../address/address.ts'
import { share, split, sum } from '../pricing/money.ts'

export type DocumentKind = 'invoice' | 'credit_note'

/** From the configuration of the day on which the document is numbered. */
export type Seller = {
  readonly name: string
  /** Lines of the address. */
  readonly address: readonly string[]
  readonly taxId: string
  readonly email?: string
  /** Further texts that the seller's law requires. */
  readonly note?: string
}

/** The data about the buyer that tax law requires, and no more. */
export type Buyer = {
  readonly address: Omit<Address, 'phone'>
  readonly vatNumber: string | null
}

/** Amounts are minor units. */
export type SaleLine = {
  readonly sku: string
  readonly title: string
  readonly quantity: number
  readonly unitPrice: number
  readonly discount: number
  /** Parts per million; null for a line without tax. */
  readonly ratePpm: number | null
  readonly tax: number
  /** The amount paid for the line, with its tax. */
  readonly gross: number
}

/** The units of a refund, with what was paid for them; empty for a refund of an amount. */
export type CreditLine = Pick<SaleLine, 'sku' | 'title' | 'quantity' | 'ratePpm' | 'gross'>

export type SaleRefund = {
  readonly id: string
  readonly amount: number
  readonly at: number
  readonly lines: readonly CreditLine[]
}

/** A paid order with its refunds that succeeded, as the numbering receives it. */
export type Sale = {
  readonly orderId: string
  readonly orderNumber: string
  readonly currency: string
  readonly locale: string | null
  readonly paidAt: number
  readonly buyer: Buyer | null
  readonly lines: readonly SaleLine[]
  readonly shipping: SaleLine | null
  readonly refunds: readonly SaleRefund[]
  /** The numbers that the order has stored, by the key of the document: the id of the order or of the refund. */
  readonly known: { readonly [key: string]: string }
}

/** Amounts of one rate. */
export type RateSum = {
  readonly ratePpm: number | null
  readonly net: number
  readonly tax: number
  readonly gross: number
}

type Shared = {
  readonly orderId: string
  readonly orderNumber: string
  readonly currency: string
  readonly locale: string | null
  readonly seller: Seller
  readonly rates: readonly RateSum[]
  readonly net: number
  readonly tax: number
  readonly total: number
}

export type InvoiceContent = Shared & {
  readonly kind: 'invoice'
  readonly paidAt: number
  readonly lines: readonly SaleLine[]
  readonly shipping: SaleLine | null
}

export type CreditContent = Shared & {
  readonly kind: 'credit_note'
  readonly invoiceNumber: string
  readonly refundId: string
  readonly refundedAt: number
  readonly lines: readonly CreditLine[]
}

export type Content = InvoiceContent | CreditContent

/** A numbered document. `buyer` is null if the order had none, or when the term for keeping it is over. */
export type InvoiceDocument = {
  readonly number: string
  readonly issuedAt: number
  readonly content: Content
  readonly buyer: Buyer | null
}

export function invoiceOf(sale: Sale, seller: Seller): InvoiceContent {
  const { orderId, orderNumber, currency, locale, paidAt, lines, shipping } = sale
  const rates = ratesOf(shipping ? [...lines, shipping] : lines)
  return {
    ...{ kind: 'invoice', orderId, orderNumber, currency, locale, seller, paidAt, lines, shipping, rates },
    ...sumsOf(rates),
  }
}

/** @param credits the earlier credit notes of the invoice */
export function creditOf(
  invoice: InvoiceContent,
  invoiceNumber: string,
  credits: readonly CreditContent[],
  { id: refundId, amount, at: refundedAt, lines }: SaleRefund,
  seller: Seller,
): CreditContent {
  const { orderId, orderNumber, currency, locale } = invoice
  const rates = credited(invoice.rates, credits, amount, lines)
  return {
    ...{ kind: 'credit_note', orderId, orderNumber, currency, locale, seller, invoiceNumber, refundId, refundedAt },
    ...{ lines, rates },
    ...sumsOf(rates),
  }
}

/** Divides the amount over what the rates have left: first where the returned lines are, then in proportion. */
function credited(
  invoiced: readonly RateSum[],
  credits: readonly CreditContent[],
  amount: number,
  lines: readonly CreditLine[],
): readonly RateSum[] {
  const of = ({ rates }: CreditContent, ratePpm: number | null) => rates.find((rate) => rate.ratePpm === ratePpm)
  const left = invoiced.map(({ ratePpm, gross, tax }) => ({
    ratePpm,
    gross: gross - sum(credits.map((credit) => of(credit, ratePpm)?.gross ?? 0)),
    tax: tax - sum(credits.map((credit) => of(credit, ratePpm)?.tax ?? 0)),
  }))
  const worth = left.map(({ ratePpm, gross }) =>
    Math.min(gross, sum(lines.map((line) => (line.ratePpm === ratePpm ? line.gross : 0)))),
  )
  const named = spread(Math.min(amount, sum(worth)), worth)
  const rest = left.map(({ gross }, index) => gross - (named[index] ?? 0))
  const others = spread(Math.min(amount - sum(named), sum(rest)), rest)
  return left.flatMap(({ ratePpm, gross: most, tax: taxLeft }, index) => {
    const gross = (named[index] ?? 0) + (others[index] ?? 0)
    const { gross: all = 0, tax: allTax = 0 } = invoiced[index] ?? {}
    const tax = gross === most ? taxLeft : Math.min(taxLeft, gross, share(gross, allTax, all))
    return gross === 0 ? [] : [{ ratePpm, net: gross - tax, tax, gross }]
  })
}

function spread(amount: number, weights: readonly number[]): readonly number[] {
  return split(
    amount,
    weights,
    weights.map((_, index) => `${index}`),
  )
}

/** The highest rate first; what has no tax last. */
function ratesOf(lines: readonly SaleLine[]): readonly RateSum[] {
  const all = [...new Set(lines.map(({ ratePpm }) => ratePpm))].sort((a, b) => (b ?? -1) - (a ?? -1))
  return all.map((ratePpm) => {
    const its = lines.filter((line) => line.ratePpm === ratePpm)
    const [tax, gross] = [sum(its.map((line) => line.tax)), sum(its.map((line) => line.gross))]
    return { ratePpm, net: gross - tax, tax, gross }
  })
}

function sumsOf(rates: readonly RateSum[]): { readonly net: number; readonly tax: number; readonly total: number } {
  const [net, tax] = [sum(rates.map((rate) => rate.net)), sum(rates.map((rate) => rate.tax))]
  return { net, tax, total: net + tax }
}
