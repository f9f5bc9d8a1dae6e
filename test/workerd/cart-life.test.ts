/** The life of a cart: its writes reach the record; it sleeps, wakes and ends; it survives evictions and restores. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { isolate, Shopper } from './support/client.ts'
import {
  cartOf,
  deliver,
  diskOf,
  drained,
  held,
  inRecord,
  interceptSends,
  isDirty,
  objectOf,
  rowsIn,
  runAlarm,
  snapshotOf,
} from './support/objects.ts'
import { bindings, product, record, stock } from './support/shop.ts'
import { DAY, HOUR, later, MINUTE, SECOND } from './support/time.ts'

beforeAll(() => stock(product('tea'), product('cup')))
afterEach(() => vi.restoreAllMocks())

const quantity = async (shopper: Shopper) => (await shopper.cart()).cart.items[0]?.quantity

describe('a write', () => {
  it('a write reaches the record by itself, and the object then knows it', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    await shopper.add('cup', 3)
    await shopper.call('DELETE', '/v1/cart/items/cup')
    await inRecord(shopper, 3)
    const copy = await snapshotOf(shopper)
    expect(await record.getCopy('cart', shopper.id)).toEqual(copy)
    const row = await bindings.RECORD.prepare('SELECT * FROM carts WHERE id = ?').bind(shopper.id).first()
    expect(row).toMatchObject({
      epoch: copy?.epoch,
      version: 3,
      state: 'live',
      seal: null,
      item_count: 2,
      line_count: 1,
    })
    await vi.waitUntil(async () => !(await isDirty(shopper)))
  })

  it('the first of many writes is announced, and the announcement brings the newest copy', async () => {
    const send = interceptSends()
    const shopper = await Shopper.guest()
    for (let write = 0; write < 5; write++) await shopper.add('tea')
    const own = () => send.mock.calls.map(([message]) => message).filter(({ id }) => id === shopper.id)
    expect(own()).toMatchObject([{ version: 1, copy: null }])
    await deliver(own())
    expect(await record.getCopy('cart', shopper.id)).toMatchObject({ version: 5, lists: { items: { tea: {} } } })
    expect(await isDirty(shopper)).toBe(false)
    expect(own()).toHaveLength(1)
  })

  it('writes after a copy are announced as soon as the copy is confirmed', async () => {
    const send = interceptSends()
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const copy = await snapshotOf(shopper)
    await shopper.add('tea')
    const own = () => send.mock.calls.map(([message]) => message).filter(({ id }) => id === shopper.id)
    expect(own()).toHaveLength(1)
    if (copy) await cartOf(shopper).confirm(copy)
    expect(own()).toMatchObject([{ version: 1 }, { version: 2, copy: null }])
  })

  it('fault 66: an object sends the newest copy itself when the announcement was lost', async () => {
    const send = interceptSends()
    const shopper = await Shopper.guest()
    for (let write = 0; write < 5; write++) await shopper.add('tea')
    await runAlarm(shopper, 12 * SECOND)
    const own = send.mock.calls.map(([message]) => message).filter(({ id }) => id === shopper.id)
    expect(own.at(-1)).toMatchObject({ version: 5, copy: { version: 5, lists: { items: { tea: { quantity: 5 } } } } })
  })

  it('the copy has the id of the request that made the newest change', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const reply = await shopper.add('tea')
    expect((await drained(shopper))?.requestId).toBe(reply.headers.get('x-request-id'))
  })

  it('a write that is refused or repeated sends nothing', async () => {
    const [shopper, message] = await held()
    await deliver([message])
    expect(await isDirty(shopper)).toBe(false)
    ;(await shopper.add('none')).refusal(404, 'unknown_sku')
    await shopper.cart()
    expect(await isDirty(shopper)).toBe(false)
    expect(await drained(shopper)).toBeUndefined()
  })
})

describe('a cart that sleeps', () => {
  it('a cart leaves its object after 25 idle hours, and comes back whole from the record', async () => {
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

  it('a cart stays awake while the record has not confirmed it', async () => {
    const [shopper] = await held()
    await later(25 * HOUR + MINUTE, async () => {
      interceptSends()
      await runAlarm(shopper, 0)
      expect(await quantity(shopper)).toBe(2)
    })
    expect(await rowsIn(shopper, 'SELECT state FROM meta')).toEqual([{ state: 'live' }])
  })

  it('a sleeping cart is 503, never empty, when the record does not hold its position', async () => {
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

  it('a guest’s cart expires 40 days after its last write, with tombstones, and a new cart may follow', async () => {
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
  it('an expired cart frees its storage and its alarm after 30 days, and a new life has a newer epoch', async () => {
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
  it('a restored object continues under a new epoch, and its state reaches all tiers again', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    const [shopper, message] = await held()
    await deliver([{ ...message, version: 9, copy: { ...message.copy, version: 9 } }])
    expect(log.mock.calls.flat().join()).toMatch(/"object.rolled_back","alert":true/)
    // A call waits until the object has read what it forgot; its alarm does the same.
    expect(await quantity(shopper)).toBe(2)
    const again = await drained(shopper)
    expect(again?.epoch).toBeGreaterThan(message.epoch)
    await deliver([again])
    expect(await record.getCopy('cart', shopper.id)).toEqual(await snapshotOf(shopper))
  })
})

describe('fault 27: an object that is evicted in the middle of a session', () => {
  it('an evicted object is in the same state after each step of a session', async () => {
    const shopper = await Shopper.guest()
    const steps: [string, string, unknown?][] = [
      ['POST', '/v1/cart/items', { sku: 'tea', quantity: 2, attributes: { a: '茶' } }],
      ['POST', '/v1/cart/items', { sku: 'cup', quantity: 1 }],
      ['PATCH', '/v1/cart/items/tea', { selected: false }],
      ['DELETE', '/v1/cart/items/cup'],
      ['POST', '/v1/cart/items/cup/restore'],
      ['DELETE', '/v1/cart'],
      ['POST', '/v1/cart/undo'],
      ['POST', '/v1/cart/items', { sku: 'tea', quantity: 1 }],
    ]
    for (const [index, [method, path, body]] of steps.entries()) {
      const written = await shopper.call(method, path, body, { 'idempotency-key': `step-${index}` })
      const [history, disk] = [(await shopper.get('/v1/cart/history')).text, await diskOf(shopper)]
      await evictDurableObject(objectOf(shopper))
      const read = await shopper.cart()
      expect(read.cart).toEqual(written.cart)
      expect(read.headers.get('etag')).toBe(written.headers.get('etag'))
      expect((await shopper.get('/v1/cart/history')).text).toBe(history)
      expect(await diskOf(shopper)).toEqual(disk)
      const repeat = await shopper.call(method, path, body, { 'idempotency-key': `step-${index}` })
      expect([repeat.headers.get('idempotency-replayed'), repeat.cart]).toEqual(['true', written.cart])
    }
  })

  it('an evicted object reads its disk, not the lost memory', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    await runInDurableObject(objectOf(shopper), (_, { storage }) => {
      storage.sql.exec("UPDATE rows SET value = json_set(value, '$.quantity', 7)")
    })
    expect((await shopper.cart()).cart.items).toMatchObject([{ quantity: 1 }])
    await evictDurableObject(objectOf(shopper))
    // Another isolate reads, because this one keeps its own state of this version.
    expect((await shopper.through(isolate()).get('/v1/cart')).cart.items).toMatchObject([{ quantity: 7 }])
  })
})
