/** How a cart sleeps, wakes, ends and goes on after a restore: in the real runtime, with D1 as the record. */
import { runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Shopper } from './support/client.ts'
import { deliver, drained, held, interceptSends, objectOf, rowsIn, runAlarm, snapshotOf } from './support/objects.ts'
import { bindings, product, record, stock } from './support/shop.ts'
import { DAY, HOUR, later, MINUTE } from './support/time.ts'

beforeAll(() => stock(product('tea'), product('cup')))
afterEach(() => vi.restoreAllMocks())

const quantity = async (shopper: Shopper) => (await shopper.cart()).cart.items[0]?.quantity

describe('a cart that sleeps', () => {
  it('leaves its object after 25 idle hours, and comes back whole from the record', async () => {
    const [shopper, message] = await held()
    await deliver([message])
    const { cart } = await shopper.cart()
    await later(25 * HOUR + MINUTE, async () => {
      await runAlarm(shopper, 0)
      expect(await rowsIn(shopper, 'SELECT (SELECT count(*) FROM rows) + (SELECT count(*) FROM ops) AS count')).toEqual(
        [{ count: 0 }],
      )
      const replies = await Promise.all([shopper.cart(), shopper.cart(), shopper.cart()])
      for (const reply of replies) expect(reply.cart).toEqual(cart)
      expect((await shopper.add('tea')).cart).toMatchObject({ version: 2, items: [{ quantity: 3 }] })
    })
  })

  it('stays awake while the record has not confirmed it', async () => {
    const [shopper] = await held()
    await later(25 * HOUR + MINUTE, async () => {
      interceptSends()
      await runAlarm(shopper, 0)
      expect(await quantity(shopper)).toBe(2)
    })
    expect(await rowsIn(shopper, 'SELECT state FROM meta')).toEqual([{ state: 'live' }])
  })

  it('whose record does not hold its position is 503, never empty', async () => {
    const [shopper, message] = await held()
    await deliver([message])
    await later(25 * HOUR + MINUTE, async () => {
      await runAlarm(shopper, 0)
      await bindings.RECORD.prepare('DELETE FROM carts WHERE id = ?').bind(shopper.id).run()
      ;(await shopper.cart()).refusal(503, 'unavailable')
      ;(await shopper.add('tea')).refusal(503, 'unavailable')
      expect((await shopper.cart()).headers.get('retry-after')).not.toBeNull()
    })
  })

  it('of a guest expires 40 days after its last write: a tombstone everywhere, and a new cart after it', async () => {
    const [shopper, message] = await held()
    await deliver([message])
    await later(40 * DAY + MINUTE, async () => {
      await runAlarm(shopper, 0)
      await deliver([await drained(shopper)])
      expect(await record.getCopy('cart', shopper.id)).toMatchObject({ state: 'expired', version: 2 })
      expect((await shopper.cart()).cart).toMatchObject({ version: 0, items: [] })
      expect((await shopper.add('cup')).cart).toMatchObject({ version: 1, items: [{ sku: 'cup' }] })
      await deliver([message, await drained(shopper)])
      const copy = await record.getCopy('cart', shopper.id)
      expect(copy).toMatchObject({ state: 'live', version: 1, lists: { items: { cup: {} } } })
      expect(copy?.epoch).toBeGreaterThan(message.epoch)
    })
  })
})

describe('an expired cart', () => {
  it('gives its storage and its alarm back after 30 days, and a new life has a newer epoch', async () => {
    const [shopper, message] = await held()
    await deliver([message])
    await later(40 * DAY + MINUTE, async () => {
      await runAlarm(shopper, 0)
      await deliver([await drained(shopper)])
    })
    const disk = () =>
      runInDurableObject(objectOf(shopper), async (_, { storage }) => ({
        tables: storage.sql
          .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'")
          .toArray(),
        alarm: await storage.getAlarm(),
      }))
    expect((await disk()).tables).not.toEqual([])
    await later(71 * DAY, async () => {
      await runAlarm(shopper, 0)
      expect(await disk()).toEqual({ tables: [], alarm: null })
      expect((await shopper.cart()).cart).toMatchObject({ version: 0, items: [] })
      expect(await disk()).toEqual({ tables: [], alarm: null })
      expect((await shopper.add('cup')).cart).toMatchObject({ version: 1, items: [{ sku: 'cup' }] })
      await deliver([message, await drained(shopper)])
      const copy = await record.getCopy('cart', shopper.id)
      expect(copy).toMatchObject({ state: 'live', version: 1, lists: { items: { cup: {} } } })
      expect(copy?.epoch).toBeGreaterThan(message.epoch)
    })
  })
})

describe('fault 51: an object restored to an older state than its copies', () => {
  it('goes on under a new epoch, and everything lands again', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    const [shopper, message] = await held()
    await deliver([{ ...message, version: 9, copy: { ...message.copy, version: 9 } }])
    expect(log.mock.calls.flat().join()).toMatch(/"object.rolled_back","alert":true/)
    const again = await drained(shopper)
    expect(again?.epoch).toBeGreaterThan(message.epoch)
    await deliver([again])
    expect(await record.getCopy('cart', shopper.id)).toEqual(await snapshotOf(shopper))
    expect(await quantity(shopper)).toBe(2)
  })
})
