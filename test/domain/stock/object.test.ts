// The stock of one SKU over real SQLite. Invariant: its promises to operators and orders hold after any sales.
import { describe, expect, test } from 'vitest'
import { SETTLED_MS } from '../../../src/domain/stock/stock.ts'
import type { StockPorts } from '../../../src/objects/stock/stock.ts'
import { edit, openStock, sell } from './bench.ts'

const DAY_MS = 24 * 3600_000

describe('an operator’s keyed adjustment', () => {
  test('a keyed adjustment is applied once although hundreds of sales came before its repeat', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 1_000 })
    await edit(bench, { adjust: 100 }, 'key')
    await sell(bench, ...Array.from({ length: 300 }, (_, index) => `ord_${index}`))
    const again = await edit(bench, { adjust: 100 }, 'key')
    expect(again).toMatchObject({ status: 'replayed', stock: { onHand: 800 } })
  })
})

describe('a count that keeps held units', () => {
  test('a count that keeps held units counts the units of open orders, and of them only those that exist', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 10 })
    await bench.stock.hold({ orderId: 'ord_a', quantity: 4, until: bench.now })
    await edit(bench, { onHand: 0, keepsHeld: true })
    expect(await bench.stock.view()).toMatchObject({ onHand: 4, held: 4, available: 0 })
    // Another system removed three of the units.
    bench.outside = -3
    bench.now += 60_000
    await edit(bench, { onHand: 0, keepsHeld: true })
    expect(await bench.stock.view()).toMatchObject({ onHand: 1, held: 4, available: 0 })
    await edit(bench, { onHand: 9, keepsHeld: true })
    expect(await bench.stock.view()).toMatchObject({ onHand: 9, held: 4, available: 5 })
  })

  test('a count that keeps held units applies once under its key, even if units came in since', async () => {
    const bench = await openStock({ outside: 12 })
    await edit(bench, { onHand: 0, keepsHeld: true }, 'created-after:7')
    await edit(bench, { adjust: 6 })
    expect(await edit(bench, { onHand: 0, keepsHeld: true }, 'created-after:7')).toMatchObject({ status: 'replayed' })
    expect(await bench.stock.view()).toMatchObject({ onHand: 6 })
  })
})

describe('the units of an order that is cancelled months later', () => {
  test('units of an order that is cancelled after its sale was forgotten come back, exactly once', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 10 })
    await bench.stock.hold({ orderId: 'ord_a', quantity: 3, until: bench.now })
    await bench.stock.commit('ord_a', 3)
    bench.now += SETTLED_MS + 31 * DAY_MS
    await bench.stock.aggregate.alarm()
    await bench.stock.restock('ord_a', 3)
    await bench.stock.restock('ord_a', 3)
    expect(await bench.stock.view()).toMatchObject({ onHand: 10, held: 0 })
  })

  test('a user’s use of a coupon comes back although its sale was forgotten', async () => {
    const bench = await openStock({ sku: 'coupon:SPRING' })
    const use = { user: 'usr_lin', limit: 5, perUser: 1 }
    await bench.stock.hold({ orderId: 'ord_a', quantity: 1, until: bench.now, use })
    await bench.stock.commit('ord_a', 1)
    bench.now += SETTLED_MS + 31 * DAY_MS
    await bench.stock.aggregate.alarm()
    const again = { orderId: 'ord_b', quantity: 1, until: bench.now, use }
    expect(await bench.stock.hold(again)).toEqual({ status: 'used_up' })
    await bench.stock.restock('ord_a', 1, 'usr_lin')
    expect(await bench.stock.hold(again)).toEqual({ status: 'held' })
  })

  test('a forgotten sale without a quantity, from the previous version, gives no units back', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 10 })
    await bench.stock.restock('ord_a')
    expect(await bench.stock.view()).toMatchObject({ onHand: 10 })
  })
})

describe('overdue holds', () => {
  async function withHolds(count: number, ports: Parameters<typeof openStock>[0] = {}) {
    const bench = await openStock(ports)
    await edit(bench, { onHand: count })
    for (let index = 0; index < count; index++) {
      await bench.stock.hold({ orderId: `ord_${index}`, quantity: 1, until: bench.now })
    }
    bench.now += 60_000
    return bench
  }

  test('overdue holds are checked six at a time, and an order that never answers delays no other', async () => {
    const never = new Promise<never>(() => {})
    let [asking, most] = [0, 0]
    // The deadline applies only to the promise that never settles: any real time is too short for the others on a
    // busy machine.
    const deadline: StockPorts['deadline'] = (promise, ms) =>
      promise === never
        ? new Promise((_, reject) =>
            setTimeout(() => {
              asking--
              reject(new Error('late'))
            }, ms / 100),
          )
        : promise
    const bench = await withHolds(20, { ports: { deadline } })
    const released = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      asking--
      return { goods: 'released', until: 0 } as const
    }
    bench.order = (orderId) => ({
      goodsOf() {
        asking++
        most = Math.max(most, asking)
        return orderId === 'ord_3' ? never : released()
      },
    })
    await bench.stock.aggregate.alarm()
    expect(await bench.stock.view()).toMatchObject({ held: 1, available: 19 })
    expect(most).toBe(6)
  })

  test('overdue holds are checked by one run at a time, although the alarm rings again', async () => {
    const bench = await withHolds(1)
    let asked = 0
    let answer = () => {}
    bench.order = () => ({
      goodsOf: () => {
        asked++
        return new Promise((resolve) => {
          answer = () => resolve({ goods: 'sold', until: 0 })
        })
      },
    })
    const first = bench.stock.aggregate.alarm()
    await Promise.resolve()
    const other = bench.stock.aggregate.alarm()
    await new Promise((resolve) => setTimeout(resolve, 5))
    answer()
    await Promise.all([first, other])
    expect(asked).toBe(1)
    expect(await bench.stock.view()).toMatchObject({ onHand: 0, held: 0 })
  })

  test('holds that end within one minute share one alarm', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 50 })
    const start = Math.ceil(bench.now / 60_000) * 60_000
    for (let index = 0; index < 50; index++) {
      await bench.stock.hold({ orderId: `ord_${index}`, quantity: 1, until: start + 1 + index * 1_000 })
    }
    bench.now = start + 60_000
    await bench.stock.aggregate.alarm()
    expect(await bench.stock.view()).toMatchObject({ held: 0 })
  })
})
