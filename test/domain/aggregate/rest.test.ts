// A user's cart that was left. Invariants: it is reported once for each state in which its shopper left it, also
// after a failure, an eviction and the loss of memory; nothing but a write of the shopper makes it due again; and no
// write pays for it.
import { beforeEach, describe, expect, test } from 'vitest'
import type { AnyCartCommand } from '../../../src/domain/cart/sequence.ts'
import { formatPosition } from '../../../src/domain/position.ts'
import { cartDefinition, NO_LOOKUPS } from '../../../src/objects/cart/cart-definition.ts'
import { remind } from '../../../src/objects/cart/reminder.ts'
import { add, type Bench, CART, openCart, START_MS } from './bench.ts'

const HOUR = 3600_000
const USER = 'usr_ann'

let reports: string[] = []
let fails = false
const definition = cartDefinition(
  {
    push: async () => null,
    resume: async () => {},
    async remind(_, position, at) {
      if (fails) throw new Error('the stream does not answer')
      reports.push(`${formatPosition(position)} after ${(at - START_MS) / HOUR} h`)
    },
  },
  24 * HOUR,
)
beforeEach(() => {
  reports = []
  fails = false
})

/** Rings the alarm at this time after the start; the record confirms what the cart has written. */
async function ring(bench: Bench, hours: number): Promise<void> {
  bench.now = START_MS + hours * HOUR
  const copy = bench.cart.snapshot()
  if (copy) {
    bench.held = copy
    bench.cart.confirm(copy)
  }
  await bench.cart.alarm()
}
const first = `${START_MS}-1 after 24 h`
const stateOf = ({ cart }: Bench) => cart.stand()?.state

describe('a cart that its user left', () => {
  test('a cart is reported once after 24 hours, and leaves its object an hour later', async () => {
    const bench = await openCart({ id: USER, definition })
    await bench.write([add('tea')])
    await ring(bench, 23.9)
    expect(reports).toEqual([])
    for (const hours of [24, 24, 25]) await ring(bench, hours)
    expect([reports, stateOf(bench)]).toEqual([[first], 'evicted'])
  })

  test('a change makes the cart due again, 24 hours after it', async () => {
    const bench = await openCart({ id: USER, definition })
    await bench.write([add('tea')])
    await ring(bench, 20)
    await bench.write([add('tea')])
    for (const hours of [24, 43.9]) await ring(bench, hours)
    expect(reports).toEqual([])
    for (const hours of [44, 45]) await ring(bench, hours)
    expect(reports).toEqual([`${START_MS}-2 after 44 h`])
  })

  test('a read that wakes the cart makes nothing due, and a change after it does', async () => {
    const bench = await openCart({ id: USER, definition })
    await bench.write([add('tea')])
    for (const hours of [24, 25]) await ring(bench, hours)
    bench.now = START_MS + 30 * HOUR
    await bench.cart.ready()
    for (const hours of [54, 55, 56]) await ring(bench, hours)
    expect([reports, stateOf(bench)]).toEqual([[first], 'evicted'])
    bench.now = START_MS + 60 * HOUR
    await bench.cart.ready()
    await bench.write([add('cup')])
    for (const hours of [84, 85]) await ring(bench, hours)
    expect(reports).toEqual([first, `${START_MS}-2 after 84 h`])
  })

  test.each([
    ...['forget', 'push', 'merged', 'checkout_placed', 'checkout_refused', 'checkout_sold'],
    ...['give_back', 'take_back', 'passed_on', 'note_order'],
  ])('a write of the shop itself makes nothing due: %s', async (name) => {
    const bench = await openCart({ id: USER, definition })
    await bench.write([add('tea')])
    for (const hours of [24, 24.1]) await ring(bench, hours)
    await bench.cart.writeOwn(name, { type: 'note_order', orderId: 'ord_1' }, NO_LOOKUPS, 'r')
    for (const hours of [49, 50, 75]) await ring(bench, hours)
    expect(reports).toEqual([first])
  })

  test('lines that lapse and orders that are noted make nothing due', async () => {
    const bench = await openCart({ id: USER, definition })
    await bench.write([add('tea'), add('cup')])
    await bench.write([{ type: 'remove', sku: 'cup' } as AnyCartCommand])
    for (const hours of [24, 25, 26, 49, 50, 51]) await ring(bench, hours)
    expect(bench.cart.position.version).toBe(3)
    await bench.cart.writeOwn('note_order', { type: 'note_order', orderId: 'ord_1' }, NO_LOOKUPS, 'r')
    for (const hours of [75, 76, 77]) await ring(bench, hours)
    expect(reports).toEqual([`${START_MS}-2 after 24 h`])
  })

  test('a report that fails is repeated for the same time, and the rows stay until then', async () => {
    const bench = await openCart({ id: USER, definition })
    await bench.write([add('tea')])
    fails = true
    for (const hours of [24, 24.1, 26, 30]) await ring(bench, hours)
    expect([reports, stateOf(bench)]).toEqual([[], 'live'])
    fails = false
    for (const hours of [32, 33.5, 35]) await ring(bench, hours)
    expect([reports, stateOf(bench)]).toEqual([[first], 'evicted'])
  })

  test('the loss of memory changes nothing', async () => {
    const bench = await openCart({ id: USER, definition })
    await bench.write([add('tea')])
    await ring(bench, 24)
    const again = await openCart({ id: USER, definition, disk: bench.disk, now: START_MS + 24.5 * HOUR })
    for (const hours of [25, 26]) await ring(again, hours)
    expect([reports, stateOf(again)]).toEqual([[first], 'evicted'])
  })
})

test('a report that is repeated has the ids of the first one, and that of another state has others', async () => {
  const bench = await openCart({ id: USER, definition })
  await bench.write([add('tea')])
  const { rows, position } = bench.cart
  const ids: string[] = []
  const accept = (id: string) => void ids.push(id)
  const ports = {
    ...{ afterMs: 1, events: { accept: async (events: readonly { id: string }[]) => accept(events[0]?.id ?? '') } },
    account: () => ({ remindOfCart: async ({ id }: { id: string }) => accept(id) }),
  }
  for (const version of [1, 1, 2]) await remind(USER, rows, { ...position, version }, START_MS, ports)
  expect(ids.slice(2, 4)).toEqual(ids.slice(0, 2))
  expect(new Set(ids).size).toBe(4)
})

test('a guest’s cart is not reported', async () => {
  const bench = await openCart({ definition })
  await bench.write([add('tea')])
  for (const hours of [24, 25]) await ring(bench, hours)
  expect([reports, stateOf(bench)]).toEqual([[], 'evicted'])
})

test('reports cost the writes of a cart neither a row nor an alarm, the first write included', async () => {
  const costs: unknown[] = []
  for (const given of [definition, CART]) {
    const bench = await openCart({ id: USER, definition: given })
    for (let hours = 0; hours < 10; hours++) {
      await bench.write([add('tea')])
      await ring(bench, hours + 0.5)
    }
    const { writes, alarms } = bench.disk
    costs.push({ writes, alarms })
  }
  expect(costs[0]).toEqual(costs[1])
})
