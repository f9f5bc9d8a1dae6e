// One endpoint and the shards that forward to it. Invariants: an event is queued once and sent until it is accepted,
// in the order of its subject; a position moves only after the endpoint has stored the events up to it.
import { describe, expect, test } from 'vitest'
import { Registry } from '../../../src/domain/metrics/registry.ts'
import type { PublicEvent } from '../../../src/domain/outbox.ts'
import { OVERLAP_MS, validSecrets } from '../../../src/domain/webhooks/endpoint.ts'
import { EventShard } from '../../../src/objects/events/event-shard.ts'
import { MAX_WAITING, type Sent, Webhook } from '../../../src/objects/webhooks/webhook.ts'
import { Disk } from '../../world/object-storage.ts'
import { START_MS, storageOn } from '../aggregate/bench.ts'

const HOUR_MS = 3600_000
const FIELDS = { url: 'https://example.com/', types: ['order.*'], description: '', isPaused: false }
const event = (id: string, subject = 'order:1', type = 'order.paid'): PublicEvent => {
  return { id: `evt_${id}`, type, version: 1, subject, at: START_MS, data: {} }
}

function bench() {
  const disks = { webhook: new Disk(), shard: new Disk() }
  const state = {
    now: START_MS,
    answer: (_id: string): Sent => ({ status: 200, excerpt: 'ok' }),
    sent: [] as string[],
    secrets: [] as (readonly string[])[],
    /** Whether the shard's calls are lost after they took effect. */
    losesAnswers: false,
  }
  let secrets = 0
  const metrics = new Registry()
  const webhook = () =>
    new Webhook('whk_1', storageOn(disks.webhook), {
      now: () => state.now,
      log: () => {},
      newSecret: () => `secret ${++secrets}`,
      newId: () => 'evt_test',
      metrics,
      async send(endpoint, id) {
        state.sent.push(id)
        state.secrets.push(validSecrets(endpoint, state.now))
        return state.answer(id)
      },
    })
  const shard = () =>
    new EventShard(storageOn(disks.shard), {
      now: () => state.now,
      async take(_, items) {
        const reply = webhook().take(items)
        if (state.losesAnswers) throw new Error('the answer is lost')
        return reply
      },
      deadline: (promise) => promise,
    })
  webhook().create(FIELDS)
  shard().subscribe('whk_1')
  webhook().ready()
  /** Rings the alarms until then, each time in objects that have lost their memory. */
  const pass = async (ms: number) => {
    const end = state.now + ms
    for (;;) {
      const [first] = [disks.webhook, disks.shard].sort(
        (a, b) => (a.alarm ?? Number.MAX_VALUE) - (b.alarm ?? Number.MAX_VALUE),
      )
      if (!first || first.alarm === null || first.alarm > end) break
      state.now = Math.max(state.now, first.alarm)
      first.alarm = null
      await (first === disks.shard ? shard().alarm() : webhook().deliver())
    }
    state.now = end
  }
  return { state, webhook, shard, pass, metrics }
}

describe('an endpoint', () => {
  test('an endpoint gets the events that its filter includes, once each and soon after they were accepted', async () => {
    const { state, shard, pass, webhook } = bench()
    shard().accept([event('a'), event('b', 'order:2'), event('c', 'alert:x', 'alert.fired')])
    await pass(1_000)
    expect(state.sent).toEqual(['evt_a', 'evt_b'])
    shard().accept([event('a'), event('d')])
    await pass(HOUR_MS)
    expect(state.sent).toEqual(['evt_a', 'evt_b', 'evt_d'])
    expect(webhook().view).toMatchObject({ waiting: 0, dead: 0 })
  })

  test('a refused event is sent again, later events of its subject wait, and other subjects do not', async () => {
    const { state, shard, pass, metrics } = bench()
    state.answer = (id) => ({ status: id === 'evt_a' ? 500 : 200, excerpt: '' })
    shard().accept([event('a'), event('b'), event('c', 'order:2')])
    await pass(30_000)
    expect(new Set(state.sent)).toEqual(new Set(['evt_a', 'evt_c']))
    state.answer = () => ({ status: 204, excerpt: '' })
    await pass(HOUR_MS)
    expect(state.sent.slice(-2)).toEqual(['evt_a', 'evt_b'])
    const { counters, histograms } = metrics.take()
    const failed = state.sent.filter((id) => id === 'evt_a').length - 1
    expect(new Map(counters)).toEqual(
      new Map([
        ['webhook_deliveries_total\nfailed', failed],
        ['webhook_deliveries_total\ndelivered', 3],
      ]),
    )
    expect(histograms.map(([name]) => name)).toEqual(['webhook_delay_seconds'])
  })

  test('a call whose answer is lost queues no event twice', async () => {
    const { state, shard, pass } = bench()
    state.losesAnswers = true
    shard().accept([event('a')])
    await pass(10_000)
    shard().accept([event('b')])
    await pass(10_000)
    state.losesAnswers = false
    await pass(2 * 60_000)
    expect(state.sent).toEqual(['evt_a', 'evt_b'])
  })

  test('an event is given up after three days, and a replay sends it again', async () => {
    const { state, shard, pass, webhook } = bench()
    state.answer = () => ({ status: null, excerpt: 'no answer' })
    shard().accept([event('a')])
    await pass(72 * HOUR_MS)
    expect(webhook().view).toMatchObject({ waiting: 1, dead: 0 })
    await pass(4 * HOUR_MS)
    expect(webhook().view).toMatchObject({ waiting: 0, dead: 1 })
    expect(webhook().dead).toMatchObject([{ eventId: 'evt_a', subject: 'order:1', type: 'order.paid' }])
    state.answer = () => ({ status: 200, excerpt: '' })
    const found = shard().find('evt_a')
    expect(webhook().replay(found ? [found] : [])).toBe(1)
    state.sent.length = 0
    await pass(60_000)
    expect(state.sent).toEqual(['evt_a'])
    expect(webhook().view).toMatchObject({ waiting: 0, dead: 0 })
  })

  test('events wait while the endpoint is paused, and come in their order afterwards', async () => {
    const { state, shard, pass, webhook } = bench()
    webhook().change({ isPaused: true }, 1)
    shard().accept([event('a'), event('b')])
    await pass(HOUR_MS)
    expect(state.sent).toEqual([])
    webhook().change({ isPaused: false }, null)
    await pass(2 * 60_000)
    expect(state.sent).toEqual(['evt_a', 'evt_b'])
  })

  test('the queue of a dead endpoint is bounded; the rest waits in the stream and comes when it answers', async () => {
    const { state, shard, pass, webhook } = bench()
    state.answer = () => ({ status: 503, excerpt: '' })
    shard().accept(Array.from({ length: MAX_WAITING + 300 }, (_, at) => event(`${at}`)))
    await pass(60_000)
    expect(webhook().view?.waiting).toBe(MAX_WAITING)
    state.answer = () => ({ status: 200, excerpt: '' })
    state.sent.length = 0
    await pass(HOUR_MS)
    expect(state.sent).toEqual(Array.from({ length: MAX_WAITING + 300 }, (_, at) => `evt_${at}`))
  })

  test('the former secret signs for 24 hours after a rotation, and a third one never', async () => {
    const { state, webhook, shard, pass } = bench()
    const reply = webhook().rotate(1)
    expect(reply).toMatchObject({ status: 'done', secret: 'secret 2' })
    webhook().rotate(2)
    shard().accept([event('a')])
    await pass(1_000)
    expect(state.secrets.at(-1)).toEqual(['secret 3', 'secret 2'])
    await pass(OVERLAP_MS)
    shard().accept([event('b')])
    await pass(1_000)
    expect(state.secrets.at(-1)).toEqual(['secret 3'])
    expect(JSON.stringify(webhook().view)).not.toContain('secret')
  })

  test('an edit with another version is refused, and a deleted endpoint gets nothing and leaves the shard', async () => {
    const { state, webhook, shard, pass } = bench()
    expect(webhook().change({ description: 'x' }, 7).status).toBe('version_mismatch')
    expect(webhook().remove(1).status).toBe('done')
    expect(webhook().view).toBeNull()
    shard().accept([event('a')])
    await pass(10_000)
    expect(state.sent).toEqual([])
    expect(shard().endpoints).toEqual([])
  })

  test('the log keeps the newest thousand attempts', async () => {
    const { webhook } = bench()
    const one = webhook()
    for (let tests = 0; tests < 1_005; tests++) await one.sendTest()
    const all = one.attempts(2_000, null)
    expect(all).toHaveLength(1_000)
    expect(all[0]).toMatchObject({ seq: 1_005, type: 'webhook.test', status: 200, excerpt: 'ok' })
    expect(one.attempts(1, 10)).toMatchObject([{ seq: 9 }])
  })
})
