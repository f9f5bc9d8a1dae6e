/**
 * Events of the catalogue, prices, accounts and stock over HTTP.
 * Invariants: an edit is in the stream once, also if its request ended before it was reported; an import has one event
 * for each product that it changed; no event of an account names a person.
 */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { eventListSchema } from '../../src/contract/answers/events.ts'
import { EVENTS } from '../../src/contract/events/table.ts'
import type { EventType } from '../../src/domain/events/types.ts'
import { Objects } from '../../src/objects/objects.ts'
import { reportEdits } from '../../src/worker/catalogue/edit-events.ts'
import { readChanges } from '../../src/worker/catalogue/feed.ts'
import { portsOf } from '../../src/worker/ports.ts'
import { isolateEnv, rename } from './support/behind.ts'
import { operator } from './support/client.ts'
import { PASSWORD, registered } from './support/person.ts'
import { bindings, product, stock } from './support/shop.ts'

interface Item {
  readonly id: string
  readonly type: EventType
  readonly subject: string
  readonly data: { readonly [field: string]: unknown }
}
type Items = Item[]

let after: string | undefined
/** The events since the last call, of these groups. */
async function news(...groups: readonly string[]): Promise<Items> {
  const items: Items = []
  for (;;) {
    const query = new URLSearchParams({ limit: '100', ...(after !== undefined && { after }) })
    const page = (await operator.get(`/v1/admin/events?${query}`)).as(eventListSchema)
    // The cast: the schemas of the types follow.
    items.push(...(page.items as Items))
    after = page.after
    if (!page.hasMore) break
  }
  for (const { type, data } of items) expect(EVENTS[type].data.safeParse(data).success, type).toBe(true)
  return items.filter(({ type }) => groups.includes(type.split('.')[0] ?? ''))
}
async function until(count: number, ...groups: readonly string[]): Promise<Items> {
  const found: Items = []
  await vi.waitFor(async () => {
    found.push(...(await news(...groups)))
    expect(found.length).toBeGreaterThanOrEqual(count)
  }, 5_000)
  return found
}
const ports = () => portsOf(bindings)
const schedule = () => reportEdits(ports(), Date.now())

beforeAll(async () => {
  await stock(product('cup', { onHand: 0 }))
  await schedule()
  await news()
})

afterEach(() => void vi.restoreAllMocks())

const edited = (sku: string, json: object) =>
  operator.call('PATCH', `/v1/admin/products/${sku}`, json, { 'if-match': '*' })

describe('events of edits', () => {
  it('an edit of a product is in the stream once, however often the schedule reads the audit', async () => {
    expect((await edited('cup', { price: { amount: 777, currency: 'CNY' } })).status).toBe(200)
    const found = await until(1, 'product')
    expect(found).toMatchObject([
      {
        type: 'product.updated',
        subject: 'product:cup',
        data: { sku: 'cup', change: 'edit', fields: ['priceAmount'] },
      },
    ])
    await schedule()
    await schedule()
    expect(await news('product')).toEqual([])
  })

  it('an edit whose request ended before its event was sent is reported by the schedule, and a rule too', async () => {
    const silent = vi.spyOn(Objects.prototype, 'acceptEvents').mockRejectedValue(new Error('the isolate ended'))
    const rule = { code: 'EVENTS10', effect: { type: 'percentage', percent: 10 } }
    const made = await operator.call('POST', '/v1/admin/coupons', rule)
    expect(made.status, made.text).toBe(201)
    expect((await edited('cup', { labels: ['new'] })).status).toBe(200)
    await expect(schedule()).rejects.toThrow('the isolate ended')
    silent.mockRestore()
    expect(await news('product', 'price_rule')).toEqual([])
    await schedule()
    const found = await news('product', 'price_rule')
    expect(found.map(({ type, subject }) => `${type} ${subject}`).sort()).toEqual([
      'price_rule.updated price_rule:coupon:EVENTS10',
      'product.updated product:cup',
    ])
  })

  it('an import has one event for each product that it changed, and none for the others', async () => {
    const line = (sku: string, amount: number) =>
      JSON.stringify({ sku, title: { en: sku }, price: { amount, currency: 'CNY' } })
    const send = (lines: readonly string[]) =>
      operator.call('POST', '/v1/admin/import/products', lines.join('\n'), { 'content-type': 'application/x-ndjson' })
    const skus = Array.from({ length: 300 }, (_, index) => `bulk-${index}`)
    expect((await send(skus.map((sku) => line(sku, 100)))).status).toBe(200)
    await schedule()
    expect(new Set((await news('product')).map(({ subject }) => subject)).size).toBe(300)
    const again = await send(skus.map((sku, index) => line(sku, index < 3 ? 200 : 100)))
    expect(again.status, again.text).toBe(200)
    await schedule()
    expect((await news('product')).map(({ data }) => [data.sku, data.change]).sort()).toEqual([
      ['bulk-0', 'import'],
      ['bulk-1', 'import'],
      ['bulk-2', 'import'],
    ])
  })

  it('an edit by another system is reported by the feed, and again after a crash only under the same id', async () => {
    const feeding = portsOf(isolateEnv)
    await readChanges(feeding, Date.now())
    await news()
    await rename('cup', 'Renamed')
    const index = vi.spyOn(feeding.record, 'indexProducts').mockRejectedValue(new Error('the isolate ended'))
    await expect(readChanges(feeding, Date.now())).rejects.toThrow()
    index.mockRestore()
    await readChanges(feeding, Date.now())
    expect(await news('product')).toMatchObject([{ subject: 'product:cup', data: { change: 'outside', fields: [] } }])
  })
})

describe('events of accounts and stock', () => {
  it('a registration and an erasure are in the stream, without a name or an address', async () => {
    const { client, id, email } = await registered()
    const gone = await client.call('DELETE', '/v1/me', { password: PASSWORD })
    expect(gone.status, gone.text).toBeLessThan(300)
    const found = (await until(2, 'account')).filter(({ subject }) => subject === `account:${id}`)
    expect(found.map(({ type }) => type)).toEqual(['account.created', 'account.erased'])
    expect(JSON.stringify(found)).not.toContain(email)
  })

  it('units that an operator counts are reported when the count is answered, and a count that crosses nothing is not', async () => {
    const count = (onHand: number) => operator.call('PUT', '/v1/admin/stock/cup', { onHand }, { 'if-match': '*' })
    const first = await count(9)
    expect(first.status, first.text).toBe(200)
    expect((await news('stock')).map(({ type }) => type)).toEqual(['stock.back'])
    await count(8)
    expect(await news('stock')).toEqual([])
    await count(2)
    const last = await count(0)
    expect((await news('stock')).map(({ type, data }) => [type, data.available])).toEqual([
      ['stock.low', 2],
      ['stock.out', 0],
    ])
    // The tag of the answer stands, so an operator can go on with it.
    const etag = last.headers.get('etag') ?? ''
    const next = await operator.call('PUT', '/v1/admin/stock/cup', { onHand: 4 }, { 'if-match': etag })
    expect(next.status, next.text).toBe(200)
  })
})
