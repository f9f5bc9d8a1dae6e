/**
 * The alerts' object in the runtime, and the route that lists them. Invariants: states and owed notices survive an
 * eviction; a notice is signed by Standard Webhooks; only operators and support see the alerts.
 */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { alertListSchema } from '../../src/contract/answers/alerts.ts'
import { ConfigError, readConfig } from '../../src/contract/config.ts'
import { verifyWebhook, type WebhookHeaders } from '../../src/contract/standard-webhooks.ts'
import { ALERT_IDS } from '../../src/domain/alerts/table.ts'
import { newId } from '../../src/domain/id.ts'
import { Registry } from '../../src/domain/metrics/registry.ts'
import { AlertsDurableObject } from '../../src/objects/alerts/alerts-object.ts'
import { objectsOf } from '../../src/objects/objects.ts'
import { TEST_VARS } from '../support/secrets.ts'
import { Shopper } from './support/client.ts'
import { bindings } from './support/shop.ts'
import { HOUR, later, MINUTE } from './support/time.ts'

afterEach(() => vi.restoreAllMocks())

const SECRET = `whsec_${'A'.repeat(32)}`
const WITH_WEBHOOK = {
  ...bindings,
  // The tests of this ring send no metrics, and nothing is observed without them.
  METRICS_INTERVAL_MS: '10000',
  ALERT_WEBHOOK_URL: 'https://alerts.test/in',
  ALERT_WEBHOOK_SECRET: SECRET,
}

/** The metrics of a deployment whose Redis has so many connections. */
async function clientsAre(value: number): Promise<void> {
  const registry = new Registry()
  registry.gauge('redis_clients', {}).set(value)
  const delta = { ...registry.take(), source: crypto.randomUUID(), sequence: 1 }
  await objectsOf(bindings).metrics('stable:0').add(delta)
}

const stubOf = (name: string) => bindings.ALERTS.getByName(name)

/** Runs `work` with a new object over that storage, as after an eviction. */
function woken<Value>(name: string, env: typeof bindings, work: (alerts: AlertsDurableObject) => Promise<Value>) {
  return runInDurableObject(stubOf(name), async (_, state) => work(new AlertsDurableObject(state, env)))
}

describe('the object of the alerts', () => {
  it('an alert fires, is announced once with a valid signature, and ends, each after an eviction', async () => {
    const received: { readonly headers: Headers; readonly body: string }[] = []
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
      expect(url).toBe('https://alerts.test/in')
      received.push({ headers: new Headers(init?.headers), body: String(init?.body) })
      return new Response(null, { status: received.length === 1 ? 500 : 202 })
    })
    const at = (minute: number, value: number) =>
      later(minute * MINUTE, async () => {
        await clientsAre(value)
        await woken('course', WITH_WEBHOOK, (alerts) => alerts.observe())
        await woken('course', WITH_WEBHOOK, (alerts) => alerts.alarm())
      })
    const states: string[] = []
    for (const [minute, value] of [20, 700, 700, 700, 20, 20, 20, 20, 20, 20].entries()) {
      await at(minute, value)
      await evictDurableObject(stubOf('course'))
      const { items } = await later(minute * MINUTE, () => woken('course', WITH_WEBHOOK, (alerts) => alerts.list()))
      states.push(items.find(({ id }) => id === 'redis-clients')?.phase ?? '')
    }
    expect(states).toEqual(['ok', 'pending', 'pending', ...Array(6).fill('firing'), 'ok'])
    const types = received.map(({ body }) => (JSON.parse(body) as { readonly type: string }).type)
    // The first attempt was refused.
    expect(types).toEqual(['alert.firing', 'alert.firing', 'alert.resolved'])
    expect(received[0]?.headers.get('webhook-id')).toBe(received[1]?.headers.get('webhook-id'))
    for (const { headers, body } of received) {
      const header = (name: keyof WebhookHeaders) => headers.get(name) ?? undefined
      const at = Number(headers.get('webhook-timestamp')) * 1000
      expect(await verifyWebhook(SECRET, header, body, at)).toBe(true)
      expect(await verifyWebhook(SECRET, header, `${body} `, at)).toBe(false)
    }
  })

  it('an owed notice keeps the alarm set, and a webhook that redirects has not taken it', async () => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response(null, { status: 302 }))
    for (const minute of [0, 1, 2]) {
      await later(HOUR + minute * MINUTE, async () => {
        await clientsAre(900)
        await woken('owed', WITH_WEBHOOK, (alerts) => alerts.observe())
      })
    }
    await later(HOUR + 2 * MINUTE, () => woken('owed', WITH_WEBHOOK, (alerts) => alerts.alarm()))
    expect(fetch).toHaveBeenCalledWith('https://alerts.test/in', expect.objectContaining({ redirect: 'manual' }))
    const alarm = await runInDurableObject(stubOf('owed'), (_, state) => state.storage.getAlarm())
    expect(alarm).not.toBeNull()
    expect((await woken('owed', WITH_WEBHOOK, (alerts) => alerts.list())).owed).toBe(1)
    // The real alarm of the platform runs the same duty.
    fetch.mockResolvedValue(new Response())
    expect(await runDurableObjectAlarm(stubOf('owed'))).toBe(true)
  })
})

describe('GET /v1/admin/ops/alerts', () => {
  it('support sees every alert with its state, threshold and section of the runbook', async () => {
    const support = await Shopper.of({ id: newId('usr', Date.now()), role: 'support' })
    const reply = await support.get('/v1/admin/ops/alerts')
    expect(reply.status).toBe(200)
    const list = reply.as(alertListSchema)
    expect(list.items.map(({ id }) => id).sort()).toEqual([...ALERT_IDS].sort())
    expect(list.items.find(({ id }) => id === 'redis-clients')).toMatchObject({
      severity: 'ticket',
      threshold: 500,
      unit: 'count',
      runbook: 'docs/runbook.md#redis-clients',
    })
  })
})

it('the webhook needs its URL and its secret', () => {
  const read = (vars: object) => readConfig({ ...TEST_VARS, ...vars })
  expect(read({}).alertWebhook).toBeNull()
  expect(() => read({ ALERT_WEBHOOK_URL: 'https://alerts.test' })).toThrow(ConfigError)
  expect(() => read({ ALERT_WEBHOOK_URL: 'https://alerts.test', ALERT_WEBHOOK_SECRET: 'short' })).toThrow(/whsec_/)
  expect(read({ ALERT_WEBHOOK_URL: 'https://alerts.test', ALERT_WEBHOOK_SECRET: SECRET }).alertWebhook).toEqual({
    url: 'https://alerts.test',
    secret: SECRET,
  })
})
