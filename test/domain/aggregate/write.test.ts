// The cost of one write in rows, its keys, and the clean state after a refused or failed write.
import { describe, expect, test } from 'vitest'
import { MAX_REMOVED } from '../../../src/domain/cart/cart.ts'
import type { CartCommand } from '../../../src/domain/cart/decide.ts'
import { LOST_MS } from '../../../src/objects/aggregate/drain-times.ts'
import { SLOTS } from '../../../src/objects/aggregate/ring.ts'
import { add, type Bench, CART, type CartDefinition, openCart } from './bench.ts'

const MAX_MESSAGE_BYTES = 128_000

/** Drops the announcement, and confirms the copy that the alarm sends afterwards. */
async function drained(bench: Bench): Promise<void> {
  bench.now += LOST_MS
  await bench.cart.alarm()
  const sent = bench.cart.snapshot()
  if (sent) bench.cart.confirm(sent)
}

describe('rows written', () => {
  for (const lines of [1, 200]) {
    test(`a cart of ${lines} writes at most 2.5 rows per operation in a burst, and 3 for a lone one`, async () => {
      const bench = await openCart()
      for (let line = 0; line < lines; line++) await bench.write([add(`sku-${line}`)])
      await drained(bench)
      const before = bench.disk.writes
      for (let operation = 0; operation < 100; operation++) await bench.write([add('sku-0')])
      expect((bench.disk.writes - before) / 100).toBeLessThanOrEqual(2.5)
      await drained(bench)
      const [lone, alarms] = [bench.disk.writes, bench.disk.alarms]
      await bench.write([add('sku-0')])
      await drained(bench)
      expect(bench.disk.writes - lone).toBeLessThanOrEqual(3)
      // One alarm for the drain, and one for its next attempt in case no confirm comes.
      expect(bench.disk.alarms - alarms).toBeLessThanOrEqual(2)
      // An announcement of the first change and then, because it was lost, a copy.
      expect(bench.sent.map(({ copy }) => copy !== null)).toEqual([false, true, false, true, false, true])
    })
  }
})

describe('a key', () => {
  test('fault 23: a key that is used for another request is refused, and nothing changes', async () => {
    const bench = await openCart()
    await bench.write([add('tea')], { key: { key: 'key', hash: 'one' } })
    const reused = await bench.write([add('tea')], { key: { key: 'key', hash: 'other' } })
    expect(reused).toMatchObject({ status: 'refused', refusal: { code: 'idempotency_key_reused' } })
    expect(bench.cart.position.version).toBe(1)
  })

  test('fault 23: a key that is used twice at once has one result', async () => {
    const bench = await openCart()
    const key = { key: 'key', hash: 'one' }
    const both = await Promise.all([bench.write([add('tea')], { key }), bench.write([add('tea')], { key })])
    expect(both.map(({ status }) => status).sort()).toEqual(['accepted', 'replayed'])
    expect(bench.cart.rows.get('items', 'tea')).toMatchObject({ quantity: 1 })
  })

  test('the key of a refused write may be used again', async () => {
    const bench = await openCart()
    const key = { key: 'key', hash: 'one' }
    expect((await bench.write([{ type: 'remove', sku: 'tea' }], { key })).status).toBe('refused')
    await bench.write([add('tea')])
    expect((await bench.write([{ type: 'remove', sku: 'tea' }], { key })).status).toBe('accepted')
  })

  test('the key of an operation makes it happen once, also when a batch names it twice', async () => {
    const bench = await openCart()
    const once = await bench.write([add('tea'), add('tea'), add('pot')], { stepKeys: ['a', 'a', 'b'] })
    expect(once.status === 'accepted' && once.results.map(({ status }) => status)).toEqual([
      'accepted',
      'replayed',
      'accepted',
    ])
    await bench.write([add('tea'), add('cup')], { stepKeys: ['a', 'c'] })
    expect(bench.cart.rows.get('items', 'tea')).toMatchObject({ quantity: 1 })
    expect(bench.cart.rows.get('items', 'cup')).toMatchObject({ quantity: 1 })
    const other = await bench.write([add('tea', 7)], { stepKeys: ['a'] })
    expect(other).toMatchObject({ status: 'refused', refusal: { code: 'idempotency_key_reused' } })
  })
})

describe('a write without an effect', () => {
  test('a refused operation leaves no trace of its write', async () => {
    const bench = await openCart()
    await bench.write([add('tea')])
    const before = bench.disk.image()
    const outcome = await bench.write([add('pot'), { type: 'remove', sku: 'ghost' }])
    expect(outcome).toMatchObject({ status: 'refused', index: 1, refusal: { code: 'line_not_found' } })
    expect(bench.cart.rows.get('items', 'pot')).toBeUndefined()
    expect(bench.disk.image()).toEqual(before)
  })

  test('a decision that throws half-way leaves no rows for the next write to store', async () => {
    const faulty: CartDefinition = {
      ...CART,
      decide(rows, command, facts) {
        if (command.type === 'clear') throw new Error('a fault in a decision')
        return CART.decide(rows, command, facts)
      },
    }
    const bench = await openCart({ definition: faulty })
    await bench.write([add('tea')])
    expect(() => bench.write([add('pot'), { type: 'clear' }])).toThrow('a fault in a decision')
    await bench.write([add('cup')])
    const stored = bench.disk.run("SELECT key FROM rows WHERE list = 'items' ORDER BY key").map(({ key }) => key)
    expect(stored).toEqual(['cup', 'tea'])
    expect(bench.cart.rows.size('items')).toBe(2)
  })

  test('a write does not start a new life on rows that are evicted at the same moment', async () => {
    const bench = await openCart()
    await bench.write([add('tea')])
    await drained(bench)
    bench.held = bench.cart.snapshot()
    const { position } = bench.cart
    bench.now += 26 * 3600_000
    await Promise.all([bench.write([add('pot')]), bench.cart.alarm()])
    expect(bench.cart.position).toEqual({ epoch: position.epoch, version: 2 })
    expect(bench.cart.rows.get('items', 'tea')).toMatchObject({ quantity: 1 })
  })
})

describe('bounds', () => {
  test('fault 12: a cart of 200 long lines fits or is refused, and its message is always small enough', async () => {
    const bench = await openCart()
    const attributes = { engraving: '茶'.repeat(330) }
    let refused = 0
    for (let line = 0; line < 200; line++) {
      const outcome = await bench.write([{ ...add(`sku-${line}`), attributes } as CartCommand])
      if (outcome.status === 'refused') refused++
      if (line % 20 === 0) await drained(bench)
    }
    await drained(bench)
    const sizes = bench.sent.map((message) => new TextEncoder().encode(JSON.stringify(message)).byteLength)
    expect(Math.max(...sizes)).toBeLessThan(MAX_MESSAGE_BYTES)
    // A snapshot too large for a message is announced by position only; the consumer fetches it.
    expect(bench.sent.at(-1)).toMatchObject({ copy: null, version: bench.cart.position.version })
    expect(bench.sent.find(({ copy }) => copy)?.copy).toMatchObject({ version: 1 })
    expect(bench.cart.snapshot()).toMatchObject({ version: 200 - refused })
  })

  test('fault 12: a cart that could not be copied in one piece refuses to grow, with a code', async () => {
    const bench = await openCart()
    const attributes = { engraving: 'x'.repeat(4_000) }
    const codes = new Set<string>()
    for (let line = 0; line < 100; line++) {
      const outcome = await bench.write([{ ...add(`sku-${line}`), attributes } as CartCommand])
      if (outcome.status === 'refused') codes.add(outcome.refusal.code)
    }
    expect([...codes]).toEqual(['cart_too_large'])
    expect((await bench.write([{ type: 'remove', sku: 'sku-0' }])).status).toBe('accepted')
  })

  test('fault 50: a client that adds and removes new SKUs without end stays within bounds, and is drained', async () => {
    const bench = await openCart()
    let longest = 0
    for (let turn = 0; turn < 600; turn++) {
      await bench.write([add(`sku-${turn}`)], { key: { key: `key ${turn}`, hash: 'one' } })
      await bench.write([{ type: 'remove', sku: `sku-${turn}` }])
      if (turn >= 100) longest = Math.max(longest, JSON.stringify(bench.cart.snapshot()).length)
      if (turn % 100 === 0) await drained(bench)
    }
    expect(bench.cart.rows.size('removed')).toBe(MAX_REMOVED)
    expect(bench.disk.run('SELECT count(*) AS n FROM rows')).toEqual([{ n: MAX_REMOVED }])
    // Writes with a key have slots of their own. Writes without a key use every second of their slots here.
    expect(bench.disk.run('SELECT count(*) AS n FROM ops')).toEqual([{ n: 1.5 * SLOTS }])
    expect(longest).toBeLessThan(20_000)
    await drained(bench)
    expect(bench.sent.at(-1)).toMatchObject({ version: 1_200 })
  })
})
