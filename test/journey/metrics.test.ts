/**
 * The metrics of the built worker, as a real Prometheus and a real InfluxDB see them.
 * Invariant: each metric of the catalogue is recorded at its place, the text passes promtool, and no counter falls when
 * the runtime is killed.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type Influx, installedInflux, startInflux } from '../../dev/servers/influx.ts'
import {
  complaintsOfPromtool,
  installedPrometheus,
  type Prometheus,
  startPrometheus,
} from '../../dev/servers/prometheus.ts'
import { METRIC_NAMES, type MetricName, PREFIX } from '../../src/domain/metrics/catalogue.ts'
import { CHECK_KINDS, type CheckKind } from '../../src/domain/report.ts'
import { guestWith, ordered, orderIn, paid, untilOrder } from './support/orders.ts'
import { login, newEmail, register } from './support/people.ts'
import { anybody, cartOf, newAdmin, newGuest, newSupport, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

const TOKEN = 'token-of-the-scrapes-of-tests'
const MINUTE_MS = 60_000
/**
 * These take an hour, a load that no test can make for certain, or a second deployment; other tests prove that they are
 * recorded.
 */
const PROVED_ELSEWHERE: Readonly<Partial<Record<MetricName, string>>> = {
  duty_failures_total: '../domain/aggregate/failing-duties.test.ts',
  stuck_duties: '../domain/aggregate/failing-duties.test.ts',
  shed_total: '../domain/guard/overload.test.ts',
  canary_requests_total: './embedded/canary.test.ts',
  mails_total: '../domain/mail/mails.test.ts',
  mail_failures_total: '../domain/mail/mails.test.ts',
  mail_delay_seconds: '../domain/mail/mails.test.ts',
  webhook_deliveries_total: '../domain/webhooks/webhook.test.ts',
  webhook_delay_seconds: '../domain/webhooks/webhook.test.ts',
}

let tiers: Tiers
let influx: Influx | null = null
let prometheus: Prometheus | null = null
let worker: Worker
let admin: Shopper
beforeAll(async () => {
  const [influxd, program] = [await installedInflux(console.log), await installedPrometheus(console.log)]
  tiers = await startTiers()
  await tiers.stock(product(tiers.ownSku('mug'), { onHand: 3 }))
  if (influxd) influx = await startInflux(influxd, 'pannier')
  const sinks = influx ? { INFLUX_URL: influx.url } : {}
  const seller = { SELLER_NAME: 'Tea House', SELLER_ADDRESS: '1 Zhongshan Rd', SELLER_TAX_ID: '91310000MA1K00000X' }
  const vars = { ...tiers.vars, ...sinks, ...seller, METRICS_TOKEN: TOKEN, METRICS_INTERVAL_MS: '200' }
  worker = await startWorker({ vars, faces: true })
  admin = await newAdmin(worker.url)
  if (program) prometheus = await startPrometheus(program, { target: worker.url, token: TOKEN, scrapeSeconds: 1 })
})
afterAll(async () => {
  await prometheus?.stop()
  await worker?.stop()
  await influx?.stop()
  await tiers?.close()
})

async function scrape(authorization = `Bearer ${TOKEN}`, query = ''): Promise<Response> {
  return fetch(`${worker.url}/metrics${query}`, { headers: { authorization } })
}

/** Runs the jobs of the minute that is `later` minutes from now; some of them take turns. */
async function minute(later = 0): Promise<void> {
  const scheduledTime = new Date(Date.now() + later * MINUTE_MS)
  const entry = await worker.miniflare.getWorker()
  await entry.scheduled({ cron: '* * * * *', scheduledTime })
}

async function namesShown(): Promise<ReadonlySet<string>> {
  const text = await (await scrape()).text()
  return new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name.slice(PREFIX.length)))
}

/** The sum of the series whose line matches. */
async function sumOf(series: RegExp): Promise<number> {
  const text = await (await scrape()).text()
  const lines = text.split('\n').filter((line) => series.test(line))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
}

/** Runs all portions of a check. */
async function check(kind: CheckKind): Promise<void> {
  const headers = { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }
  const portion = () =>
    fetch(`${worker.url}/v1/admin/ops/reports`, { method: 'POST', headers, body: JSON.stringify({ kind }) })
  await vi.waitUntil(async () => (await portion()).status === 200, { timeout: 60_000, interval: 100 })
}

async function buyAndRefund(): Promise<void> {
  const sku = tiers.ownSku('mug')
  const guest = await guestWith(worker.url, { [sku]: 2 })
  const order = await ordered(guest)
  await paid(guest, order.id)
  await orderIn(guest.api.v1.orders[':id'].cancel.$post({ param: { id: order.id } }))
  await untilOrder(guest, order.id, { status: 'refunded' })
}

async function followCart(): Promise<void> {
  const guest = await newGuest(worker.url)
  const url = `${worker.url.replace('http', 'ws')}/v1/cart/live?client=phone`
  const socket = new WebSocket(url, ['pannier.1', `bearer.${guest.token}`])
  const welcome = new Promise((resolve) => socket.once('message', resolve))
  await welcome
  socket.send(JSON.stringify({ t: 'ops', ops: [{ op: 'add', sku: tiers.ownSku('mug'), quantity: 1, seq: 1 }] }))
  await new Promise((resolve) => socket.once('message', resolve))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.close()
  await closed
}

/** A refresh token that is used a third time ends its sign-in and raises a notice. */
async function reuseRefreshToken(): Promise<void> {
  const email = newEmail('refresh')
  await register(worker.url, { email })
  const { refreshToken } = (await login(worker.url, { email })).person
  const refresh = async (token: string) => {
    const answer = await anybody(worker.url).v1.auth.refresh.$post({ json: { refreshToken: token } })
    // The cast: a refusal has no token, and the next call then fails.
    return ((await answer.json()) as { refreshToken: string }).refreshToken
  }
  const second = await refresh(refreshToken)
  await refresh(second)
  await refresh(refreshToken)
}

async function breakTiers(): Promise<void> {
  tiers.upstash.setIntercept(() => ({ drop: true }))
  tiers.mysql.gateway.setIntercept(() => ({ drop: true }))
  const guest = await newGuest(worker.url)
  await cartOf(guest.api.v1.cart.items.$post({ json: { sku: tiers.ownSku('mug'), quantity: 1 } }))
  for (let n = 0; n < 20; n++) await fetch(`${worker.url}/readyz`)
  // The alarm of the cart finds its write without a confirm after ten seconds.
  await vi.waitUntil(async () => (await namesShown()).has('oldest_unconfirmed_seconds'), {
    timeout: 25_000,
    interval: 500,
  })
  await vi.waitUntil(async () => (await sumOf(/^pannier_breaker_state\{.*tier="record"/)) > 0, {
    timeout: 15_000,
    interval: 300,
  })
  tiers.upstash.setIntercept(null)
  tiers.mysql.gateway.setIntercept(null)
  await vi.waitUntil(async () => (await fetch(`${worker.url}/readyz`)).ok, { timeout: 20_000, interval: 300 })
}

it('GET /metrics needs its own token: 401 without it, and it opens no other route', async () => {
  const wrong = [
    await scrape(''),
    await scrape(`Bearer ${TOKEN}x`),
    await scrape(TOKEN),
    await scrape(`Bearer ${admin.token}`),
  ]
  for (const answer of wrong) {
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(((await answer.json()) as { code: string }).code).toBe('unauthenticated')
  }
  const right = await scrape()
  expect([right.status, right.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  const other = await fetch(`${worker.url}/v1/admin/ops/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  expect(other.status).toBe(401)
  expect((await scrape(`Bearer ${TOKEN}`, '?deployment=nightly')).status).toBe(400)
})

it('every metric of the catalogue appears once its part of the worker was used', { timeout: 180_000 }, async () => {
  await fetch(`${worker.url}/en`)
  await fetch(`${worker.url}/v1/products?query=tea`)
  await buyAndRefund()
  await followCart()
  await reuseRefreshToken()
  const writes = await worker.miniflare.getQueueProducer('WRITES')
  await writes.send({ schema: 99 })
  await vi.waitUntil(async () => (await namesShown()).has('dead_letters_total'), { timeout: 20_000, interval: 300 })
  for (const kind of CHECK_KINDS) await check(kind)
  for (let later = 0; later < 4; later++) await minute(later)
  await breakTiers()
  const wanted = METRIC_NAMES.filter((name) => PROVED_ELSEWHERE[name] === undefined)
  const missing = async () => {
    const shown = await namesShown()
    return wanted.filter((name) => !shown.has(name))
  }
  await vi.waitUntil(async () => (await missing()).length === 0, { timeout: 30_000, interval: 500 }).catch(() => {})
  expect(await missing()).toEqual([])
  for (const [name, file] of Object.entries(PROVED_ELSEWHERE)) {
    expect(readFileSync(new URL(file, import.meta.url), 'utf8').includes(name), `${file} names ${name}`).toBe(true)
  }
})

it('a traceparent goes from the request into the object, the queue message and the log', async () => {
  const traceId = randomBytes(16).toString('hex')
  const guest = await newGuest(worker.url)
  const answer = await fetch(`${worker.url}/v1/cart/items`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${guest.token}`,
      'content-type': 'application/json',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    },
    body: JSON.stringify({ sku: tiers.ownSku('mug'), quantity: 1 }),
  })
  const id = answer.headers.get('x-request-id') ?? ''
  expect(id).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
  const lineOf = (event: string) =>
    worker.logs.find((line) => line.event === event && JSON.stringify(line).includes(id))
  await vi.waitUntil(() => lineOf('writes.consumed'), { timeout: 15_000, interval: 100 })
  expect(lineOf('request')).toMatchObject({ requestId: id, traceId, status: 200 })
  expect(lineOf('drain.announced')).toMatchObject({ requestId: id })
})

it('promtool has nothing to say against the text', async () => {
  expect(complaintsOfPromtool(await (await scrape()).text())).toBe('')
})

it('paths of clients make no series: all unknown routes and methods share one', async () => {
  const before = (await (await scrape()).text()).split('\n').length
  for (let n = 0; n < 40; n++) {
    await fetch(`${worker.url}/v1/unknown-${n}`)
    await fetch(`${worker.url}/en/unknown-${n}`)
    await fetch(`${worker.url}/v1/products/none-${n}`)
    await fetch(`${worker.url}/v1/cart`, { method: `ODD${n}` })
  }
  await vi.waitUntil(async () => (await sumOf(/^pannier_requests_total\{.*route="other".*4xx/)) >= 80, {
    timeout: 10_000,
    interval: 200,
  })
  const text = await (await scrape()).text()
  expect(text).not.toMatch(/unknown-|none-|ODD/)
  expect(text.split('\n').length - before).toBeLessThan(120)
})

it('figures of Redis come from its own INFO', async () => {
  const text = await tiers.redis.info()
  const limit = Number(/^maxmemory:(\d+)/m.exec(text)?.[1])
  expect(await sumOf(/^pannier_redis_memory_limit_bytes\{/)).toBe(limit)
  expect(await sumOf(/^pannier_redis_memory_bytes\{/)).toBeGreaterThan(100_000)
  expect(await sumOf(/^pannier_redis_clients\{/)).toBeGreaterThan(0)
  const ping = await sumOf(/^pannier_redis_ping_seconds\{/)
  expect(ping).toBeGreaterThanOrEqual(0)
  expect(ping).toBeLessThan(5)
})

it('support reads the digest of the last minutes, and a shopper does not', async () => {
  const support = await newSupport(worker.url)
  const answer = await fetch(`${worker.url}/v1/admin/ops/metrics?minutes=30`, {
    headers: { authorization: `Bearer ${support.token}` },
  })
  expect(answer.status).toBe(200)
  const digest = (await answer.json()) as {
    now: { redis: { clients: number }; deadLetters: number }
    minutes: { requests: number; orders: number; revenue: number; carts: number; p99Ms: number | null }[]
  }
  const sum = (field: 'requests' | 'orders' | 'revenue' | 'carts') =>
    digest.minutes.reduce((total, minute) => total + minute[field], 0)
  expect([sum('orders'), sum('revenue')]).toEqual([1, 2_000])
  expect(sum('requests')).toBeGreaterThan(50)
  expect(sum('carts')).toBeGreaterThan(0)
  expect(digest.now.redis.clients).toBeGreaterThan(0)
  expect(digest.now.deadLetters).toBeGreaterThan(0)
  const guest = await newGuest(worker.url)
  const refused = await fetch(`${worker.url}/v1/admin/ops/metrics`, {
    headers: { authorization: `Bearer ${guest.token}` },
  })
  expect(refused.status).toBe(403)
})

describe('a real Prometheus', () => {
  it('it scrapes the worker, and its sums never fall when the runtime is killed', { timeout: 90_000 }, async (test) => {
    if (!prometheus) return test.skip('prometheus is not installed')
    const { query } = prometheus
    const sum = async () => (await query('sum(pannier_requests_total{deployment="stable"})'))[0]?.value ?? 0
    await vi.waitUntil(async () => (await query('up{job="pannier"}'))[0]?.value === 1, {
      timeout: 20_000,
      interval: 300,
    })
    await vi.waitUntil(async () => (await sum()) > 50, { timeout: 20_000, interval: 300 })
    const before = await sum()
    process.kill(worker.workerdPid(), 'SIGKILL')
    await vi.waitUntil(async () => (await fetch(`${worker.url}/healthz`).catch(() => null))?.ok, {
      timeout: 30_000,
      interval: 200,
    })
    for (let n = 0; n < 30; n++) await fetch(`${worker.url}/healthz`)
    await vi.waitUntil(async () => (await sum()) > before, { timeout: 30_000, interval: 300 })
    const resets = await query('sum(resets(pannier_requests_total[5m]))')
    expect(resets[0]?.value).toBe(0)
    const quantile = 'histogram_quantile(0.99, sum by (le) (pannier_request_duration_seconds_bucket))'
    expect((await query(quantile))[0]?.value).toBeGreaterThan(0)
  })
})

describe('a real InfluxDB', () => {
  it('it gets every series once a minute, with labels as tags', { timeout: 60_000 }, async (test) => {
    if (!influx) return test.skip('influxdb is not installed')
    const { query } = influx
    await minute()
    expect(worker.logs.filter(({ event }) => event === 'job.failed')).toEqual([])
    const text = `SELECT last("value") AS value FROM "pannier_requests_total" WHERE "route" = 'GET /healthz' AND "deployment" = 'stable'`
    const read = async () => (await query('pannier', text))[0]?.value
    await vi.waitUntil(async () => Number(await read()) > 0, { timeout: 20_000, interval: 300 })
    expect(await read()).toBe(await sumOf(/^pannier_requests_total\{.*route="GET \/healthz"/))
    const lag = await query(
      'pannier',
      'SELECT last("count") AS "count", last("le_inf") AS "all" FROM "pannier_confirm_lag_seconds"',
    )
    expect(Number(lag[0]?.count)).toBeGreaterThan(0)
    expect(lag[0]?.all).toBe(lag[0]?.count)
    const names = await query('pannier', 'SHOW MEASUREMENTS')
    expect(names.length).toBeGreaterThan(30)
  })
})
