/**
 * Faults between a write and the record, in the real runtime: alarms, queue and D1. Invariant: a write that was
 * answered with 2xx reaches the record once; any other reaches it only when its retry does.
 */
import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { WriteMessage } from '../../src/contract/message.ts'
import { durableStorage } from '../../src/objects/aggregate/durable-storage.ts'
import { Shopper } from './support/client.ts'
import {
  deliver,
  diskOf,
  drained,
  held,
  interceptSends,
  isDirty,
  objectOf,
  rowsIn,
  runAlarm,
  snapshotOf,
  withFailingSql,
} from './support/objects.ts'
import { bindings, product, record, stock } from './support/shop.ts'
import { DAY, HOUR, later, MINUTE, SECOND } from './support/time.ts'

beforeAll(() => stock(product('tea'), product('cup')))
afterEach(() => vi.restoreAllMocks())

const KEY = { 'idempotency-key': 'k' }
/** A record that never answers. */
const DOWN = {
  RECORD: { prepare: () => ({ bind: () => ({}) }), batch: () => Promise.reject(new Error('D1_ERROR: down')) },
}

const alarmOf = (shopper: Shopper) => runInDurableObject(objectOf(shopper), (_, { storage }) => storage.getAlarm())

describe('faults between a write and its record', () => {
  it('fault 1: an object killed before the commit gave no 2xx, and the retry with the same key applies once', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('cup')
    const before = await diskOf(shopper)
    await withFailingSql(/INTO ops/, async () => {
      ;(await shopper.add('tea', 2, KEY)).refusal(503, 'unavailable')
    })
    expect(await diskOf(shopper)).toEqual(before)
    await abortAllDurableObjects()
    expect((await shopper.cart()).cart.items).toHaveLength(1)
    const retry = await shopper.add('tea', 2, KEY)
    expect(retry.headers.get('idempotency-replayed')).toBeNull()
    expect(retry.cart).toMatchObject({ version: 2, items: [{ sku: 'cup' }, { sku: 'tea', quantity: 2 }] })
  })

  it('fault 1: a transaction that failed leaves no trace in memory', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    for (const fails of [/INTO rows/, /INTO ops/]) {
      await withFailingSql(fails, async () => (await shopper.add('tea', 5)).refusal(503, 'unavailable'))
      expect((await shopper.cart()).cart).toMatchObject({ version: 1, items: [{ quantity: 1 }] })
    }
    expect((await shopper.add('tea')).cart).toMatchObject({ version: 2, items: [{ quantity: 2 }] })
    await evictDurableObject(objectOf(shopper))
    expect((await shopper.cart()).cart).toMatchObject({ version: 2, items: [{ quantity: 2 }] })
  })

  it('fault 2: an object killed after the commit answers the retry with the stored result', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2, KEY)
    await abortAllDurableObjects()
    const retry = await shopper.add('tea', 2, KEY)
    expect(retry.headers.get('idempotency-replayed')).toBe('true')
    expect(retry.cart).toMatchObject({ version: 1, items: [{ quantity: 2 }] })
  })

  it('fault 3: an object killed after the commit and before the send sends when its alarm wakes it', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    await abortAllDurableObjects()
    expect(await drained(shopper)).toMatchObject({ version: 1, copy: { lists: { items: { tea: { quantity: 2 } } } } })
  })

  it('fault 3: an object that finds no alarm when it wakes sets one', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    await runInDurableObject(objectOf(shopper), (_, { storage }) => storage.deleteAlarm())
    await evictDurableObject(objectOf(shopper))
    await shopper.cart()
    expect(await alarmOf(shopper)).not.toBeNull()
    expect(await drained(shopper)).toMatchObject({ version: 1 })
  })

  it('fault 4: a record that is down for days delays the drain, whose alarm stays set until it succeeds', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    let sent: WriteMessage | undefined
    // Longer than each pause: the longest is an hour and a fifth.
    for (let ms = 12 * SECOND; ms < 2 * DAY; ms = Math.max(ms * 3, ms + MINUTE)) {
      const message = await drained(shopper, ms)
      expect(message, `after ${ms} ms`).toMatchObject({ version: 1 })
      const result = await deliver([message], DOWN)
      expect(result.explicitAcks).toEqual(['message-0'])
      expect(await isDirty(shopper)).toBe(true)
      expect(await alarmOf(shopper)).not.toBeNull()
      if (ms > HOUR) await evictDurableObject(objectOf(shopper))
      sent = message
    }
    expect(await record.getCopy('cart', shopper.id)).toBeNull()
    await deliver([sent])
    expect(await record.getCopy('cart', shopper.id)).toEqual(await snapshotOf(shopper))
    expect(await isDirty(shopper)).toBe(false)
  })

  it('fault 5: an alarm that runs twice has one effect', async () => {
    const send = interceptSends()
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    send.mockClear()
    await later(12 * SECOND, async () => {
      await runInDurableObject(objectOf(shopper), async (object) => {
        // The class is the cart's own; its alarm is not in the RPC contract.
        const { alarm } = object as unknown as { alarm(): Promise<void> }
        await Promise.all([alarm.call(object), alarm.call(object)])
        await alarm.call(object)
      })
    })
    expect(send.mock.calls.filter(([{ id }]) => id === shopper.id)).toHaveLength(1)
    expect(await isDirty(shopper)).toBe(true)
    expect(await alarmOf(shopper)).not.toBeNull()
  })

  it('fault 6: a queue that refuses leaves the object dirty, and it retries with growing delays', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const send = interceptSends(() => Promise.reject(new Error('Queue send failed: 429 Too Many Requests')))
    await runAlarm(shopper, 12 * SECOND)
    const calls = () => send.mock.calls.filter(([{ id }]) => id === shopper.id).length
    expect(calls()).toBe(1)
    expect(await isDirty(shopper)).toBe(true)
    await runAlarm(shopper, 15 * SECOND)
    expect(calls(), 'within the first pause').toBe(1)
    await runAlarm(shopper, 30 * SECOND)
    expect(calls()).toBe(2)
    await runAlarm(shopper, 40 * SECOND)
    expect(calls(), 'within the second pause').toBe(2)
    expect((await shopper.add('tea')).status).toBe(200)
    send.mockRestore()
    expect(await drained(shopper, 2 * MINUTE)).toMatchObject({
      version: 2,
      copy: { lists: { items: { tea: { quantity: 2 } } } },
    })
  })

  it('fault 7: a message that is delivered twice writes one version to the record', async () => {
    const [shopper, message] = await held()
    await deliver([message, message])
    const first = await bindings.RECORD.prepare('SELECT * FROM carts WHERE id = ?').bind(shopper.id).all()
    const result = await deliver([message])
    expect(result).toMatchObject({ outcome: 'ok', explicitAcks: ['message-0'], retryMessages: [] })
    const second = await bindings.RECORD.prepare('SELECT * FROM carts WHERE id = ?').bind(shopper.id).all()
    expect(second.results).toEqual(first.results)
    expect(first.results).toHaveLength(1)
    expect(await isDirty(shopper)).toBe(false)
  })

  it('fault 8: a version 2 that arrives before version 1 stays, and version 1 is not confirmed', async () => {
    const [shopper, older] = await held()
    await shopper.add('tea', 5)
    const newer = await drained(shopper)
    expect(newer?.version).toBe(2)
    await deliver([newer])
    await deliver([older])
    expect(await record.getCopy('cart', shopper.id)).toMatchObject({
      version: 2,
      lists: { items: { tea: { quantity: 7 } } },
    })
    expect(await isDirty(shopper)).toBe(false)
  })

  it('a confirm of an older position leaves the newer one to be sent', async () => {
    const [shopper, older] = await held()
    await shopper.add('tea', 5)
    await deliver([older])
    expect(await isDirty(shopper)).toBe(true)
    expect(await drained(shopper)).toMatchObject({ version: 2 })
  })

  it('fault 20: a removed line does not come back in the record', async () => {
    const [shopper, older] = await held()
    await shopper.call('DELETE', '/v1/cart/items/tea')
    await deliver([await drained(shopper), older])
    expect(await record.getCopy('cart', shopper.id)).toMatchObject({ version: 2, lists: { items: {} } })
  })
})

describe('a transaction that throws', () => {
  it('a transaction that throws undoes its turn and its alarm, ends the object, and keeps answered writes', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const before = await diskOf(shopper)
    const alarm = () => runInDurableObject(objectOf(shopper), (_, { storage }) => storage.getAlarm())
    const at = await alarm()
    const failing = runInDurableObject(objectOf(shopper), (_, state) => {
      const storage = durableStorage(state)
      // An earlier transaction in the same turn.
      storage.transaction(() => storage.run('DELETE FROM ops'))
      storage.transaction(() => {
        storage.run("UPDATE rows SET value = '{}'")
        storage.setAlarm(Date.now() + 3600_000)
        storage.run('INSERT INTO rows (list) VALUES (NULL)')
      })
    })
    await expect(failing).rejects.toThrow(/NOT NULL/)
    expect(await diskOf(shopper)).toEqual(before)
    expect(await alarm()).toBe(at)
    expect((await shopper.add('tea')).cart.items).toMatchObject([{ quantity: 2 }])
  })
})

describe('fault 46: due times and alarms', () => {
  it('a write while the alarm runs is due within seconds, not with the eviction a day later', async () => {
    interceptSends()
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    vi.restoreAllMocks()
    let wrote = false
    interceptSends(async ({ id }) => {
      if (id !== shopper.id || wrote) return
      wrote = true
      expect((await shopper.add('tea')).status).toBe(200)
    })
    await runAlarm(shopper, 12 * SECOND)
    expect(wrote).toBe(true)
    expect((await alarmOf(shopper)) ?? Number.POSITIVE_INFINITY).toBeLessThan(Date.now() + 30 * SECOND)
    vi.restoreAllMocks()
    expect(await drained(shopper, 30 * SECOND)).toMatchObject({ version: 2 })
  })

  it('a write moves the alarm from the eviction to the drain, and the eviction stays due', async () => {
    const [shopper, message] = await held()
    await deliver([message])
    await runAlarm(shopper, 12 * SECOND)
    const far = (await alarmOf(shopper)) ?? 0
    expect(far).toBeGreaterThan(Date.now() + DAY)
    await shopper.add('tea')
    expect((await alarmOf(shopper)) ?? far).toBeLessThan(Date.now() + 11 * SECOND)
    const dues = await rowsIn(shopper, 'SELECT name FROM dues WHERE at IS NOT NULL ORDER BY name')
    // The time of the drain follows from the operation row.
    expect(dues.map(({ name }) => name)).toEqual(['evict', 'expire'])
  })
})
