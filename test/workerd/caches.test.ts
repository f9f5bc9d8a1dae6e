/** The operators' view of the catalogue's caches: the counts of this isolate, by tier. */
import { expect, it } from 'vitest'
import { cacheListSchema } from '../../src/contract/answers/caches.ts'
import { newId } from '../../src/domain/id.ts'
import { isolate, Shopper } from './support/client.ts'
import { stockMany } from './support/shop.ts'

it('each cache reports its size, hits, misses and fills, as counted by this isolate only', async () => {
  const [first, second] = (await stockMany('cached', 2)) as [string, string]
  const admin = await Shopper.of({ id: newId('usr', Date.now()), role: 'admin' })
  const here = admin.through(isolate())
  const caches = async (client: typeof here) =>
    new Map((await client.get('/v1/admin/ops/caches')).as(cacheListSchema).items.map((item) => [item.name, item]))

  for (const sku of [first, first, second, 'cached-none']) await here.get(`/v1/products/${sku}`)
  const products = (await caches(here)).get('products')
  expect(products?.memory).toMatchObject({ entries: 3, evicted: 0, expired: 0, replaced: 0, tooLarge: 0 })
  expect(products?.memory.bytes).toBeGreaterThan(600)
  expect(products?.memory.bytes).toBeLessThan(products?.memory.maxBytes ?? 0)
  // No Redis is configured here, so L2 has neither hits nor misses.
  expect(products).toMatchObject({
    hits: { memory: 1, l2: 0 },
    misses: { memory: 3, l2: 0 },
    joined: 0,
    loads: 3,
    absent: 1,
    errors: 0,
    fills: { memory: 3, l2: 0 },
  })

  const elsewhere = await caches(admin.through(isolate()))
  expect([...elsewhere.keys()]).toEqual(expect.arrayContaining(['products', 'lists', 'epoch']))
  expect(elsewhere.get('products')).toMatchObject({ memory: { entries: 0, bytes: 0 }, loads: 0 })
})
