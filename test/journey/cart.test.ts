/**
 * The built worker over a real Redis and a real MariaDB, called as a storefront calls it.
 * Invariant: the hash in Redis and the row in MariaDB hold the cart of the shopper's last answer, line by line.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { heldByRecord, heldByRedis, untilCopied } from './support/copies.ts'
import { driveCart, productsForSale } from './support/drive.ts'
import { anybody, cartOf, newGuest } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

let tiers: Tiers
let worker: Worker
beforeAll(async () => {
  tiers = await startTiers()
  worker = await startWorker({ vars: tiers.vars })
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

it.concurrent('object, Redis and MariaDB hold the same cart after every kind of write', async () => {
  const shopper = await newGuest(worker.url)
  const skus = await productsForSale(worker.url)
  const seen = await driveCart(shopper, skus)
  await untilCopied(tiers, shopper.id, seen)
  expect(await cartOf(shopper.api.v1.cart.$get())).toEqual(seen)
})

it.concurrent('neither copy holds a removed line, and both copies of an emptied cart are empty', async () => {
  const shopper = await newGuest(worker.url)
  const { cart } = shopper.api.v1
  const [first, second] = await productsForSale(worker.url)
  await cartOf(cart.items.$post({ json: { sku: first, quantity: 1 } }))
  await untilCopied(tiers, shopper.id, await cartOf(cart.items.$post({ json: { sku: second, quantity: 1 } })))
  await untilCopied(tiers, shopper.id, await cartOf(cart.items[':sku'].$delete({ param: { sku: first } })))
  expect(await tiers.redis.hexists(`cart:${shopper.id}`, `sku:${first}`)).toBe(0)
  expect((await heldByRecord(tiers.mysql.sql, shopper.id))?.lines.map(({ sku }) => sku)).toEqual([second])
  const cleared = await cartOf(cart.$delete())
  await untilCopied(tiers, shopper.id, cleared)
  expect(await heldByRedis(tiers.redis, shopper.id)).toMatchObject({ lines: [], removed: { [first]: 1, [second]: 1 } })
})

it.concurrent('fault 49: SKUs that differ only by case are two products and two lines in every place', async () => {
  const [upper, lower] = [tiers.ownSku('Case'), tiers.ownSku('case')]
  await tiers.stock(product(upper, { priceAmount: 100 }), product(lower, { priceAmount: 700 }))
  const shopper = await newGuest(worker.url)
  const { items } = shopper.api.v1.cart
  await cartOf(items.$post({ json: { sku: lower, quantity: 2 } }))
  const seen = await cartOf(items.$post({ json: { sku: upper, quantity: 3 } }))
  expect(seen.cart.items).toMatchObject([
    { sku: lower, quantity: 2, unitPrice: { amount: 700 } },
    { sku: upper, quantity: 3, unitPrice: { amount: 100 } },
  ])
  await untilCopied(tiers, shopper.id, seen)
  const one = await anybody(worker.url).v1.products[':sku'].$get({ param: { sku: upper }, query: {} })
  expect(await one.json()).toMatchObject({ sku: upper, price: { amount: 100 } })
  await untilCopied(tiers, shopper.id, await cartOf(items[':sku'].$delete({ param: { sku: lower } })))
  const gone = await anybody(worker.url).v1.products[':sku'].$get({ param: { sku: upper.toUpperCase() }, query: {} })
  expect(gone.status).toBe(404)
})

it.concurrent('two shoppers have separate carts, and a shopper’s text stays text', async () => {
  const [sku] = await productsForSale(worker.url)
  const [one, other] = await Promise.all([newGuest(worker.url), newGuest(worker.url)])
  const note = `Robert'); DROP TABLE carts;-- <script>alert("1")</script> 你好 👩‍👩‍👧 \\`
  const seen = await cartOf(one.api.v1.cart.items.$post({ json: { sku, quantity: 1, attributes: { note } } }))
  expect((await cartOf(other.api.v1.cart.$get())).cart).toMatchObject({ userId: other.id, version: 0, items: [] })
  await untilCopied(tiers, one.id, seen)
  expect((await heldByRecord(tiers.mysql.sql, one.id))?.lines).toMatchObject([{ attributes: { note } }])
  expect(await heldByRecord(tiers.mysql.sql, other.id)).toBeNull()
})
