// A stock object whose storage went back in time, over the shipped record adapter. Invariant: sold units stay sold.
import { expect, test } from 'vitest'
import { totalsOf } from '../../../src/domain/stock/stock.ts'
import { createD1Record } from '../../../src/tiers/record/d1/record.ts'
import { openD1 } from '../../world/d1-database.ts'
import { Disk } from '../../world/object-storage.ts'
import { edit, openStock, type StockBench, sell } from './bench.ts'

const MINUTE_MS = 60_000

async function openShop(sku = 'tea') {
  const d1 = openD1()
  const record = createD1Record({ database: d1.binding })
  d1.look(
    `INSERT INTO products (sku, title, description, category, price_amount, images, attributes, labels, status, on_hand,
       version, updated_at)
     VALUES ('tea', '{}', '{}', 'c', 100, '[]', '{}', '[]', 'active', 0, 1, '2026-11-24 00:00:00.000')`,
  )
  const disk = new Disk()
  const ports = {
    copyFromRecord: (id: string) => record.getCopy('stock', id),
    outside: async (id: string) => (await record.outsideStock(id)) ?? 0,
  }
  const open = (now?: number) => openStock({ disk, sku, ports, ...(now !== undefined && { now }) })
  /** Two drains: the first tells the object the record's position, the second sends the record the newer state. */
  const drain = async (bench: StockBench) => {
    for (let turn = 0; turn < 2; turn++) {
      const copy = bench.stock.aggregate.snapshot()
      if (!copy) throw new Error('nothing to drain')
      const held = (await record.putCopies('stock', [copy])).get(sku)
      if (held) bench.stock.aggregate.confirm(held)
      await bench.stock.aggregate.ready()
    }
  }
  const onHand = () => Number(d1.look("SELECT on_hand FROM products WHERE sku = 'tea'")[0]?.on_hand)
  return { disk, open, drain, onHand, record }
}

test('fault 55: after nine sales of ten units and a restore by eight, one unit is on hand everywhere', async () => {
  const shop = await openShop()
  const bench = await shop.open()
  await edit(bench, { onHand: 10 })
  await sell(bench, 'ord_1')
  await shop.drain(bench)
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await sell(bench, ...Array.from({ length: 8 }, (_, index) => `ord_${index + 2}`))
  await shop.drain(bench)
  expect(shop.onHand()).toBe(1)
  shop.disk.restore(image)
  const restored = await shop.open(bench.now + MINUTE_MS)
  const { onHand, held } = totalsShown(restored)
  expect({ onHand, held }).toEqual({ onHand: 9, held: 0 })
  await shop.drain(restored)
  expect(totalsShown(restored)).toEqual({ onHand: 1, held: 0 })
  expect(shop.onHand()).toBe(1)
  expect(restored.alerts).toEqual(['object.rolled_back'])
  expect(await restored.stock.hold({ orderId: 'ord_a', quantity: 2, until: restored.now })).toMatchObject({
    status: 'short',
  })
})

test('fault 55: a restored stock object asks the record before its first hold, and sells no unit twice', async () => {
  const shop = await openShop()
  const bench = await shop.open()
  await edit(bench, { onHand: 3 })
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await sell(bench, 'ord_1', 'ord_2', 'ord_3')
  await shop.drain(bench)
  shop.disk.restore(image)
  const restored = await shop.open(bench.now + MINUTE_MS)
  const reply = await restored.stock.hold({ orderId: 'ord_4', quantity: 1, until: restored.now })
  expect(reply).toEqual({ status: 'short', available: 0 })
})

test('fault 55: a sale that arrives before the object knows that it was restored is counted on top', async () => {
  const shop = await openShop()
  const bench = await shop.open()
  await edit(bench, { onHand: 10 })
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await sell(bench, 'ord_1', 'ord_2')
  await bench.stock.hold({ orderId: 'ord_3', quantity: 1, until: bench.now + MINUTE_MS })
  await shop.drain(bench)
  shop.disk.restore(image)
  const restored = await shop.open(bench.now + MINUTE_MS)
  await restored.stock.commit('ord_3', 1)
  await shop.drain(restored)
  expect(totalsShown(restored).onHand).toBe(7)
  expect(shop.onHand()).toBe(7)
})

test('fault 55: units that are counted in while the record is down are received on top of those that were forgotten', async () => {
  const shop = await openShop()
  const bench = await shop.open()
  await edit(bench, { onHand: 10 })
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await edit(bench, { adjust: 5 })
  await shop.drain(bench)
  shop.disk.restore(image)
  let isDown = true
  const unlessDown = async <Answer>(answer: () => Promise<Answer>): Promise<Answer> => {
    if (isDown) throw new Error('the record is down')
    return answer()
  }
  const ports = {
    copyFromRecord: (id: string) => unlessDown(() => shop.record.getCopy('stock', id)),
    outside: () => unlessDown(async () => 0),
  }
  const restored = await openStock({ disk: shop.disk, ports, now: bench.now + MINUTE_MS })
  await edit(restored, { adjust: 3 })
  isDown = false
  await shop.drain(restored)
  expect(totalsOf(restored.stock.aggregate.rows)).toMatchObject({ own: 18, received: 18, sold: 0 })
})

test('fault 55: a restored object counts sold holds once, keeps open ones, and sets forgotten ones aside', async () => {
  const shop = await openShop()
  const bench = await shop.open()
  await edit(bench, { onHand: 10 })
  const until = bench.now + 30 * MINUTE_MS
  for (const orderId of ['ord_sold', 'ord_open', 'ord_ended']) await bench.stock.hold({ orderId, quantity: 1, until })
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await bench.stock.commit('ord_sold', 1)
  await bench.stock.release('ord_ended')
  await bench.stock.hold({ orderId: 'ord_forgotten', quantity: 2, until })
  await shop.drain(bench)
  shop.disk.restore(image)
  const restored = await shop.open(bench.now + MINUTE_MS)
  restored.order = (orderId) => ({
    async goodsOf() {
      if (orderId === 'ord_sold') return { goods: 'sold', told: 'sold', until }
      if (orderId === 'ord_open') return { goods: 'held', told: 'held', until: until + 60 * MINUTE_MS }
      return orderId === 'ord_ended' ? { goods: 'released', told: 'released', until } : { goods: 'none' }
    },
  })
  await shop.drain(restored)
  // Nine are on hand; the open hold and the two units of the forgotten hold, at least, are held.
  expect(totalsShown(restored).onHand).toBe(9)
  expect(totalsShown(restored).held).toBeGreaterThanOrEqual(3)
  restored.now += 2 * MINUTE_MS
  await restored.stock.aggregate.alarm()
  expect(totalsShown(restored)).toEqual({ onHand: 9, held: 3 })
  await restored.stock.commit('ord_forgotten', 2)
  expect(totalsShown(restored)).toEqual({ onHand: 7, held: 1 })
  await restored.stock.commit('ord_open', 1)
  expect(totalsShown(restored)).toEqual({ onHand: 6, held: 0 })
  await shop.drain(restored)
  expect(shop.onHand()).toBe(6)
})

test('fault 55: an overdue hold waits until the object knows of its restore, and its sale counts once', async () => {
  const shop = await openShop()
  const bench = await shop.open()
  await edit(bench, { onHand: 10 })
  const until = bench.now + MINUTE_MS
  await bench.stock.hold({ orderId: 'ord_sold', quantity: 2, until })
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await bench.stock.commit('ord_sold', 2)
  await shop.drain(bench)
  shop.disk.restore(image)
  const restored = await shop.open(bench.now + 2 * MINUTE_MS)
  restored.order = () => ({ goodsOf: async () => ({ goods: 'sold', told: 'sold', until }) })
  for (let ring = 0; ring < 3; ring++) {
    await restored.stock.aggregate.alarm()
    restored.now += 2 * MINUTE_MS
  }
  await shop.drain(restored)
  expect(totalsShown(restored)).toEqual({ onHand: 8, held: 0 })
  expect(shop.onHand()).toBe(8)
})

test('fault 55: an order that repeats a sale which the object has forgotten is counted once', async () => {
  const shop = await openShop()
  const bench = await shop.open()
  await edit(bench, { onHand: 10 })
  await bench.stock.hold({ orderId: 'ord_sold', quantity: 2, until: bench.now + MINUTE_MS })
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await bench.stock.commit('ord_sold', 2)
  await shop.drain(bench)
  shop.disk.restore(image)
  const restored = await shop.open(bench.now + MINUTE_MS)
  // The order never got the first answer.
  await restored.stock.commit('ord_sold', 2)
  await shop.drain(restored)
  expect(totalsShown(restored)).toEqual({ onHand: 8, held: 0 })
})

test('fault 55: units that are set aside for forgotten holds are free again after a day', async () => {
  const shop = await openShop()
  const bench = await shop.open()
  await edit(bench, { onHand: 2 })
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await bench.stock.hold({ orderId: 'ord_forgotten', quantity: 2, until: bench.now })
  await shop.drain(bench)
  shop.disk.restore(image)
  const restored = await shop.open(bench.now + MINUTE_MS)
  await shop.drain(restored)
  expect(totalsShown(restored)).toEqual({ onHand: 2, held: 2 })
  restored.now += 25 * 60 * MINUTE_MS
  await restored.stock.aggregate.alarm()
  expect(totalsShown(restored)).toEqual({ onHand: 2, held: 0 })
})

test('fault 55: a restored coupon keeps its uses', async () => {
  const shop = await openShop('coupon:SPRING')
  const bench = await shop.open()
  const hold = (on: StockBench, orderId: string) =>
    on.stock.hold({ orderId, quantity: 1, until: on.now, use: { user: orderId, limit: 2, perUser: null } })
  await hold(bench, 'ord_1')
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await bench.stock.commit('ord_1', 1)
  await hold(bench, 'ord_2')
  await bench.stock.commit('ord_2', 1)
  await shop.drain(bench)
  shop.disk.restore(image)
  const restored = await shop.open(bench.now + MINUTE_MS)
  expect(await hold(restored, 'ord_3')).toMatchObject({ status: 'short' })
})

test('fault 55: a restored object holds nothing while the record cannot tell what was forgotten', async () => {
  const shop = await openShop()
  const bench = await shop.open()
  await edit(bench, { onHand: 2 })
  const image = shop.disk.image()
  bench.now += MINUTE_MS
  await sell(bench, 'ord_1', 'ord_2')
  await shop.drain(bench)
  const copy = bench.stock.aggregate.snapshot()
  shop.disk.restore(image)
  const ports = { copyFromRecord: () => Promise.reject(new Error('the record is down')) }
  const restored = await openStock({ disk: shop.disk, ports, now: bench.now + MINUTE_MS })
  if (copy) restored.stock.aggregate.confirm(copy)
  await expect(restored.stock.hold({ orderId: 'ord_3', quantity: 1, until: restored.now })).rejects.toThrow(
    /did not answer with the writes that this object lost/,
  )
})

function totalsShown(bench: StockBench): { readonly onHand: number; readonly held: number } {
  const { own, outside, held } = totalsOf(bench.stock.aggregate.rows)
  return { onHand: own + outside, held }
}
