/** Import and export of a whole catalogue by admins: products, stock and price rules, as CSV or JSON lines. */
import { type Context, Hono } from 'hono'
import { CSV, JSON_LINES, RULE_IMPORT_ROUTES, importRoutes as routes } from '../../contract/http/import.ts'
import { RULE_FORMS } from '../../contract/http/price-rules.ts'
import { type FieldError, Problem } from '../../contract/problem.ts'
import { RULE_KINDS } from '../../domain/pricing/rules.ts'
import { audited, authorOf } from '../audit/audited.ts'
import type { AppEnv } from '../context.ts'
import { needsAddressFormats } from '../http/needs-address-formats.ts'
import { pageAfter, queryOf } from '../http/validate.ts'
import { type ExportPage, exportProducts, exportRules, exportStock } from '../import/export-pages.ts'
import { importProducts } from '../import/import-products.ts'
import { importRules } from '../import/import-rules.ts'
import { importShipments } from '../import/import-shipments.ts'
import { importStock } from '../import/import-stock.ts'

export const importRoutes = new Hono<AppEnv>()
  .post(routes.importProducts.path, queryOf(routes.importProducts.query), async (c) => {
    return c.json(await importProducts(c.get('ports'), await bodyOf(c), optionsOf(c, c.req.valid('query'))), 200)
  })
  .post(routes.importStock.path, queryOf(routes.importStock.query), async (c) => {
    const options = optionsOf(c, c.req.valid('query'))
    const take = async () => importStock(c.get('ports'), await bodyOf(c), options)
    if (options.dryRun) return c.json(await take(), 200)
    const report = await audited(c, 'import', 'system:stock', async (note) => {
      const done = await take()
      note({ updated: { from: null, to: done.updated }, rejected: { from: null, to: done.rejected.length } })
      return done
    })
    return c.json(report, 200)
  })
  .post(routes.importShipments.path, queryOf(routes.importShipments.query), async (c) => {
    const options = optionsOf(c, c.req.valid('query'))
    return c.json(await importShipments(c.get('ports'), await bodyOf(c), options), 200)
  })
  .get(routes.exportProducts.path, queryOf(routes.exportProducts.query), async (c) => {
    const query = c.req.valid('query')
    return answer(c, 'products', query, encoded(await exportProducts(c.get('ports').record, pageOf(c, query))))
  })
  .get(routes.exportStock.path, queryOf(routes.exportStock.query), async (c) => {
    const query = c.req.valid('query')
    return answer(c, 'stock', query, encoded(await exportStock(c.get('ports').record, pageOf(c, query))))
  })

for (const kind of RULE_KINDS) {
  const { import: take, export: give } = RULE_IMPORT_ROUTES[kind]
  importRoutes
    .post(take.path, needsAddressFormats, queryOf(take.query), async (c) => {
      const options = optionsOf(c, c.req.valid('query'))
      return c.json(await importRules(c.get('ports'), kind, await bodyOf(c), options), 200)
    })
    .get(give.path, queryOf(give.query), async (c) => {
      const { cursor, ...query } = c.req.valid('query')
      const read = async (after = '') => exportRules(c.get('ports').rules, kind, { ...pageOf(c, query), after })
      return answer(c, RULE_FORMS[kind].segment, query, await pageAfter(cursor, read))
    })
}

interface PageQuery {
  readonly format: 'csv' | 'ndjson'
  readonly limit: number
  readonly cursor?: string | undefined
}

/** The text that the guard has stored after checking its length, media type and encoding. */
async function bodyOf(c: Context<AppEnv>): Promise<string> {
  const text = await c.req.bodyCache.text
  if (text === undefined) throw new Problem('invalid_request', 'The body is empty.')
  return text
}

function optionsOf(c: Context<AppEnv>, { dryRun }: { readonly dryRun: 'true' | 'false' }) {
  const contentType = c.req.header('content-type') ?? ''
  return { contentType, author: authorOf(c), dryRun: dryRun === 'true' }
}

function pageOf(c: Context<AppEnv>, { format, limit, cursor }: PageQuery) {
  const { CURRENCY: currency, LOCALES: locales } = c.get('ports').config
  return { format, limit, after: cursor === undefined ? '' : skuIn(cursor), currency, locales }
}

/** @param name name of the file that a browser saves */
function answer(c: Context<AppEnv>, name: string, { format, limit }: PageQuery, { text, next }: ExportPage): Response {
  if (next !== null) {
    const query = new URLSearchParams({ format, limit: String(limit), cursor: next })
    c.header('Link', `<${c.req.path}?${query}>; rel="next"`)
  }
  return c.body(text, 200, {
    'Content-Type': `${format === 'csv' ? CSV : JSON_LINES}; charset=utf-8`,
    'Content-Disposition': `attachment; filename="${name}.${format}"`,
  })
}

/** Encodes the cursor as base64url, because a SKU that another system wrote may contain any character. */
function encoded({ text, next: sku }: ExportPage): ExportPage {
  if (sku === null) return { text, next: null }
  const bytes = new TextEncoder().encode(sku)
  const cursor = btoa(String.fromCharCode(...bytes))
  return { text, next: cursor.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') }
}

function skuIn(cursor: string): string {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(binary, (byte) => byte.charCodeAt(0)),
    )
  } catch {
    const errors: FieldError[] = [{ path: 'cursor', message: 'is not a cursor of this list' }]
    throw new Problem('invalid_request', 'The query is not valid.', { extra: { errors } })
  }
}
