/**
 * The daily schedule. Invariants: with Redis a job runs only under the lock of its name, without Redis it runs
 * unlocked; a job that was skipped or failed is logged, and affects no other.
 */
import { createScheduledController } from 'cloudflare:test'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Env } from '../../src/contract/env.ts'
import { portsOf } from '../../src/worker/ports.ts'
import { handleSchedule } from '../../src/worker/scheduled.ts'
import { auditSample, tombstone } from '../tiers/support/samples.ts'
import { bindings, record } from './support/shop.ts'
import { DAY } from './support/time.ts'

afterEach(() => vi.restoreAllMocks())

/** Runs the schedule on another isolate. @returns the logged events with their fields */
async function schedule(changes: Readonly<Record<string, unknown>> = {}, options: ScheduleOptions = {}) {
  return scheduleOn({ ...bindings, LOG_LEVEL: 'info', ...changes }, options)
}

type ScheduleOptions = Parameters<typeof createScheduledController>[0]

/** An isolate keeps its ports for as long as its environment is the same object. */
async function scheduleOn(isolate: Env, options: ScheduleOptions = {}) {
  const log = vi.spyOn(console, 'log').mockReturnValue()
  // An earlier call in the same test may have made this spy already.
  log.mockClear()
  await handleSchedule(createScheduledController(options), isolate)
  return log.mock.calls.map(
    ([line]) => JSON.parse(String(line)) as { readonly event: string; readonly reason?: string },
  )
}

/** Redis over its REST protocol, with only the scripts of locks. */
function redis(held: readonly string[] = []) {
  const commands: string[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (_, init) => {
    const [, script = '', , key = ''] = JSON.parse(String(init?.body)) as string[]
    const taking = script.includes("'NX'")
    // A starting isolate also stores its missed writes there.
    if (key.startsWith('lock:')) commands.push(`${taking ? 'take' : 'release'} ${key}`)
    return Response.json({ result: taking ? (held.includes(key) ? null : '1764000000000') : 1 })
  })
  return { commands, vars: { UPSTASH_REDIS_REST_URL: 'https://redis.test', UPSTASH_REDIS_REST_TOKEN: 'token' } }
}

async function tombstones(): Promise<{ old: string; young: string }> {
  const [old, young] = [`gst_${crypto.randomUUID()}`, `gst_${crypto.randomUUID()}`]
  await record.putCopies('cart', [
    tombstone(old, { epoch: 5, version: 1 }, { updatedAt: Date.now() - 91 * DAY }),
    tombstone(young, { epoch: 5, version: 1 }, { updatedAt: Date.now() - 89 * DAY }),
  ])
  return { old, young }
}

const locked = (name: string) => [`take lock:{${name}}`, `release lock:{${name}}`]

const stands = async (id: string) => (await record.getCopy('cart', id)) !== null

describe('the job of the tombstones', () => {
  it('the tombstone job deletes tombstones older than 90 days, and no others', async () => {
    const { old, young } = await tombstones()
    expect(await schedule()).toContainEqual(
      expect.objectContaining({ event: 'tombstones.dropped', kind: 'cart', dropped: 1 }),
    )
    expect([await stands(old), await stands(young)]).toEqual([false, true])
  })

  it('the tombstone job deletes full pages until none is left, at most forty of all kinds in a day', async () => {
    const isolate = { ...bindings, LOG_LEVEL: 'info' }
    const [full, rest] = [5_000, 3]
    const drop = vi.spyOn(portsOf(isolate).record, 'dropTombstones')
    const isDropped = (kind: string, dropped: number, complete: boolean) =>
      expect.objectContaining({ event: 'tombstones.dropped', kind, dropped, complete })
    drop.mockImplementation(async (kind) => (kind === 'cart' && drop.mock.calls.length <= 2 ? full : rest))
    expect(await scheduleOn(isolate)).toContainEqual(isDropped('cart', 2 * full + rest, true))
    drop.mockReset().mockResolvedValue(full)
    expect(await scheduleOn(isolate)).toContainEqual(isDropped('cart', 40 * full, false))
    expect(drop).toHaveBeenCalledTimes(40)
  })

  it('a job runs under the lock of its name when there is a Redis, and releases it', async () => {
    const { old } = await tombstones()
    const { commands, vars } = redis()
    await schedule(vars)
    expect(commands).toEqual([...locked('tombstones'), ...locked('audit'), ...locked('sweep')])
    expect(await stands(old)).toBe(false)
  })

  it('a job is skipped when another isolate runs it', async () => {
    const { old } = await tombstones()
    const events = await schedule(redis(['lock:{tombstones}']).vars)
    expect(events).toContainEqual(expect.objectContaining({ event: 'job.skipped', job: 'tombstones' }))
    expect(events).not.toContainEqual(expect.objectContaining({ event: 'tombstones.dropped' }))
    expect(await stands(old)).toBe(true)
  })

  it('a job is skipped when Redis cannot say whether another isolate runs it', async () => {
    const { old } = await tombstones()
    const { vars } = redis()
    vi.mocked(fetch).mockRejectedValue(new Error('redis down'))
    const events = await schedule(vars)
    const skipped = { event: 'job.skipped', reason: 'TierError: l2: Error' }
    expect(events).toEqual(['tombstones', 'audit', 'sweep'].map((job) => expect.objectContaining({ ...skipped, job })))
    expect(await stands(old)).toBe(true)
  })

  it('a job that fails is logged, and releases its lock', async () => {
    const { commands, vars } = redis()
    const RECORD = { prepare: () => ({ bind: () => ({}) }), batch: () => Promise.reject(new Error('D1_ERROR: down')) }
    const events = await schedule({ ...vars, RECORD })
    expect(events).toContainEqual(expect.objectContaining({ event: 'job.failed', job: 'tombstones' }))
    expect(commands).toEqual([...locked('tombstones'), ...locked('audit'), ...locked('sweep')])
  })
})

describe('the job of the audit', () => {
  it('the audit job deletes entries older than AUDIT_DAYS, and no others', async () => {
    const at = (days: number) => Date.now() - days * DAY
    const [old, young] = [at(31), at(29)].map((time) =>
      auditSample({ id: crypto.randomUUID(), at: time, subject: 'x:y' }),
    )
    if (!old || !young) throw new Error('no entries')
    await record.endAudit([old, young])
    const events = await schedule({ AUDIT_DAYS: '30' })
    expect(events).toContainEqual(expect.objectContaining({ event: 'audit.dropped', dropped: 1 }))
    expect((await record.listAudit({ subject: 'x:y', limit: 9 })).items).toEqual([young])
  })
})

describe('the job of the ledger', () => {
  afterEach(() => vi.useRealTimers())

  /** A minute of the ledger's hour, on a day of its own. */
  let day = 0
  const at = (hour: number, minute = 1, newDay = true) => {
    if (newDay) day++
    const scheduledTime = new Date(Date.UTC(2031, 0, day, hour, minute))
    vi.useFakeTimers({ toFake: ['Date'], now: scheduledTime })
    return { cron: '* * * * *', scheduledTime }
  }
  const ran = expect.objectContaining({ event: 'ledger.ran' })

  it('the ledger job runs once a day, from its hour on, and stores its result', async () => {
    await schedule({}, at(3))
    expect(await schedule({}, at(2))).not.toContainEqual(ran)
    expect(await schedule({}, at(3, 0, false))).not.toContainEqual(ran)
    expect(await schedule({}, at(3, 1, false))).toContainEqual(
      expect.objectContaining({ event: 'ledger.ran', findings: 0 }),
    )
    expect((await record.newestReport('ledger'))?.startedAt).toBe(Date.UTC(2031, 0, day, 3, 1))
    expect(await schedule({}, at(23, 57, false))).not.toContainEqual(ran)
  })

  it('the ledger job runs at the hour in LEDGER_HOUR', async () => {
    await schedule({}, at(21))
    expect(await schedule({ LEDGER_HOUR: '20' }, at(19, 57))).not.toContainEqual(ran)
    expect(await schedule({ LEDGER_HOUR: '20' }, at(20, 1, false))).toContainEqual(ran)
  })

  it('the ledger job is skipped when another isolate runs it', async () => {
    const events = await schedule(redis(['lock:{ledger}']).vars, at(4))
    expect(events).toContainEqual(expect.objectContaining({ event: 'job.skipped', job: 'ledger' }))
    expect(events).not.toContainEqual(ran)
  })

  it('the ledger job raises an alert when it fails', async () => {
    const RECORD = { prepare: () => ({ bind: () => ({}) }), batch: () => Promise.reject(new Error('D1_ERROR: down')) }
    const events = await schedule({ RECORD }, at(4))
    expect(events).toContainEqual(expect.objectContaining({ event: 'ledger.failed', alert: true }))
  })

  it('the ledger job that fails in every minute raises one alert an hour', async () => {
    const RECORD = { prepare: () => ({ bind: () => ({}) }), batch: () => Promise.reject(new Error('D1_ERROR: down')) }
    const isolate = { ...bindings, LOG_LEVEL: 'info', RECORD } as unknown as Env
    const alerts: boolean[] = []
    for (const [hour, minute] of [
      [4, 1],
      [4, 4],
      [4, 58],
      [5, 1],
      [5, 4],
    ] as const) {
      const events = await scheduleOn(isolate, at(hour, minute, alerts.length === 0))
      const failure = events.find(({ event }) => event === 'ledger.failed')
      alerts.push(failure !== undefined && 'alert' in failure)
    }
    expect(alerts).toEqual([true, false, false, true, false])
  })
})
