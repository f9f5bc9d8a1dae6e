/**
 * Every object is lost, as when a namespace is deleted, and then the record too.
 * Invariant: a shopper with an account sees the copy in Redis, marked stale, or 503, and never an empty cart; no write
 * is accepted meanwhile.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '../../src/domain/id.ts'
import { heldBy, untilCopied } from './support/copies.ts'
import { untilReady } from './support/readiness.ts'
import { cartOf, newMember, type Seen, type Shopper } from './support/shopper.ts'
import { startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

let tiers: Tiers
let worker: Worker
let shopper: Shopper
let seen: Seen
beforeAll(async () => {
  tiers = await startTiers()
  const before = await startWorker({ vars: tiers.vars })
  shopper = await newMember(before.url, newId('usr', Date.now()))
  const { cart } = shopper.api.v1
  await cartOf(cart.items.$post({ json: { sku: 'reed-buds', quantity: 2, attributes: { colour: 'black' } } }))
  await cartOf(cart.items.$post({ json: { sku: 'iphone-15', quantity: 1 } }))
  seen = await cartOf(cart.items[':sku'].$delete({ param: { sku: 'iphone-15' } }))
  await untilCopied(tiers, shopper.id, seen)
  await before.stop()
  // This worker has its own state folder, without the objects.
  worker = await startWorker({ vars: tiers.vars })
  shopper = shopper.at(worker.url)
  tiers.mysql.gateway.setIntercept(() => ({ drop: true }))
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

it('a cart whose object cannot answer is read from Redis, marked stale and without an ETag', async () => {
  const answer = await shopper.api.v1.cart.$get()
  expect(answer.status).toBe(200)
  expect([answer.headers.get('x-cart-source'), answer.headers.get('etag')]).toEqual(['l2', null])
  const cart = await answer.json()
  expect(cart.stale).toBe(true)
  expect(heldBy({ position: seen.position, cart })).toEqual(heldBy(seen))
})

it('a write is refused meanwhile, with the time to retry', async () => {
  const answer = await shopper.api.v1.cart.items.$post({ json: { sku: 'reed-buds', quantity: 1 } })
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
})

it('fault 18: a copy with parts of two positions, or a missing copy, is 503 and never an empty cart', async () => {
  const key = `cart:${shopper.id}`
  const meta = await tiers.redis.hget(key, 'meta')
  const { version, ...rest } = JSON.parse(meta ?? '') as { version: number }
  await tiers.redis.hset(key, 'meta', JSON.stringify({ ...rest, version: version + 1 }))
  expect((await shopper.api.v1.cart.$get()).status).toBe(503)
  await tiers.redis.del(key)
  expect((await shopper.api.v1.cart.$get()).status).toBe(503)
})

it('the record gives the cart back as it was, under a new epoch that wins in both copies', async () => {
  tiers.mysql.gateway.setIntercept(null)
  await untilReady(worker.url)
  const { cart } = shopper.api.v1
  const answer = await cart.$get()
  expect(answer.headers.get('x-cart-source')).toBe('object')
  const back = await cartOf(answer)
  expect(heldBy({ ...back, position: seen.position })).toEqual(heldBy(seen))
  const epochOf = ({ position }: Seen) => Number(position.split('-')[0])
  expect(epochOf(back)).toBeGreaterThan(epochOf(seen))
  await untilCopied(tiers, shopper.id, await cartOf(cart.items[':sku'].restore.$post({ param: { sku: 'iphone-15' } })))
})
