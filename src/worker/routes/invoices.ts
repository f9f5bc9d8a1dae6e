/** Invoices and credit notes: for the shopper of an order, for operators, and as a table for bookkeeping. */
import { csvFormatRows } from 'd3-dsv'
import { type Context, Hono } from 'hono'
import { CSV } from '../../contract/http/import.ts'
import { invoiceRoutes as routes } from '../../contract/http/invoices.ts'
import type { InvoiceTerms } from '../../contract/invoice-variables.ts'
import { Problem } from '../../contract/problem.ts'
import type { OrderView } from '../../contract/rpc/order.ts'
import { BYTE_ORDER_MARK } from '../../domain/import/charset.ts'
import { guarded } from '../../domain/import/formula.ts'
import type { InvoiceDocument } from '../../domain/invoices/document.ts'
import { pageOf } from '../../domain/invoices/page.ts'
import { monthIn } from '../../domain/invoices/series.ts'
import type { AppEnv } from '../context.ts'
import { weighed } from '../http/locales.ts'
import { textsFor } from '../http/static-file.ts'
import { paramOf, queryOf } from '../http/validate.ts'
import { callObject } from '../object-call.ts'
import { EXPORT_HEADER, exportRows, invoiceBodyOf, summaryOf } from '../orders/invoice-body.ts'
import { noOrder } from '../orders/order-acts.ts'
import { readOrder } from '../orders/order-lists.ts'

export const invoiceRoutes = new Hono<AppEnv>()
  .get(routes.own.path, paramOf(routes.own.params), queryOf(routes.own.query), (c) =>
    answer(c, c.req.valid('param').id, c.get('principal').id, c.req.valid('query')),
  )
  .get(routes.get.path, paramOf(routes.get.params), queryOf(routes.get.query), (c) =>
    answer(c, c.req.valid('param').id, null, c.req.valid('query')),
  )
  .get(routes.list.path, queryOf(routes.list.query), async (c) => {
    const { items, next } = await listed(c, termsOf(c), c.req.valid('query'))
    return c.json({ items: items.map(summaryOf), nextCursor: next === null ? null : String(next) }, 200)
  })
  .get(routes.export.path, queryOf(routes.export.query), async (c) => {
    const { month, limit, ...query } = c.req.valid('query')
    const terms = termsOf(c)
    const { items, next } = await listed(c, terms, { month, limit, ...query })
    const rows = items.flatMap((document) => exportRows(document, terms.timeZone))
    if (next !== null) {
      const further = new URLSearchParams({ ...(month && { month }), limit: String(limit), cursor: String(next) })
      c.header('Link', `<${c.req.path}?${further}>; rel="next"`)
    }
    const text = csvFormatRows([EXPORT_HEADER, ...rows].map((cells) => cells.map(guarded)))
    return c.body(`${BYTE_ORDER_MARK}${text}\n`, 200, {
      'Content-Type': `${CSV}; charset=utf-8`,
      'Content-Disposition': `attachment; filename="invoices${month ? `-${month}` : ''}.csv"`,
    })
  })

/** Throws `invoices_off`. */
function termsOf(c: Context<AppEnv>): InvoiceTerms {
  const { invoices } = c.get('ports').config
  if (!invoices) throw new Problem('invoices_off', 'This shop has no seller: set SELLER_NAME to issue invoices.')
  return invoices
}

/** Also numbers the documents of an order that was paid before the shop issued invoices. */
async function documentOf(c: Context<AppEnv>, id: string, owner: string | null, key: string): Promise<InvoiceDocument> {
  const ports = c.get('ports')
  const order = await readOrder(ports, id, owner)
  if (!order) throw noOrder(id)
  termsOf(c)
  const find = () => callObject(true, () => ports.objects.invoices().find(key))
  const known = hasDocument(order, key) ? await find() : null
  if (known) return known
  const issued = await callObject(true, () => ports.objects.order(id).issueDocuments(c.get('requestId')))
  const found = issued && hasDocument(issued, key) ? await find() : null
  if (found) return found
  const detail =
    key === id ? 'The order has no invoice, because it was not paid.' : `The order has no credit note ${key}.`
  throw new Problem('not_found', detail)
}

/** Another order's refund is no document of this order. */
function hasDocument({ documents }: OrderView, key: string): boolean {
  return documents.some(([its]) => its === key)
}

interface Shown {
  readonly refundId?: string | undefined
  readonly format?: 'json' | 'html' | undefined
  readonly locale?: string | undefined
}

async function answer(c: Context<AppEnv>, id: string, owner: string | null, { refundId = id, format, locale }: Shown) {
  const document = await documentOf(c, id, owner, refundId)
  c.header('Cache-Control', 'private, no-store')
  c.header('Vary', 'Accept')
  const html = weighed(c.req.header('accept')).find((type) => type === 'text/html' || type === 'application/json')
  if (format === 'json' || (format === undefined && html !== 'text/html')) return c.json(invoiceBodyOf(document), 200)
  const { config } = c.get('ports')
  const { invoices: texts } = await textsFor(c)
  const language = locale ?? document.content.locale ?? config.LOCALES[0] ?? 'en'
  c.header(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
  )
  c.header('Referrer-Policy', 'no-referrer')
  // The cast: the contract's answer type is the document as data.
  return c.html(pageOf(document, language, termsOf(c).timeZone, texts)) as unknown as ReturnType<typeof json>
}

function json(c: Context<AppEnv>, document: InvoiceDocument) {
  return c.json(invoiceBodyOf(document), 200)
}

interface Listed {
  readonly month?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

function listed(c: Context<AppEnv>, { timeZone }: InvoiceTerms, { month, limit, cursor = '0' }: Listed) {
  const { objects } = c.get('ports')
  const [from, to] = month === undefined ? [0, Number.MAX_SAFE_INTEGER] : monthIn(timeZone, month)
  return callObject(true, () => objects.invoices().list({ after: Number(cursor), limit, from, to }))
}
