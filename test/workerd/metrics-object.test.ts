/** A shard of the metrics in the real runtime: eviction, repeats, its alarm, and the routes that read the shards. */
import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { type MetricsObject, type SentDelta, shardNames } from '../../src/contract/rpc/metrics.ts'
import { Shopper, stranger } from './support/client.ts'
import { bindings } from './support/shop.ts'
import { later, MINUTE } from './support/time.ts'

const stubOf = (name: string) => bindings.METRICS.getByName(name)
const shardOf = (name: string) => stubOf(name) as unknown as MetricsObject

const KEY = 'requests_total\nGET /v1/cart\n2xx'

function delta(by: number, sequence: number, source = 'isolate'): SentDelta {
  return { counters: [[KEY, by]], gauges: [], histograms: [], source, sequence }
}

async function countIn(name: string): Promise<number> {
  const { counters } = await shardOf(name).read(false)
  return counters.find(([key]) => key === KEY)?.[1] ?? 0
}

describe('a shard of the metrics', () => {
  it('sums survive an eviction, and a delta that arrives again counts once', async () => {
    await shardOf('test:1').add(delta(3, 1))
    await shardOf('test:1').add(delta(4, 2))
    await evictDurableObject(stubOf('test:1'))
    await shardOf('test:1').add(delta(4, 2))
    expect(await countIn('test:1')).toBe(7)
  })

  it('a counter that was shown never falls, however often the shard is evicted', async () => {
    let shown = 0
    for (let n = 1; n <= 12; n++) {
      await shardOf('test:2').add(delta(1, n))
      if (n % 3 === 0) {
        await shardOf('test:2').read(true)
        shown = n
      }
      await evictDurableObject(stubOf('test:2'))
      expect(await countIn('test:2')).toBeGreaterThanOrEqual(shown)
    }
    expect(shown).toBe(12)
  })

  it('the alarm stores what a busy minute has left', async () => {
    for (let n = 1; n <= 20; n++) await shardOf('test:3').add(delta(1, n))
    await later(MINUTE, async () => {
      expect(await runDurableObjectAlarm(stubOf('test:3'))).toBe(true)
    })
    await evictDurableObject(stubOf('test:3'))
    expect(await countIn('test:3')).toBe(20)
    expect(await runDurableObjectAlarm(stubOf('test:3'))).toBe(false)
  })

  it('the digest has the sums of all four shards, by minute', async () => {
    for (const name of shardNames('canary')) await shardOf(name).add(delta(5, 1, name))
    const support = await Shopper.of({ id: 'usr_01J00000000000000000000000', role: 'support' })
    const reply = await support.get('/v1/admin/ops/metrics?minutes=2&deployment=canary')
    expect(reply.status, reply.text).toBe(200)
    const { minutes, now } = JSON.parse(reply.text) as { minutes: { requests: number }[]; now: object }
    expect(minutes.reduce((sum, { requests }) => sum + requests, 0)).toBe(20)
    expect(now).toMatchObject({ series: 1, dropped: 0, deadLetters: null })
    ;(await support.get('/v1/admin/ops/metrics?minutes=0')).refusal(400, 'invalid_request')
  })

  it('the route of Prometheus does not exist without METRICS_TOKEN', async () => {
    ;(await stranger.get('/metrics')).refusal(404, 'not_found')
  })
})
