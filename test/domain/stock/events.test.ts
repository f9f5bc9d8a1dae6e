// The events of a SKU's units. Invariants: one event for each crossing of a threshold, in their order, none for a sale
// that crosses none; an event is stored with its change and sent until the stream has it; a hold never waits for it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EVENTS } from '../../../src/contract/events/table.ts'
import type { EventType } from '../../../src/domain/events/types.ts'
import { OUTBOX } from '../../../src/domain/outbox.ts'
import { edit, openStock, type StockBench, sell } from './bench.ts'

async function ring(bench: StockBench): Promise<void> {
  bench.now += 300
  await bench.stock.aggregate.alarm()
}
const typesOf = ({ events }: StockBench) => events.map(({ type }) => type)
const orders = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `ord_${from + index}`)

describe('events of stock', () => {
  test('a SKU that is sold from seven units to none reports once that it is low and once that it is out', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 7 })
    expect(typesOf(bench)).toEqual(['stock.back'])
    bench.events.length = 0
    await sell(bench, ...orders(7))
    expect(bench.events).toEqual([])
    await ring(bench)
    expect(typesOf(bench)).toEqual(['stock.low', 'stock.out'])
    expect(bench.events[0]).toMatchObject({
      ...{ subject: 'stock:tea', version: 1 },
      data: { sku: 'tea', available: 5, onHand: 6, lowUnits: 5 },
    })
    await edit(bench, { adjust: 20 })
    expect(typesOf(bench)).toEqual(['stock.low', 'stock.out', 'stock.back'])
    for (const { type, data } of bench.events) {
      expect(EVENTS[type as EventType].data.safeParse(data)).toMatchObject({ success: true, data })
    }
  })

  test('the answer of an edit has the version after its event was accepted', async () => {
    const bench = await openStock()
    await edit(bench, { onHand: 3 })
    bench.events.length = 0
    const { stock } = await edit(bench, { onHand: 0 })
    expect(typesOf(bench)).toEqual(['stock.out'])
    expect((await bench.stock.view()).version).toBe(stock?.version)
  })

  test('an event waits in the object while the stream is silent, also over a loss of memory, and keeps its id', async () => {
    const ids: string[] = []
    let isDown = false
    const events = {
      async accept(given: readonly { readonly id: string }[]) {
        ids.push(...given.map(({ id }) => id))
        if (isDown) throw new Error('the stream does not answer')
      },
    }
    const bench = await openStock({ ports: { events } })
    await edit(bench, { onHand: 1 })
    await ring(bench)
    ids.length = 0
    isDown = true
    expect(await bench.stock.hold({ orderId: 'ord_a', quantity: 1, until: bench.now + 1e9 })).toEqual({
      status: 'held',
    })
    await ring(bench)
    const again = await openStock({ disk: bench.disk, now: bench.now + 60_000, ports: { events } })
    isDown = false
    await again.stock.aggregate.alarm()
    expect(ids.length).toBeGreaterThan(1)
    expect(new Set(ids).size).toBe(1)
    expect(again.stock.aggregate.rows.size(OUTBOX)).toBe(0)
  })

  test('a coupon whose uses run out reports nothing, and neither does the first reading of a record', async () => {
    const coupon = await openStock({ sku: 'coupon:SPRING' })
    const use = { user: 'usr_lin', limit: 1, perUser: null }
    await coupon.stock.hold({ orderId: 'ord_a', quantity: 1, until: coupon.now, use })
    await ring(coupon)
    const fresh = await openStock({ outside: 3 })
    await fresh.stock.view()
    await ring(fresh)
    expect([...coupon.events, ...fresh.events]).toEqual([])
  })

  test('units that another system takes away are reported when the object reads them', async () => {
    const bench = await openStock({ outside: 9 })
    await bench.stock.view()
    bench.outside = 0
    bench.now += 61_000
    await bench.stock.view()
    await ring(bench)
    expect(typesOf(bench)).toEqual(['stock.out'])
  })

  test('after any holds, releases and edits the events alternate, and the last one says whether units are left', async () => {
    const act = fc.oneof(
      fc.record({ hold: fc.integer({ min: 0, max: 9 }), quantity: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ release: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ onHand: fc.integer({ min: 0, max: 12 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 30 }), async (acts) => {
        const bench = await openStock()
        await edit(bench, { onHand: 8 })
        for (const each of acts) {
          if ('hold' in each)
            await bench.stock.hold({ orderId: `ord_${each.hold}`, quantity: each.quantity, until: bench.now + 1e9 })
          else if ('release' in each) await bench.stock.release(`ord_${each.release}`)
          else await edit(bench, each)
        }
        await ring(bench)
        const ends = typesOf(bench).filter((type) => type !== 'stock.low')
        expect(ends).toEqual(ends.map((_, index) => (index % 2 === 0 ? 'stock.back' : 'stock.out')))
        expect(ends.at(-1) === 'stock.out').toBe((await bench.stock.view()).available === 0)
      }),
      { numRuns: 60 },
    )
  })
})
