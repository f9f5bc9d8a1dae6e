/** Edits by another system with plain SQL, and an isolate whose caches hold the old state. */
import { createExecutionContext } from 'cloudflare:test'
import { expect } from 'vitest'
import { productListSchema, productSchema } from '../../../src/contract/answers/catalogue.ts'
import worker from '../../../src/worker/index.ts'
import { stranger } from './client.ts'
import { bindings, product, stock } from './shop.ts'

export const HOOK_SECRET = `whsec_${btoa('a secret only for these tests, 32')}`
export const isolateEnv = { ...bindings, CATALOGUE_HOOK_SECRET: HOOK_SECRET }
/** One isolate, so that its caches hold the old state while a test edits the record. */
export const shop = stranger.through(async (request) => worker.fetch(request, isolateEnv, createExecutionContext()))

export function sql(statement: string, ...values: readonly unknown[]) {
  return bindings.RECORD.prepare(statement)
    .bind(...values)
    .run<Record<string, unknown>>()
}

/** Edits as another system does, by the table's documented rules. */
export function rename(sku: string, title: string, at = Date.now()) {
  const set = 'title = ?1, version = version + 1, updated_at = ?2'
  return sql(`UPDATE products SET ${set} WHERE sku = ?3`, JSON.stringify({ en: title }), timeText(at), sku)
}

/** Inserts `count` rows as another system writes them: `<prefix>1` and so on. */
export function insertMany(prefix: string, count: number, at: number) {
  return sql(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO products (sku, title, description, category, price_amount, images, attributes, labels, status, on_hand, version, updated_at)
     SELECT ?2 || i, '{"en":"Bulk ware"}', '{}', 'bulk', 1, '[]', '{}', '[]', 'active', 1, 1, ?3 FROM n`,
    count,
    prefix,
    timeText(at),
  )
}

function timeText(at: number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', '')
}

export async function titleOf(sku: string): Promise<string> {
  return (await shop.get(`/v1/products/${sku}?locale=en`)).as(productSchema).title
}

export async function find(query: string): Promise<readonly string[]> {
  const { items } = (await shop.get(`/v1/products?query=${encodeURIComponent(query)}`)).as(productListSchema)
  return items.map(({ sku }) => sku)
}

let last = 0

/** A product that every cache holds, and two words that find it before and after an edit. */
export async function knownWare(): Promise<{ readonly sku: string; readonly before: string; readonly after: string }> {
  const number = ++last
  const ware = { sku: `ware-${number}`, before: `former${number}`, after: `recent${number}` }
  await stock(product(ware.sku, { title: { en: ware.before } }))
  expect(await titleOf(ware.sku)).toBe(ware.before)
  expect(await find(ware.before)).toEqual([ware.sku])
  expect(await find(ware.after)).toEqual([])
  return ware
}
