/**
 * Two workers of two versions beside each other: the stable deployment, and a canary with a fault that it has behind
 * some paths and a header. Invariants: no answered write is lost or applied twice by either deployment; a
 * sender who has the canary keeps it while the share grows; a canary that fails is stopped without a person.
 */
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { CanaryBody } from '../../../src/contract/answers/canary.ts'
import { newId } from '../../../src/domain/id.ts'
import { productsForSale } from '../support/drive.ts'
import { LiveDevice } from '../support/live-device.ts'
import { cartOf, newAdmin, newGuest, newMember, newSupport, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const program = fileURLToPath(new URL('../../../dev/canary.ts', import.meta.url))
const METRICS_TOKEN = 'scrapes of tests only'

/** Another version: it says so, and it has faults. */
const CANARY = `
import stable from './stable.js'
export * from './stable.js'
export default {
  async fetch(request, env, ctx) {
    const fault = request.headers.get('x-fault')
    if (fault === 'throws') throw new Error('a fault of the canary')
    if (fault === 'fails') return new Response('a fault of the canary', { status: 500 })
    const answer = await stable.fetch(request, env, ctx)
    if (fault === 'throws late') throw new Error('a fault of the canary')
    if (answer.webSocket) return answer
    const changed = new Response(answer.body, answer)
    changed.headers.set('X-Version', '2')
    return changed
  },
}`

let worker: Worker
let admin: Shopper
let skus: readonly [string, string, string, string]
beforeAll(async () => {
  const vars = { METRICS_INTERVAL_MS: '300', METRICS_TOKEN }
  worker = await startWorker({ demo: true, vars, canary: { main: CANARY } })
  admin = await newAdmin(worker.url)
  skus = await productsForSale(worker.url)
})
afterAll(() => worker?.stop())

const ROUTE = () => admin.api.v1.admin.ops.canary

async function canary(): Promise<CanaryBody> {
  const answer = await ROUTE().$get()
  expect(answer.status).toBe(200)
  return (await answer.json()) as CanaryBody
}

async function put(json: { isRunning: boolean; share: number; users?: string[] }, version = '*'): Promise<number> {
  const answer = await ROUTE().$put({ json }, { headers: { 'if-match': version } })
  return answer.status
}

const start = (share: number, users: string[] = []) => put({ isRunning: true, share, users })
const stop = () => put({ isRunning: false, share: 0 })

/** Which deployment answered; undefined for the stable one. */
const versionOf = (answer: Pick<Response, 'headers'>) => answer.headers.get('x-version') ?? undefined

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(worker.url + path, { headers })
}

const FLAG = { 'x-env-flag': 'canary' }
const bearer = ({ token }: Shopper) => ({ authorization: `Bearer ${token}` })

async function samples(deployment: string): Promise<string> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` }
  return (await get(`/metrics?deployment=${deployment}`, headers)).text()
}

describe('the choice', () => {
  it('a stopped canary gets no request, even with the header', async () => {
    expect(await canary()).toMatchObject({ isBound: true, isRunning: false, share: 0 })
    expect(versionOf(await get('/v1/products', FLAG))).toBeUndefined()
  })

  it('a running canary with no share gets the requests with the header and of its users only', async () => {
    const [member, other] = [newId('usr', Date.now()), newId('usr', Date.now())]
    const [ann, bob] = await Promise.all([member, other].map((id) => newMember(worker.url, id)))
    if (!ann || !bob) throw new Error('no members')
    expect(await start(0, [member])).toBe(200)
    const answers = await Promise.all([
      get('/v1/products', FLAG),
      get('/v1/cart', bearer(ann)),
      get('/v1/cart', bearer(bob)),
      // The id without a valid token.
      get('/v1/products', { authorization: 'Bearer x', 'x-user-id': member }),
      get('/v1/products'),
    ])
    expect(answers.map(versionOf)).toEqual(['2', '2', undefined, undefined, undefined])
    expect(answers[0]?.headers.get('x-deployment')).toBe('canary')
    // Pages choose by the token in their cookie, and the whole page is of one deployment.
    const [hers, his] = await Promise.all([ann, bob].map(({ token }) => get('/en', { cookie: `__Host-shop=${token}` })))
    expect([hers?.status, his?.status]).toEqual([200, 200])
    expect([hers, his].map((page) => page && versionOf(page))).toEqual(['2', undefined])
  })

  it('requests of operators, health checks and scrapes stay with the stable deployment', async () => {
    expect(await start(100)).toBe(200)
    for (const path of ['/healthz', '/readyz', '/metrics', '/console', '/v1/admin/ops/alerts']) {
      expect([path, versionOf(await get(path, bearer(admin)))]).toEqual([path, undefined])
    }
    // The switch itself, even with the header: a broken canary must not keep an operator from stopping it.
    const headers = { ...bearer(admin), ...FLAG, 'x-fault': 'throws' }
    expect((await get('/v1/admin/ops/canary', headers)).status).toBe(200)
    expect(versionOf(await get('/v1/products'))).toBe('2')
  })

  it('a live connection works through the canary', async () => {
    const guest = await newGuest(worker.url)
    const device = new LiveDevice('phone', guest.token)
    await device.connect(worker.url)
    device.add()
    await device.untilDecided()
    expect(device.faults).toEqual([])
    expect(device.version).toBe(1)
  })

  it('support sees the canary but cannot change it, and a change of an earlier version is refused', async () => {
    const support = await newSupport(worker.url)
    expect((await get('/v1/admin/ops/canary', bearer(support))).status).toBe(200)
    const json = { isRunning: false, share: 0 }
    const theirs = await support.api.v1.admin.ops.canary.$put({ json }, { headers: { 'if-match': '*' } })
    expect(theirs.status).toBe(403)
    const { version } = await canary()
    expect(await put({ isRunning: true, share: 50 }, `"${version - 1}"`)).toBe(412)
    expect(await put({ isRunning: true, share: 50 }, `"${version}"`)).toBe(200)
    expect(await put({ isRunning: false, share: 50 })).toBe(400)
    expect(await canary()).toMatchObject({ version: version + 1, share: 50, changedBy: admin.id })
  })
})

it('npm run canary starts it, changes its share, stops it, and says what is so', async () => {
  const command = (...args: string[]) =>
    promisify(execFile)(process.execPath, [program, ...args, '--url', worker.url, '--token', admin.token])
  expect((await command('stop')).stdout).toContain('The canary is stopped.')
  await expect(command('share', '10')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('Start it') })
  expect((await command('start', '--users', admin.id)).stdout).toContain('The canary runs: 0 % of all senders, 1 user,')
  const { stdout } = await command('share', '12.5', '--reason', 'release 42')
  expect(stdout).toContain('The canary runs: 12.5 % of all senders, 1 user,')
  expect(stdout).toContain(`by ${admin.id}: release 42`)
  expect(await canary()).toMatchObject({ isRunning: true, share: 12.5, users: [admin.id], reason: 'release 42' })
  expect((await command('status')).stdout).toBe(stdout)
  await expect(command('share')).rejects.toMatchObject({ stderr: expect.stringContaining('usage') })
})

describe('a fault of the canary', () => {
  beforeAll(async () => void (await start(100)))

  it('a read that the canary does not answer is answered by the stable deployment', async () => {
    const answer = await get('/v1/products', { 'x-fault': 'throws' })
    expect(answer.status).toBe(200)
    expect(versionOf(answer)).toBeUndefined()
    expect((await get('/v1/products', { 'x-fault': 'fails' })).status).toBe(500)
  })

  it('a write is sent once: after a fault the client repeats it with its key, and it counts once', async () => {
    const guest = await newGuest(worker.url)
    const [sku] = skus
    const key = randomUUID()
    const add = (fault: string) =>
      fetch(`${worker.url}/v1/cart/items`, {
        method: 'POST',
        headers: {
          ...bearer(guest),
          'content-type': 'application/json',
          'idempotency-key': key,
          'x-fault': fault,
        },
        body: JSON.stringify({ sku, quantity: 1 }),
      })
    const first = await add('throws late')
    expect(first.status).toBe(503)
    expect(await first.json()).toMatchObject({ code: 'unavailable', requestId: expect.any(String) })
    expect(first.headers.get('retry-after')).not.toBeNull()
    const { cart } = await cartOf(guest.api.v1.cart.$get())
    expect(cart.items).toMatchObject([{ sku, quantity: 1 }])
    const repeated = await add('')
    expect([repeated.status, repeated.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
    expect((await cartOf(guest.api.v1.cart.$get())).cart.items).toMatchObject([{ sku, quantity: 1 }])
  })

  it('the deployments have separate metrics, and the stable one counts what it saw of the canary', async () => {
    expect([await get('/v1/products'), await get('/v1/products', { 'x-fault': 'throws' })].map(versionOf)).toEqual([
      '2',
      undefined,
    ])
    const has = (text: string, series: string) => text.includes(`\npannier_${series}`)
    await vi.waitFor(async () => {
      const [stable, own] = await Promise.all([samples('stable'), samples('canary')])
      const seen = (outcome: string) => has(stable, `canary_requests_total{deployment="stable",outcome="${outcome}"}`)
      expect(['answered', 'failed', 'unreachable'].filter(seen)).toHaveLength(3)
      const read = (deployment: string) => `requests_total{deployment="${deployment}",route="GET /v1/products"`
      expect([has(stable, read('stable')), has(own, read('canary'))]).toEqual([true, true])
      expect([has(own, 'canary_requests_total'), own.includes('deployment="stable"')]).toEqual([false, false])
    }, 10_000)
  })
})

describe('under load', () => {
  it('no request fails, no write is lost, and no sender goes back while the share grows', async () => {
    const guests = await Promise.all(Array.from({ length: 40 }, () => newGuest(worker.url)))
    const seen = guests.map((): string[] => [])
    const added = guests.map(() => 0)
    let isOver = false
    const faults: string[] = []
    const shop = async (guest: Shopper, at: number) => {
      while (!isOver) {
        const answer = await fetch(`${worker.url}/v1/cart/items`, {
          method: 'POST',
          headers: { ...bearer(guest), 'content-type': 'application/json' },
          body: JSON.stringify({ sku: skus[at % 4], quantity: 1 }),
        })
        await answer.arrayBuffer()
        if (answer.status === 200) added[at] = (added[at] ?? 0) + 1
        else faults.push(`add: ${answer.status}`)
        seen[at]?.push(versionOf(answer) ?? '1')
        const read = await get('/v1/cart', bearer(guest))
        await read.arrayBuffer()
        if (read.status !== 200) faults.push(`read: ${read.status}`)
        seen[at]?.push(versionOf(read) ?? '1')
        // A line has at most 99 units.
        if (added[at] === 90) return
      }
    }
    await stop()
    expect(await start(0)).toBe(200)
    const shopping = guests.map(shop)
    for (const share of [1, 10, 25, 50, 75, 100]) {
      await wait(400)
      expect(await start(share)).toBe(200)
    }
    await wait(400)
    isOver = true
    await Promise.all(shopping)
    expect(faults).toEqual([])
    for (const versions of seen) expect(versions.join('')).toMatch(/^1*2*$/)
    // Shares in between had a part of the senders.
    const switched = new Set(seen.map((versions) => versions.indexOf('2')))
    expect(switched.size).toBeGreaterThan(3)
    for (const [at, guest] of guests.entries()) {
      const { cart } = await cartOf(guest.api.v1.cart.$get())
      expect(cart.items.map(({ quantity }) => quantity)).toEqual([added[at]])
    }
    console.log(
      `under load: ${seen.flat().length} requests, ${added.reduce((sum, its) => sum + its, 0)} writes, no fault`,
    )
  })

  it('addresses without a token keep their deployment too', async () => {
    const addresses = Array.from({ length: 100 }, (_, at) => `192.0.2.${at}`)
    const versions = async () =>
      Promise.all(addresses.map(async (at) => versionOf(await get('/v1/products', { 'cf-connecting-ip': at }))))
    await start(20)
    const fewer = await versions()
    expect(await versions()).toEqual(fewer)
    await start(60)
    const more = await versions()
    const count = (of: readonly (string | undefined)[]) => of.filter((version) => version === '2').length
    expect(count(fewer)).toBeGreaterThan(5)
    expect(count(more)).toBeGreaterThan(count(fewer))
    expect(fewer.every((version, at) => version !== '2' || more[at] === '2')).toBe(true)
  })
})

describe('the roll-back', () => {
  it('a canary that answers 5xx is stopped by its alert, and cannot start while the alert fires', async () => {
    await stop()
    await start(50)
    const handler = (await worker.miniflare.getWorker()) as unknown as {
      scheduled(options: { cron: string; scheduledTime: Date }): Promise<unknown>
    }
    const evaluate = () => handler.scheduled({ cron: '* * * * *', scheduledTime: new Date() })
    // The samples of two minutes: one before the fault.
    await evaluate()
    const startedAt = Date.now()
    let failed = 0
    await vi.waitFor(
      async () => {
        for (let tries = 0; tries < 5; tries++) {
          failed += (await get('/v1/products', { ...FLAG, 'x-fault': 'fails' })).status === 500 ? 1 : 0
        }
        await evaluate()
        expect((await canary()).isRunning).toBe(false)
      },
      { timeout: 150_000, interval: 1_000 },
    )
    console.log(`rolled back ${Math.round((Date.now() - startedAt) / 1_000)} s after the first of ${failed} failures`)
    const stopped = await canary()
    expect(stopped).toMatchObject({ share: 0, changedBy: 'canary-budget', reason: 'rolled back at a share of 50 %' })
    expect(worker.logs).toContainEqual(expect.objectContaining({ event: 'canary.rolled_back', alert: true }))
    const alerts = await admin.api.v1.admin.ops.alerts.$get()
    const { items } = await alerts.json()
    expect(items.find(({ id }) => id === 'canary-budget')?.state).toBe('firing')
    expect(await start(1)).toBe(409)
    // This isolate has read the setting again by then.
    await vi.waitFor(
      async () => expect((await get('/v1/products', { ...FLAG, 'x-fault': 'fails' })).status).toBe(200),
      10_000,
    )
  }, 200_000)
})
