/** Response bodies of invoices and credit notes, and the lines of their export. */
import type { InvoiceBody, InvoiceListBody } from '../../contract/answers/invoices.ts'
import type { OrderBody } from '../../contract/answers/orders.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import type { OrderView } from '../../contract/rpc/order.ts'
import type { CreditLine, InvoiceDocument, SaleLine } from '../../domain/invoices/document.ts'
import { addressLines } from '../../domain/invoices/lines.ts'
import { dayIn } from '../../domain/invoices/series.ts'
import { decimalOf } from '../../domain/money-text.ts'

export function documentsBodyOf({ id, documents }: Pick<OrderView, 'id' | 'documents'>): OrderBody['documents'] {
  return documents.map(([key, { number, at }]) => {
    const refundId = key === id ? null : key
    return { kind: refundId === null ? 'invoice' : 'credit_note', number, issuedAt: timeOf(at), refundId }
  })
}

export function summaryOf({ number, issuedAt, content }: InvoiceDocument): InvoiceListBody['items'][number] {
  const { kind, orderId, orderNumber, currency, rates, net, tax, total } = content
  const money = (amount: number) => ({ amount, currency })
  const isCredit = kind === 'credit_note'
  return {
    ...{ kind, number, issuedAt: timeOf(issuedAt), orderId, orderNumber },
    refundId: isCredit ? content.refundId : null,
    invoiceNumber: isCredit ? content.invoiceNumber : null,
    taxes: rates.map(({ ratePpm, ...rate }) => {
      return { ratePpm, net: money(rate.net), tax: money(rate.tax), total: money(rate.gross) }
    }),
    ...{ net: money(net), tax: money(tax), total: money(total) },
  }
}

export function invoiceBodyOf(document: InvoiceDocument): InvoiceBody {
  const { content, buyer } = document
  const { currency, seller } = content
  const money = (amount: number) => ({ amount, currency })
  const lineOf = (line: SaleLine | CreditLine) => {
    const { sku, title, quantity, ratePpm, gross } = line
    const sale = 'unitPrice' in line ? line : null
    return {
      ...{ sku, title, quantity, ratePpm, total: money(gross) },
      unitPrice: sale && money(sale.unitPrice),
      discount: sale && money(sale.discount),
      tax: sale && money(sale.tax),
    }
  }
  const isInvoice = content.kind === 'invoice'
  return {
    ...summaryOf(document),
    suppliedAt: timeOf(isInvoice ? content.paidAt : content.refundedAt),
    seller: { ...seller, address: [...seller.address], email: seller.email ?? null, note: seller.note ?? null },
    buyer: buyer && {
      name: buyer.address.name,
      address: [...addressLines(buyer)],
      vatNumber: buyer.vatNumber,
    },
    lines: content.lines.map(lineOf),
    shipping: isInvoice && content.shipping ? lineOf(content.shipping) : null,
  }
}

export const EXPORT_HEADER = [
  ...['number', 'kind', 'date', 'order_number', 'invoice_number', 'currency', 'tax_rate', 'net', 'tax', 'total'],
  ...['buyer_country', 'buyer_vat_number'],
]

/** One row for each tax rate. */
export function exportRows(document: InvoiceDocument, timeZone: string): readonly string[][] {
  const { number, issuedAt, content, buyer } = document
  const { kind, orderNumber, currency, rates } = content
  const isCredit = kind === 'credit_note'
  const amount = (minor: number) => decimalOf(isCredit ? -minor : minor, currency)
  const head = [number, kind, dayIn(timeZone, issuedAt), orderNumber, isCredit ? content.invoiceNumber : '', currency]
  const none = [{ ratePpm: null, net: 0, tax: 0, gross: 0 }]
  return (rates.length > 0 ? rates : none).map(({ ratePpm, net, tax, gross }) => [
    ...head,
    ...[ratePpm === null ? '' : String(ratePpm / 10_000), amount(net), amount(tax), amount(gross)],
    ...[buyer?.address.country ?? '', buyer?.vatNumber ?? ''],
  ])
}
