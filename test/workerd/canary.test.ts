/**
 * The canary over several isolates. Invariants: a change of one isolate takes effect in all others within ten seconds;
 * the canary starts only where it exists and where an alert can stop it.
 */
import { SELF } from 'cloudflare:test'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { canarySchema } from '../../src/contract/answers/canary.ts'
import { newId } from '../../src/domain/id.ts'
import { objectsOf } from '../../src/objects/objects.ts'
import { type Client, isolate, type Send, Shopper } from './support/client.ts'
import { bindings } from './support/shop.ts'
import { later, SECOND } from './support/time.ts'

const OPS = '/v1/admin/ops/canary'
const switched = (share: number | null) =>
  objectsOf(bindings)
    .settings()
    .changeCanary({ isRunning: share !== null, share: share ?? 0, users: [] }, 'usr_op', null)

afterEach(async () => void (await switched(null)))

const isByCanary = async (send: Send) => {
  const answer = await send(new Request('https://pannier.test/v1/products'))
  expect(answer.status).toBe(200)
  return answer.headers.get('x-deployment') === 'canary'
}

describe('a change of the canary', () => {
  it('isolates use a share that has ended for less than ten seconds, also those that were idle', async () => {
    await switched(100)
    const isolates = [isolate({ CANARY: SELF }), isolate({ CANARY: SELF })] as const
    const [busy, idle] = isolates
    await vi.waitFor(async () => expect(await Promise.all(isolates.map(isByCanary))).toEqual([true, true]), {
      timeout: 10_000,
      interval: 1_000,
    })
    await switched(null)
    await later(6 * SECOND, () => isByCanary(busy))
    // As soon as the read in the background is over.
    await vi.waitFor(async () => expect(await later(7 * SECOND, () => isByCanary(busy))).toBe(false), 2_500)
    expect(await later(9 * SECOND, () => isByCanary(idle))).toBe(false)
  })

  it('a new isolate knows the share at its first request', async () => {
    await switched(100)
    // Another new isolate at each attempt, because a busy machine may answer after the request's patience.
    await vi.waitFor(async () => expect(await isByCanary(isolate({ CANARY: SELF }))).toBe(true), 10_000)
  })

  it('a deployment without the binding answers every request', async () => {
    await switched(100)
    expect(await isByCanary(isolate())).toBe(false)
  })

  it('a deployment with a broken configuration answers as without a canary', async () => {
    await switched(100)
    const send = isolate({ CANARY: SELF, AUTH_KEYS: 'broken' })
    expect((await send(new Request('https://pannier.test/v1/products'))).status).toBe(503)
  })
})

describe('the routes of the canary', () => {
  const adminAt = async (changes: object): Promise<Client> =>
    Shopper.of({ id: newId('usr', Date.now()), role: 'admin' }, isolate({ ...changes }))
  const json = { isRunning: true, share: 10 }

  it('the canary starts only with its binding, with metrics, and with If-Match', async () => {
    const without = await adminAt({ METRICS_INTERVAL_MS: '10000' })
    const blind = await adminAt({ CANARY: SELF })
    const any = { 'if-match': '*' }
    ;(await without.call('PUT', OPS, json, any)).refusal(409, 'canary_not_startable')
    ;(await blind.call('PUT', OPS, json, any)).refusal(409, 'canary_not_startable')
    ;(await blind.call('PUT', OPS, json)).refusal(428, 'precondition_required')
    const seen = await blind.call('GET', OPS)
    expect(seen.as(canarySchema)).toMatchObject({ isBound: true, isRunning: false })
    const version = seen.headers.get('etag') ?? ''
    const stop = { isRunning: false, share: 0 }
    expect((await blind.call('PUT', OPS, stop, { 'if-match': version })).status).toBe(200)
    const stale = (await blind.call('PUT', OPS, stop, { 'if-match': version })).refusal(412, 'version_mismatch')
    expect(stale).toMatchObject({ current: { isRunning: false } })
  })
})
