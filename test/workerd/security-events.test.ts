/** The notices of attacks in their object, merged within an hour and limited to a thousand; and their route. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { securityEventListSchema } from '../../src/contract/answers/security.ts'
import type { NewSecurityEvent, SecurityEvent, SecurityEventsObject } from '../../src/contract/rpc/security-events.ts'
import { metricsOf } from '../../src/objects/metrics/isolate-metrics.ts'
import { Objects } from '../../src/objects/objects.ts'
import { EVENT_SLOTS, SecurityEventsDurableObject } from '../../src/objects/security-events-object.ts'
import type { AppEnv } from '../../src/worker/context.ts'
import { respondWithProblem } from '../../src/worker/http/problem-response.ts'
import { SignInWatch } from '../../src/worker/identity/sign-in-watch.ts'
import type { Ports } from '../../src/worker/ports.ts'
import { securityRoutes } from '../../src/worker/routes/security.ts'
import { bindings } from './support/shop.ts'
import { HOUR, later, MINUTE, SECOND } from './support/time.ts'

const stubOf = (name: string) => bindings.SECURITY_EVENTS.getByName(name)
const eventsOf = (name: string) => stubOf(name) as unknown as SecurityEventsObject

const locked = (subject: string, fields: Partial<NewSecurityEvent> = {}): NewSecurityEvent => ({
  kind: 'account_locked',
  subject,
  addressPrefix: '198.51.100.0/24',
  count: 10,
  ...fields,
})

async function all(events: SecurityEventsObject, limit = 100): Promise<SecurityEvent[]> {
  const items: SecurityEvent[] = []
  let before: string | null = null
  do {
    const page = await events.list(limit, before)
    items.push(...page.items)
    before = page.next
  } while (before !== null)
  return items
}

const subjects = (items: readonly { readonly subject: string }[]) => items.map(({ subject }) => subject)

describe('notices of attacks', () => {
  it('notices are listed with the newest first, and survive an eviction from memory', async () => {
    const events = eventsOf('order')
    await events.add(locked('usr_a'))
    await later(SECOND, () => events.add(locked('usr_b', { kind: 'refresh_reused', addressPrefix: '-', count: 1 })))
    await evictDurableObject(stubOf('order'))
    const items = await all(eventsOf('order'))
    expect(items).toMatchObject([
      { kind: 'refresh_reused', subject: 'usr_b', addressPrefix: '-', count: 1 },
      { kind: 'account_locked', subject: 'usr_a', addressPrefix: '198.51.100.0/24', count: 10 },
    ])
    for (const { id } of items) expect(id).toMatch(/^evt_[0-9A-HJKMNP-TV-Z]{26}$/)
  })

  it('notices of one kind, subject and prefix within an hour merge, with the top count and last time', async () => {
    const events = eventsOf('same')
    await events.add(locked('usr_a', { count: 50 }))
    const [first] = await all(events)
    await later(40 * MINUTE, () => events.add(locked('usr_a', { count: 400 })))
    await later(80 * MINUTE, () => events.add(locked('usr_a', { count: 100 })))
    const [raised, ...others] = await all(events)
    expect(others).toEqual([])
    expect(raised).toMatchObject({ id: first?.id, count: 400 })
    expect((raised?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(80 * MINUTE)
    // Fault 37: a clock that went back.
    await later(70 * MINUTE, () => events.add(locked('usr_a')))
    expect(await all(events)).toEqual([raised])
  })

  it('notices of another kind, subject, prefix or hour stay separate', async () => {
    const events = eventsOf('apart')
    await events.add(locked('usr_a'))
    await events.add(locked('usr_b'))
    await events.add(locked('usr_a', { addressPrefix: '-' }))
    await events.add(locked('usr_a', { kind: 'account_from_many_addresses' }))
    await later(HOUR + SECOND, () => events.add(locked('usr_a')))
    const items = await all(events)
    expect(items).toHaveLength(5)
    expect(new Set(items.map(({ id }) => id)).size).toBe(5)
  })

  it('the newest thousand notices are kept in as many rows, and one that repeats stays', async () => {
    await runInDurableObject(stubOf('flood'), async (_, state) => {
      const events = new SecurityEventsDurableObject(state, bindings)
      await events.add(locked('usr_long'))
      const [long] = await all(events)
      for (let n = 0; n < 3 * EVENT_SLOTS; n++) {
        await later(n * SECOND, () => events.add(locked(`usr_${n}`)))
        if (n % 500 === 0) await later(n * SECOND, () => events.add(locked('usr_long', { count: n + 10 })))
      }
      expect(state.storage.sql.exec('SELECT count(*) AS rows FROM events').one()).toEqual({ rows: EVENT_SLOTS })
      const items = await all(events)
      const kept = items.filter(({ subject }) => subject !== 'usr_long')
      expect(subjects(kept)).toEqual(Array.from({ length: 999 }, (_, n) => `usr_${3 * EVENT_SLOTS - 1 - n}`))
      expect(items).toContainEqual(expect.objectContaining({ id: long?.id, count: 2_510 }))
    })
  })

  it('notices about one user are found, and no longer name the user after an erasure', async () => {
    const events = eventsOf('erasure')
    for (const subject of ['usr_a', 'usr_b']) await events.add(locked(subject))
    await later(3 * HOUR, () => events.add(locked('usr_a', { kind: 'refresh_reused' })))
    expect((await events.about('usr_a')).map(({ kind }) => kind)).toEqual(['refresh_reused', 'account_locked'])
    await events.forget('usr_a')
    await events.forget('usr_a')
    expect(await events.about('usr_a')).toEqual([])
    expect(subjects(await all(events)).sort()).toEqual(['-', '-', 'usr_b'])
  })

  it('pages of notices neither repeat nor omit one, though new ones arrive meanwhile', async () => {
    const events = eventsOf('pages')
    for (let n = 0; n < 25; n++) await later(Math.floor(n / 4) * SECOND, () => events.add(locked(`usr_${n}`)))
    const whole = await all(events)
    expect(new Set(subjects(whole)).size).toBe(25)
    const seen: SecurityEvent[] = []
    let before: string | null = null
    do {
      const page = await events.list(4, before)
      expect(page.items.length).toBeLessThanOrEqual(4)
      seen.push(...page.items)
      before = page.next
      await later(HOUR, () => events.add(locked(`usr_late_${seen.length}`)))
    } while (before !== null)
    expect(seen).toEqual(whole)
  })
})

describe('GET /v1/admin/ops/security-events', () => {
  const PATH = '/v1/admin/ops/security-events'
  /** The route without the guard, which decides who may call it. */
  const app = (env = bindings) =>
    new Hono<AppEnv>()
      .onError((error, c) => respondWithProblem(c, error))
      .use((c, next) => {
        const watch = new SignInWatch(new Objects(env, {}), () => {})
        // The part of the ports that the route uses.
        c.set('ports', { watch, log: () => {}, metrics: metricsOf(env).registry } as unknown as Ports)
        return next()
      })
      .route('/', securityRoutes)

  const read = async (query: string) => {
    const response = await app().request(`${PATH}${query}`)
    expect(response.status).toBe(200)
    const body: unknown = await response.json()
    const parsed = securityEventListSchema.parse(body)
    expect(body).toEqual(parsed)
    return parsed
  }

  it('the route answers pages in the contract’s shape, up to the last one', async () => {
    for (let n = 0; n < 5; n++) await later(n * SECOND, () => eventsOf('events').add(locked(`usr_${n}`)))
    const first = await read('?limit=3')
    expect(subjects(first.items)).toEqual(['usr_4', 'usr_3', 'usr_2'])
    const second = await read(`?limit=3&cursor=${encodeURIComponent(first.nextCursor ?? '')}`)
    expect(subjects(second.items)).toEqual(['usr_1', 'usr_0'])
    expect(second.nextCursor).toBeNull()
  })

  it.each([
    '?cursor=',
    '?cursor=x',
    '?cursor=1.evt_x',
    `?cursor=${'9'.repeat(20)}`,
    '?limit=0',
    '?limit=101',
    '?other=1',
  ])('the route refuses %s with 400', async (query) => {
    const response = await app().request(`${PATH}${query}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_request' })
  })

  it('the route is 503 while the object cannot answer', async () => {
    const SECURITY_EVENTS = { getByName: () => ({ list: () => Promise.reject(new Error('down')) }) }
    const response = await app({ ...bindings, SECURITY_EVENTS } as unknown as typeof bindings).request(PATH)
    expect(response.status).toBe(503)
  })
})
