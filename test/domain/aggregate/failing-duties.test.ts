// Invariants: a failing duty raises one alert after an hour and one notice when it succeeds, also if memory is lost
// meanwhile; each failure writes a longer pause. The alarm of a due duty always stands and never
// rings without pause.

import { describe, expect, test } from 'vitest'
import type { LogFields } from '../../../src/contract/log.ts'
import { ITEMS } from '../../../src/domain/cart/cart.ts'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import { Aggregate } from '../../../src/objects/aggregate/aggregate.ts'
import type { Definition } from '../../../src/objects/aggregate/definition.ts'
import type { AggregatePorts } from '../../../src/objects/aggregate/ports.ts'
import { Disk } from '../../world/object-storage.ts'
import { add, CART, START_MS, storageOn } from './bench.ts'

const HOUR_MS = 3600_000

type CartDefinition = typeof CART

/** An object over a disk that outlives it, with a duty `owed` that is due from the first write on. */
class Shop {
  readonly disk = new Disk()
  readonly lines: { readonly event: string; readonly fields: LogFields }[] = []
  readonly rings: number[] = []
  now = START_MS
  owes: 'fails' | 'waits' | 'nothing' = 'nothing'
  sends = true

  readonly metrics = new Registry()
  readonly ports: AggregatePorts = {
    now: () => this.now,
    random: () => 0.5,
    send: async () => {
      if (!this.sends) throw new Error('the queue is down')
    },
    metrics: this.metrics,
    copyFromL2: async () => null,
    copyFromRecord: async () => null,
    deadline: (promise) => promise,
    log: (_level, event, given) =>
      void this.lines.push({ event, fields: (typeof given === 'function' ? given() : given) ?? {} }),
  }

  readonly definition: CartDefinition = {
    ...CART,
    duties: {
      owed: {
        list: ITEMS,
        dueAt: () => (this.owes === 'nothing' ? null : START_MS),
        act: async () => {
          if (this.owes === 'fails') throw new Error('no answer')
          return 'waiting'
        },
      },
    } satisfies Definition<never, never, never, never>['duties'],
  }

  /** The object after a loss of memory. */
  async woken() {
    const object = new Aggregate('gst_ann', this.definition, storageOn(this.disk), this.ports)
    await object.wake()
    return object
  }

  async write(object: Awaited<ReturnType<Shop['woken']>>) {
    const facts = { products: new Map([['tea', { title: 'Tea', price: 1, image: '', labels: [] }]]) }
    const steps = [{ command: add('tea'), key: null }]
    await object.write({ requestId: 'r', key: null, ifMatch: null, name: 'add', steps, atomic: true, facts })
  }

  /** Advances the clock by `ms` and rings every alarm that comes due, each time after a loss of memory if asked. */
  async pass(object: Awaited<ReturnType<Shop['woken']>>, ms: number, forgets = false) {
    const end = this.now + ms
    for (let at = this.disk.alarm; at !== null && at <= end; at = this.disk.alarm) {
      this.now = Math.max(this.now, at)
      this.disk.alarm = null
      this.rings.push(this.now)
      const ringing = forgets ? await this.woken() : object
      await ringing.alarm()
      if (this.rings.length > 500) throw new Error('it rings without end')
    }
    this.now = end
  }

  told(event: string) {
    return this.lines.filter((line) => line.event === event).map(({ fields }) => fields)
  }
}

describe('fault 58: a duty that fails', () => {
  test('a duty that fails writes a pause that grows with every attempt', async () => {
    const shop = new Shop()
    shop.owes = 'fails'
    const object = await shop.woken()
    await shop.write(object)
    object.confirm({ ...object.position, updatedAt: object.updatedAt, state: 'live' })
    await shop.pass(object, 2_000 * 1_000)
    const failed = shop.told('duty.failed').length
    expect(failed).toBeGreaterThan(4)
    expect(failed).toBeLessThan(10)
    const delta = shop.metrics.take()
    expect(delta.counters).toContainEqual(['duty_failures_total\nowed', failed])
    expect(delta.gauges).toEqual([])
    const due = shop.disk.run("SELECT at, attempt, failing_since FROM dues WHERE name = 'owed'")[0]
    expect(due).toMatchObject({ attempt: failed, failing_since: START_MS })
    expect(Number(due?.at)).toBeGreaterThan(shop.now)
  })

  test.each([false, true])(
    'a failing duty raises one alert after an hour and one notice when it succeeds (memory lost: %s)',
    async (lost) => {
      const shop = new Shop()
      shop.owes = 'fails'
      const object = await shop.woken()
      await shop.write(object)
      object.confirm({ ...object.position, updatedAt: object.updatedAt, state: 'live' })
      await shop.pass(object, HOUR_MS - 1_000, lost)
      expect(shop.told('duty.failing')).toEqual([])
      await shop.pass(object, 30_000, lost)
      const since = new Date(START_MS).toISOString()
      expect(shop.told('duty.failing')).toEqual([{ alert: true, kind: 'cart', duty: 'owed', since }])
      expect(shop.metrics.take().gauges).toEqual([['stuck_duties', 1]])
      await shop.pass(object, 20 * HOUR_MS, lost)
      expect(shop.told('duty.failing')).toHaveLength(1)
      expect(shop.told('duty.recovered')).toEqual([])
      shop.owes = 'nothing'
      await shop.pass(object, 2 * HOUR_MS, lost)
      expect(shop.told('duty.recovered')).toEqual([{ kind: 'cart', duty: 'owed', since }])
      shop.metrics.take()
      await shop.pass(object, 3 * HOUR_MS, lost)
      expect(shop.told('duty.recovered')).toHaveLength(1)
      expect(shop.metrics.take().gauges).toEqual([])
    },
  )

  test('a duty that waits for another party raises no alert, because the other party may take its time', async () => {
    const shop = new Shop()
    shop.owes = 'waits'
    const object = await shop.woken()
    await shop.write(object)
    object.confirm({ ...object.position, updatedAt: object.updatedAt, state: 'live' })
    await shop.pass(object, 50 * HOUR_MS)
    expect(shop.told('duty.failing')).toEqual([])
    expect(shop.rings.length).toBeLessThan(80)
  })
})

describe('fault 58: a drain that is not confirmed', () => {
  test.each([true, false])(
    'an unconfirmed drain raises one alert after an hour although writes go on (queue accepts: %s)',
    async (sends) => {
      const shop = new Shop()
      shop.sends = sends
      const object = await shop.woken()
      for (let minute = 0; minute < 90; minute++) {
        await shop.write(object)
        await shop.pass(object, 60_000)
      }
      expect(shop.told('duty.failing')).toMatchObject([{ alert: true, duty: 'drain' }])
      const { counters, gauges } = shop.metrics.take()
      expect(new Map(gauges).get('stuck_duties')).toBeGreaterThan(0)
      expect(new Map(gauges).get('oldest_unconfirmed_seconds\ncart')).toBeGreaterThan(3_600)
      expect(counters.map(([key]) => key)).not.toContain('duty_failures_total\ndrain')
      object.confirm({ ...object.position, updatedAt: object.updatedAt, state: 'live' })
      expect(shop.told('duty.recovered')).toMatchObject([{ duty: 'drain' }])
    },
  )

  test('a failing drain stays the same failure when a tombstone follows, and raises no second alert', async () => {
    const shop = new Shop()
    const object = await shop.woken()
    await shop.write(object)
    await shop.pass(object, HOUR_MS + 10_000)
    expect(shop.told('duty.failing')).toHaveLength(1)
    object.erase()
    await shop.pass(object, 3 * HOUR_MS)
    expect(shop.told('duty.failing')).toHaveLength(1)
    const tombstone = object.snapshot()
    if (tombstone) object.confirm(tombstone)
    expect(shop.told('duty.recovered')).toHaveLength(1)
  })

  test('a drain that is confirmed within the hour raises no alert', async () => {
    const shop = new Shop()
    const object = await shop.woken()
    for (let half = 0; half < 10; half++) {
      await shop.write(object)
      await shop.pass(object, HOUR_MS / 2)
      object.confirm({ ...object.position, updatedAt: object.updatedAt, state: 'live' })
    }
    expect(shop.told('duty.failing')).toEqual([])
  })
})

describe('fault 57: the alarm', () => {
  test('an alarm that is overdue by more than a minute is set again at wake', async () => {
    const shop = new Shop()
    await shop.write(await shop.woken())
    const stale = shop.disk.alarm
    shop.now += HOUR_MS
    await shop.woken()
    expect(shop.disk.alarm).not.toBe(stale)
    expect(shop.disk.alarm).toBe(shop.now + 1)
  })

  test.each(['write', 'drainSoon'] as const)(
    'an alarm that the platform dropped is set again by a %s',
    async (kind) => {
      const shop = new Shop()
      const object = await shop.woken()
      await shop.write(object)
      shop.now += HOUR_MS
      const { alarms } = shop.disk
      if (kind === 'write') await shop.write(object)
      else object.drainSoon()
      expect(shop.disk.alarms).toBe(alarms + 1)
      expect(shop.disk.alarm).toBeGreaterThan(shop.now)
    },
  )

  test('an alarm that is overdue by less than a minute stays, because the platform may only be late', async () => {
    const shop = new Shop()
    await shop.write(await shop.woken())
    const stands = shop.disk.alarm
    shop.now += 50_000
    await shop.woken()
    expect(shop.disk.alarm).toBe(stands)
  })

  test.each([
    ['ten seconds', 10_000],
    ['half an hour', HOUR_MS / 2],
  ])('an alarm that rings %s early by the platform’s clock waits instead of ringing without pause', async (_, skew) => {
    for (const forgets of [false, true]) {
      const shop = new Shop()
      const object = await shop.woken()
      await shop.write(object)
      let ringing = object
      let rings = 0
      for (; shop.told('drain.sent').length === 0; rings++) {
        if (rings > 20) throw new Error('it rings without pause')
        const at = shop.disk.alarm ?? 0
        shop.now = Math.max(shop.now, at - skew)
        shop.disk.alarm = null
        if (forgets && rings === 0) ringing = await shop.woken()
        await ringing.alarm()
      }
      expect(rings).toBeLessThan(20)
      expect(shop.now - START_MS).toBeLessThanOrEqual(1_000 + 2 * skew)
    }
  })
})
