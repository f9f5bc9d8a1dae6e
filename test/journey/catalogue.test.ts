/**
 * A shop's catalogue over HTTP, on real MySQL and Redis: imported, searched in Chinese, edited, shown in a cart.
 * Invariant: shoppers see an admin's answered edit within seconds and in every isolate.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { anybody, cartOf, newAdmin, newGuest, type Shopper } from './support/shopper.ts'
import { startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

let tiers: Tiers
let worker: Worker
let other: Worker
let admin: Shopper
beforeAll(async () => {
  tiers = await startTiers()
  // The isolates of two deployments over the same tiers.
  worker = await startWorker({ vars: tiers.vars })
  other = await startWorker({ vars: tiers.vars })
  admin = await newAdmin(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await other?.stop()
  await tiers?.close()
})

async function importCsv(kind: 'products' | 'stock', text: string) {
  const response = await fetch(`${worker.url}/v1/admin/import/${kind}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'text/csv' },
    body: text,
  })
  const body: unknown = await response.json()
  expect(response.status, JSON.stringify(body)).toBe(200)
  return body
}

it('a product is imported, found in Chinese, edited, and shown in a cart', async () => {
  const [pot, cup] = [tiers.ownSku('pot'), tiers.ownSku('cup')]
  const csv = [
    'id,title:zh-CN,title:en,price,category,image_url',
    `${pot},"紫砂壶,手工","Zisha teapot, handmade",128000,tea,https://example.com/pot.jpg`,
    `${cup},青瓷品茗杯,Celadon tasting cup,18000,tea,`,
    'bad sku,坏行,Bad line,1,tea,',
    '',
  ].join('\n')
  expect(await importCsv('products', csv)).toMatchObject({
    ...{ created: 2, updated: 0, unchanged: 0 },
    rejected: [{ line: 4 }],
  })
  expect(await importCsv('products', csv)).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
  await importCsv('stock', `product_id,quantity\n${pot},7\n${cup},0\n`)

  const found = async (query: string, url = worker.url) => {
    const response = await anybody(url).v1.products.$get({ query: { query, locale: 'zh-CN' } })
    return (await response.json()).items
  }
  expect((await found('紫砂'))[0]).toMatchObject({ sku: pot, title: '紫砂壶,手工' })
  // A read of the product shows counted units at once; lists follow when their cache expires.
  const potPage = await anybody(worker.url).v1.products[':sku'].$get({ param: { sku: pot }, query: {} })
  expect(await potPage.json()).toMatchObject({ availability: 'in_stock' })
  expect((await found('celadon cup'))[0]).toMatchObject({ sku: cup, availability: 'out_of_stock' })
  expect(await found('不存在的东西')).toEqual([])

  const [guest, far] = [await newGuest(worker.url), await newGuest(other.url)]
  for (const each of [guest, far]) await cartOf(each.api.v1.cart.items.$post({ json: { sku: pot, quantity: 1 } }))
  // Both isolates have the product in their caches when it is edited.
  const seenBy = async (url: string) => {
    const response = await anybody(url).v1.products[':sku'].$get({ param: { sku: pot }, query: { locale: 'zh-CN' } })
    return response.json()
  }
  expect(await seenBy(other.url)).toMatchObject({ price: { amount: 128_000 } })
  const edited = await admin.api.v1.admin.products[':sku'].$patch(
    {
      param: { sku: pot },
      json: { price: { amount: 99_000, currency: 'CNY' }, title: { 'zh-CN': '朱泥壶', en: 'Zhuni pot' } },
    },
    { headers: { 'if-match': '"1"' } },
  )
  expect(edited.status).toBe(200)
  const editedAt = Date.now()
  expect(await seenBy(worker.url)).toMatchObject({ title: '朱泥壶', price: { amount: 99_000 } })
  await vi.waitFor(async () => expect(await seenBy(other.url)).toMatchObject({ title: '朱泥壶' }), {
    timeout: 5_000,
    interval: 100,
  })
  const changed = { title: 'Zhuni pot', priceChange: { from: { amount: 128_000 }, to: { amount: 99_000 } } }
  expect((await cartOf(guest.api.v1.cart.$get())).cart.items).toMatchObject([changed])
  expect((await cartOf(far.api.v1.cart.$get())).cart.items).toMatchObject([changed])
  await vi.waitFor(async () => expect((await found('朱泥', other.url))[0]?.sku).toBe(pot), {
    timeout: 9_000,
    interval: 200,
  })
  expect(Date.now() - editedAt).toBeLessThan(10_000)
  expect(await found('紫砂', other.url)).toEqual([])
})
