/**
 * The ranking of hot products over HTTP, without Redis, and the job that cools it. Invariants: only products for sale
 * are ranked, and the list and the place of one product agree.
 */
import { createScheduledController } from 'cloudflare:test'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hotSchema, rankSchema } from '../../src/contract/answers/rankings.ts'
import { DAY_MS, dayOf } from '../../src/domain/heat.ts'
import { handleSchedule } from '../../src/worker/scheduled.ts'
import { Client, isolate } from './support/client.ts'
import { bindings, product, record, stock } from './support/shop.ts'

beforeAll(() =>
  stock(
    ...['tea', 'cup', 'pot'].map((sku) => product(sku)),
    product('veiled', { status: 'hidden' }),
    product('old', { status: 'discontinued' }),
  ),
)
beforeEach(async () => {
  for (const table of ['product_heat', 'product_heat_days', 'heat_batches'])
    await bindings.RECORD.exec(`DELETE FROM ${table}`)
})

async function heat(views: Readonly<Record<string, number>>, daysAgo = 0): Promise<void> {
  const counts = Object.entries(views).map(([sku, count]) => ({ sku, views: count, adds: 0, purchases: 0 }))
  const day = dayOf(Date.now()) - daysAgo
  await record.countHeat([{ id: crypto.randomUUID(), day, counts }], Date.now())
}

/** Each call uses its own isolate, whose caches are empty. */
const client = () => new Client({}, isolate())
const hot = async (query = '') => (await client().get(`/v1/rankings/hot${query}`)).as(hotSchema).items
const scores = async (query = '') =>
  Object.fromEntries((await hot(query)).map(({ product: { sku }, score }) => [sku, score]))
const rank = async (path: string) => (await client().get(`/v1/rankings/hot/${path}`)).as(rankSchema)

describe('the ranking', () => {
  it('the ranking has products for sale, the hottest first, as the catalogue shows them', async () => {
    await heat({ tea: 2, veiled: 9, cup: 3, old: 8, none: 7 })
    const items = await hot('?locale=en')
    expect(items.map(({ product: { sku, title }, score }) => [sku, title, score])).toEqual([
      ['cup', 'Product cup', 3],
      ['tea', 'Product tea', 2],
    ])
    expect((await hot('?limit=1&locale=zh-CN')).map(({ product: { title } }) => title)).toEqual(['商品 cup'])
  })

  it('the ranking covers the last day, or a week in which older days weigh less', async () => {
    await heat({ tea: 10 }, 3)
    await heat({ cup: 1 })
    expect(await scores()).toEqual({ cup: 1 })
    expect(await scores('?window=week')).toEqual({ tea: 3.43, cup: 1 })
  })

  it('the ranking is empty when nothing was viewed', async () => {
    expect(await hot()).toEqual([])
  })

  it('an isolate caches the ranking for some seconds', async () => {
    const one = client()
    await heat({ tea: 1 })
    expect((await one.get('/v1/rankings/hot')).as(hotSchema).items).toHaveLength(1)
    await heat({ cup: 1 })
    expect((await one.get('/v1/rankings/hot')).as(hotSchema).items).toHaveLength(1)
    expect(await hot()).toHaveLength(2)
  })

  it.each(['window=month', 'limit=0', 'limit=101'])('the ranking refuses %s', async (query) => {
    ;(await client().get(`/v1/rankings/hot?${query}`)).refusal(400, 'invalid_request')
  })
})

describe('the place of a product', () => {
  it('the place of a product equals its place in the list, without hotter products that are not for sale', async () => {
    await heat({ tea: 2, veiled: 9, cup: 3 })
    expect(await rank('tea')).toEqual({ rank: 2, score: 2 })
    expect(await rank('cup?window=week')).toEqual({ rank: 1, score: 3 })
  })

  it('a place beyond the list comes from the record', async () => {
    await heat(Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`gone-${n}`, 2])))
    await heat({ tea: 1 })
    expect(await rank('tea')).toEqual({ rank: 251, score: 1 })
  })

  it.each(['pot', 'veiled', 'old', 'none'])('%s has no place', async (sku) => {
    await heat({ tea: 2, veiled: 9, old: 8, none: 7 })
    ;(await client().get(`/v1/rankings/hot/${sku}`)).refusal(404, 'not_found')
  })

  it('the place is refused for an invalid SKU or an unknown window', async () => {
    for (const path of ['-x', 'tea?window=year']) {
      ;(await client().get(`/v1/rankings/hot/${path}`)).refusal(400, 'invalid_request')
    }
  })
})

it('a ranking is 503 while the record is down, not empty', async () => {
  const prepare = () => ({ bind: () => ({ all: () => Promise.reject(new Error('D1_ERROR: down')) }) })
  const broken = new Client({}, isolate({ RECORD: { prepare } }))
  ;(await broken.get('/v1/rankings/hot')).refusal(503, 'unavailable')
})

describe('the schedule', () => {
  const scoreOfTea = () => bindings.RECORD.prepare("SELECT score FROM product_heat WHERE sku = 'tea'").first('score')

  it('the schedule of every minute cools scores of earlier days, and the daily one does not', async () => {
    const yesterday = Date.now() - DAY_MS
    const counts = [{ sku: 'tea', views: 10, adds: 0, purchases: 0 }]
    await record.countHeat([{ id: 'yesterday', day: dayOf(yesterday), counts }], yesterday)
    expect(await scoreOfTea()).toBe(10)
    await handleSchedule(createScheduledController({ cron: '17 3 * * *' }), bindings)
    expect(await scoreOfTea()).toBe(10)
    await handleSchedule(createScheduledController({ cron: '* * * * *' }), bindings)
    expect(await scoreOfTea()).toBe(7)
  })
})
