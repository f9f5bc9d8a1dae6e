// The alerts of a deployment over a disk. Invariants: states, samples and owed notices survive a loss of memory; a
// notice is sent until it is taken, after the earlier ones of its alert; the rows are bounded.
import { describe, expect, test } from 'vitest'
import { EVENTS } from '../../../src/contract/events/table.ts'
import type { Alert } from '../../../src/domain/alerts/alert.ts'
import { above, increase, max } from '../../../src/domain/alerts/expression.ts'
import { distinctLeaves, type Series, valuesOf } from '../../../src/domain/alerts/leaves.ts'
import type { EventType } from '../../../src/domain/events/types.ts'
import type { PublicEvent } from '../../../src/domain/outbox.ts'
import { Alerts } from '../../../src/objects/alerts/alerts.ts'
import { KEPT_MINUTES } from '../../../src/objects/alerts/samples.ts'
import { Disk } from '../../world/object-storage.ts'
import { START_MS, storageOn } from '../aggregate/bench.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const CLIENTS: Alert = {
  severity: 'ticket',
  when: above(max('redis_clients'), 500),
  for: 0,
  keepFiringFor: 0,
  unit: 'count',
  title: { en: 'Redis has too many connections', zh: 'Redis 连接数过多' },
}
const EVICTIONS: Alert = { ...CLIENTS, severity: 'page', when: above(increase('redis_evicted_keys_total', 300), 0) }
const TABLE = { clients: CLIENTS, evictions: EVICTIONS }

interface Notice {
  readonly type: string
  readonly text: string
  readonly data: { readonly id: string; readonly value: number; readonly since: string }
}

function bench(table: Readonly<Record<string, Alert>> = TABLE, hasWebhook = true) {
  const disk = new Disk()
  const state = {
    now: START_MS,
    status: 200,
    log: [] as string[],
    stopped: [] as string[],
    sent: [] as { id: string; notice: Notice }[],
    events: [] as PublicEvent[],
    isStreamDown: false,
  }
  /** Without memory, as after an eviction. */
  const woken = async (its = table) => {
    const alerts = new Alerts(
      storageOn(disk),
      {
        now: () => state.now,
        random: () => 0.5,
        hasWebhook,
        report: async (event) => {
          if (state.isStreamDown) throw new Error('the stream does not answer')
          state.events.push(event)
        },
        whileFiring: (id) => void state.stopped.push(id),
        log: (_level, event) => void state.log.push(event),
        post: async (id, body) => {
          if (state.status < 300) state.sent.push({ id, notice: JSON.parse(body) as Notice })
          return state.status
        },
      },
      its,
    )
    await alerts.wake()
    return alerts
  }
  /** A sample, evaluated by an object that has just woken. */
  const observe = async (series: Readonly<Record<string, number>> | null, its = table) => {
    const leaves = distinctLeaves(Object.values(its).map(({ when }) => when))
    const snapshot = Object.entries(series ?? {}).map(([name, value]): Series => ({ name, labels: {}, value }))
    return (await woken(its)).observe(series && valuesOf(leaves, snapshot))
  }
  /** Rings the alarms up to that time, each after a loss of memory. */
  const pass = async (ms: number) => {
    const end = state.now + ms
    for (let at = disk.alarm; at !== null && at <= end; at = disk.alarm) {
      state.now = Math.max(state.now, at)
      const alerts = await woken()
      disk.alarm = null
      await alerts.deliver()
    }
    state.now = end
  }
  const rows = (table: string) => Number(disk.run(`SELECT count(*) AS rows FROM ${table}`)[0]?.rows)
  const types = () => state.sent.map(({ notice }) => notice.type)
  return { disk, state, woken, observe, pass, rows, types }
}

describe('a notice', () => {
  test('an alert sends a signed-over body with its value, and another when it ends', async () => {
    const { state, observe, pass } = bench()
    expect(await observe({ redis_clients: 20 })).toEqual({ page: 0, ticket: 0 })
    await pass(MINUTE_MS)
    expect(await observe({ redis_clients: 731 })).toEqual({ page: 0, ticket: 1 })
    await pass(MINUTE_MS)
    await observe({ redis_clients: 12 })
    await pass(MINUTE_MS)
    expect(state.sent.map(({ notice }) => notice)).toMatchObject([
      {
        type: 'alert.firing',
        text: '[ticket] Redis has too many connections: 731, threshold 500',
        data: { id: 'clients', value: 731, since: new Date(START_MS + MINUTE_MS).toISOString(), state: 'firing' },
      },
      { type: 'alert.resolved', text: '[resolved] Redis has too many connections', data: { id: 'clients', value: 12 } },
    ])
    expect(new Set(state.sent.map(({ id }) => id)).size).toBe(2)
    expect(state.log).toEqual(['alert.firing', 'alert.resolved'])
  })

  test('a notice that the webhook refuses is sent again under its id until it is taken, also days later', async () => {
    const { state, observe, pass, rows } = bench()
    state.status = 503
    await observe({ redis_clients: 900 })
    await pass(3 * 24 * HOUR_MS)
    expect([state.sent.length, rows('deliveries')]).toEqual([0, 1])
    expect(state.log).toContain('duty.failing')
    state.status = 204
    await pass(HOUR_MS)
    expect([state.sent.length, rows('deliveries')]).toEqual([1, 0])
    expect(state.log).toContain('duty.recovered')
  })

  test('a notice that an alert ended waits for the one that it fired, while other alerts do not wait', async () => {
    const { state, observe, pass, types } = bench()
    state.status = 500
    await observe({ redis_clients: 900, redis_evicted_keys_total: 0 })
    await pass(5 * MINUTE_MS)
    await observe({ redis_clients: 1, redis_evicted_keys_total: 0 })
    // The first attempt of the end would come before the next one of the beginning.
    state.status = 200
    await pass(1)
    expect(types()).toEqual([])
    await observe({ redis_clients: 1, redis_evicted_keys_total: 9 })
    await pass(MINUTE_MS)
    await observe({ redis_clients: 1, redis_evicted_keys_total: 9 })
    await pass(HOUR_MS)
    const ofClients = state.sent.filter(({ notice }) => notice.data.id === 'clients').map(({ notice }) => notice.type)
    expect(ofClients).toEqual(['alert.firing', 'alert.resolved'])
    expect(state.sent[0]?.notice.data.id).toBe('evictions')
  })

  test('an alert that must hold for a minute fires a minute later, though the runs of the schedule jitter', async () => {
    const { state, observe } = bench({ clients: { ...CLIENTS, for: 60 } })
    const fired: number[] = []
    for (const jitterMs of [900, 400, 20, 700]) {
      state.now += jitterMs
      const { ticket } = await observe({ redis_clients: 900 }, { clients: { ...CLIENTS, for: 60 } })
      fired.push(ticket)
      state.now += MINUTE_MS - jitterMs
    }
    expect(fired).toEqual([0, 1, 1, 1])
  })

  test('a deployment without a webhook logs and lists its alerts and owes nothing', async () => {
    const { state, woken, observe, pass, rows } = bench(TABLE, false)
    await observe({ redis_clients: 900 })
    expect((await woken()).list().owed).toBe(0)
    await pass(10)
    expect([rows('deliveries'), state.log]).toEqual([0, ['alert.firing']])
    expect((await woken()).list()).toMatchObject({
      items: [{ id: 'clients', phase: 'firing', value: 900 }, {}],
      owed: 0,
    })
  })

  test('a webhook that takes nothing for weeks leaves a bounded number of notices', async () => {
    const { state, observe, rows } = bench()
    state.status = 500
    for (let hour = 0; hour < 700; hour++) {
      await observe({ redis_clients: 900 })
      state.now += HOUR_MS / 2
      await observe({ redis_clients: 1 })
      state.now += HOUR_MS / 2
    }
    expect(rows('deliveries')).toBe(1_000)
  })
})

describe('the events of an alert', () => {
  test('an alert that fires for days and is announced again is one event, and its end another, after it', async () => {
    const { state, observe, pass } = bench()
    for (let hour = 0; hour < 30; hour++) {
      await observe({ redis_clients: 900 })
      await pass(HOUR_MS)
    }
    await observe({ redis_clients: 1 })
    await pass(MINUTE_MS)
    expect(state.sent.length).toBeGreaterThan(5)
    expect(state.events).toMatchObject([
      {
        ...{ type: 'alert.fired', version: 1, subject: 'alert:clients', at: START_MS },
        data: { alertId: 'clients', severity: 'ticket', value: 900, threshold: 500, unit: 'count' },
      },
      { type: 'alert.resolved', subject: 'alert:clients', data: { value: 1 } },
    ])
    for (const { type, data } of state.events) {
      expect(EVENTS[type as EventType].data.safeParse(data)).toMatchObject({ success: true, data })
    }
  })

  test('events of an alert reach the stream in their order after it was silent, also without a webhook', async () => {
    const { state, observe, pass, rows } = bench(TABLE, false)
    state.isStreamDown = true
    await observe({ redis_clients: 900 })
    await pass(5 * MINUTE_MS)
    await observe({ redis_clients: 1 })
    await pass(MINUTE_MS)
    expect([state.events.length, rows('deliveries')]).toEqual([0, 2])
    state.isStreamDown = false
    await pass(HOUR_MS)
    expect(state.events.map(({ type }) => type)).toEqual(['alert.fired', 'alert.resolved'])
    expect(rows('deliveries')).toBe(0)
  })

  test('a webhook that takes nothing does not hold up the events', async () => {
    const { state, observe, pass } = bench()
    state.status = 503
    await observe({ redis_clients: 900 })
    await pass(10)
    expect(state.events.map(({ type }) => type)).toEqual(['alert.fired'])
  })
})

describe('samples', () => {
  test('two samples of one minute count once, and a minute without metrics changes no state', async () => {
    const { state, woken, observe, rows } = bench()
    await observe({ redis_clients: 900, redis_evicted_keys_total: 3 })
    await observe({ redis_clients: 1, redis_evicted_keys_total: 3 })
    expect(rows('samples')).toBe(1)
    state.now += MINUTE_MS
    expect(await observe(null)).toEqual({ page: 0, ticket: 1 })
    // Five minutes after the last sample there is nothing to measure.
    state.now += 5 * MINUTE_MS
    expect(await observe(null)).toEqual({ page: 0, ticket: 0 })
    expect((await woken()).list()).toMatchObject({ sampledAt: START_MS, items: [{}, { id: 'evictions', value: null }] })
  })

  test('the object keeps three days of samples and writes three rows a minute at most', async () => {
    const { disk, state, woken, observe, rows } = bench()
    const alerts = await woken()
    const leaves = distinctLeaves(Object.values(TABLE).map(({ when }) => when))
    await observe({ redis_clients: 1, redis_evicted_keys_total: 0 })
    const before = disk.writes
    for (let minute = 0; minute < 5_000; minute++) {
      state.now += MINUTE_MS
      alerts.observe(valuesOf(leaves, [{ name: 'redis_evicted_keys_total', labels: {}, value: minute }]))
    }
    expect(rows('samples')).toBe(KEPT_MINUTES)
    // Statements: three deletions, most of them of nothing, and one insertion.
    expect((disk.writes - before) / 5_000).toBeLessThan(4.1)
  })

  test('an alert of a new release begins to measure with its first sample', async () => {
    const { state, woken, observe } = bench()
    for (let minute = 0; minute < 3; minute++) {
      await observe({ redis_clients: 1 }, { clients: CLIENTS })
      state.now += MINUTE_MS
    }
    const total = { redis_clients: 1, redis_evicted_keys_total: 4_000 }
    expect(await observe(total)).toEqual({ page: 0, ticket: 0 })
    state.now += MINUTE_MS
    expect(await observe(total)).toEqual({ page: 0, ticket: 0 })
    state.now += MINUTE_MS
    expect(await observe({ ...total, redis_evicted_keys_total: 4_001 })).toEqual({ page: 1, ticket: 0 })
    expect((await woken()).list().items[0]).toMatchObject({ id: 'evictions', value: expect.closeTo(1, 0) })
  })

  test('a clock that goes back drops the later samples and goes on', async () => {
    const { state, observe, rows } = bench()
    for (let minute = 0; minute < 10; minute++) {
      await observe({ redis_evicted_keys_total: 5 })
      state.now += MINUTE_MS
    }
    state.now -= 5 * MINUTE_MS
    expect(await observe({ redis_evicted_keys_total: 8 })).toEqual({ page: 0, ticket: 0 })
    state.now += MINUTE_MS
    expect(await observe({ redis_evicted_keys_total: 8 })).toEqual({ page: 1, ticket: 0 })
    expect(rows('samples')).toBe(7)
  })
})
