/**
 * The counters of sign-ins in their objects: parallel tries, fixed storage and eviction; and the watch that calls them.
 */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Env } from '../../src/contract/env.ts'
import type { Log } from '../../src/contract/log.ts'
import type { Problem } from '../../src/contract/problem.ts'
import type { AttemptsObject } from '../../src/contract/rpc/attempts.ts'
import { AttemptsDurableObject } from '../../src/objects/attempts-object.ts'
import { Objects } from '../../src/objects/objects.ts'
import { type Origin, SignInWatch } from '../../src/worker/identity/sign-in-watch.ts'
import { ObjectDown } from '../../src/worker/object-call.ts'
import { tag } from '../support/tags.ts'
import { attemptsStub, UNSCALED, unscaled } from './support/attempts.ts'
import { written } from './support/objects.ts'
import { bindings } from './support/shop.ts'
import { later, MINUTE, SECOND } from './support/time.ts'

afterEach(() => vi.restoreAllMocks())

const ACCOUNT = tag(1_000_000)

const count = (answers: readonly { readonly allowed: boolean }[]) => answers.filter(({ allowed }) => allowed).length
const atOnce = <Value>(tries: number, call: (index: number) => Promise<Value>) =>
  Promise.all(Array.from({ length: tries }, (_, index) => call(index)))

describe('an object of counters', () => {
  it('twenty of a thousand simultaneous sign-ins from one address pass', async () => {
    const attempts = await unscaled('parallel')
    expect(count(await atOnce(1_000, () => attempts.tryLogin(tag(1), ACCOUNT)))).toBe(20)
    expect(count(await atOnce(10, () => attempts.tryLogin(tag(2), ACCOUNT)))).toBe(10)
  })

  it('ten of a hundred simultaneous registrations from one address pass', async () => {
    const attempts = await unscaled('parallel')
    const answers = await atOnce(100, () => attempts.tryRegistration(tag(1)))
    expect(count(answers)).toBe(10)
    expect(answers.flatMap(({ detected }) => detected ?? []).map((told) => told.count)).toEqual([11, 22, 44, 88])
  })

  it('only the failing unknown e-mail address is locked at its tenth failure, also of a hundred at once', async () => {
    const attempts = attemptsStub('unknown') as unknown as AttemptsObject
    const answers = await atOnce(100, () => attempts.fail(ACCOUNT, tag(1)))
    expect(answers.filter(({ status }) => status === 'wrong')).toHaveLength(10)
    expect(await attempts.locked(ACCOUNT)).toBeGreaterThan(890)
    expect(await attempts.locked(tag(2))).toBeNull()
    await later(15 * MINUTE + SECOND, async () => expect(await attempts.locked(ACCOUNT)).toBeNull())
  })

  it('an unknown e-mail address is locked when five addresses have failed at it', async () => {
    const attempts = attemptsStub('unknown') as unknown as AttemptsObject
    const answers = await atOnce(6, (address) => attempts.fail(tag(3), tag(address)))
    expect(answers.map(({ status }) => status)).toEqual([...Array(5).fill('wrong'), 'locked'])
    expect(answers[4]).toMatchObject({ detected: { kind: 'account_from_many_addresses' } })
  })

  it('counters survive an eviction from memory', async () => {
    const attempts = await unscaled('sleeper')
    await atOnce(20, () => attempts.tryLogin(tag(1), ACCOUNT))
    await atOnce(10, () => attempts.tryRegistration(tag(1)))
    await atOnce(10, () => attempts.fail(ACCOUNT, tag(1)))
    await evictDurableObject(attemptsStub('sleeper'))
    const awake = await unscaled('sleeper')
    expect((await awake.tryLogin(tag(1), ACCOUNT)).allowed).toBe(false)
    expect((await awake.tryRegistration(tag(1))).allowed).toBe(false)
    expect(await awake.locked(ACCOUNT)).not.toBeNull()
  })

  it('an object holds 4,096 rows of each kind after three times as many tags, and its disk stops growing', async () => {
    await runInDurableObject(attemptsStub('flooded'), async (_, state) => {
      const attempts = new AttemptsDurableObject(state, UNSCALED)
      const flood = async (from: number, to: number) => {
        for (let n = from; n < to; n++) {
          await attempts.tryLogin(tag(n), tag(n))
          await attempts.tryRegistration(tag(n))
          for (let address = 0; address < 4; address++) await attempts.fail(tag(n), tag(address))
        }
      }
      await flood(0, 10_000)
      const size = state.storage.sql.databaseSize
      await flood(10_000, 12_288)
      for (const table of ['sign_ins', 'registrations', 'unknown_accounts']) {
        expect(state.storage.sql.exec(`SELECT count(*) AS rows FROM ${table}`).one()).toEqual({ rows: 4_096 })
      }
      expect(state.storage.sql.databaseSize).toBeLessThanOrEqual(size * 1.01)
      expect(size).toBeLessThan(5_000_000)
    })
  }, 120_000)

  it('a try writes one row, refused or not, and a lookup writes none', async () => {
    const attempts = await unscaled('frugal')
    const rows = async (call: () => Promise<unknown>) => (await written(call)).rows
    for (let each = 0; each < 22; each++) expect(await rows(() => attempts.tryLogin(tag(1), ACCOUNT))).toBe(1)
    expect(await rows(() => attempts.forgive(tag(1)))).toBe(1)
    expect(await rows(() => attempts.forgive(tag(2)))).toBe(0)
    expect(await rows(() => attempts.tryRegistration(tag(1)))).toBe(1)
    expect(await rows(() => attempts.fail(ACCOUNT, tag(1)))).toBe(1)
    expect(await rows(() => attempts.locked(ACCOUNT))).toBe(0)
  })
})

describe('the watch over sign-ins', () => {
  const lines: { readonly event: string; readonly fields: unknown }[] = []
  const log: Log = (_, event, fields) => void lines.push({ event, fields })
  const watchOf = (changes: Partial<Env> = {}) => new SignInWatch(new Objects({ ...bindings, ...changes }, {}), log)
  let last = 5_000
  /** An address with a prefix of its own, counted by the thresholds of production. */
  const origin = async (): Promise<Origin> => {
    const from = { tag: tag(++last), prefix: `198.51.${last % 256}.0/24`, site: null }
    await unscaled(`addresses-${Number.parseInt(from.tag.slice(0, 2), 16) % 32}`)
    return from
  }
  const refusalOf = (call: Promise<unknown>) =>
    call.then(
      () => 'none' as const,
      (problem: Problem) => ({ code: problem.code, retryAfter: problem.headers['Retry-After'] }),
    )

  it('the watch refuses with 429 and Retry-After, stores a notice and logs it', async () => {
    const watch = watchOf()
    const from = await origin()
    const refusals = await atOnce(60, () => refusalOf(watch.tryLogin(from, ACCOUNT)))
    expect(refusals.filter((refusal) => refusal === 'none')).toHaveLength(20)
    expect(refusals.at(20)).toEqual({ code: 'rate_limited', retryAfter: '1' })
    const { items } = await watch.events(10, null)
    const notice = { kind: 'address_failures', subject: '-', addressPrefix: from.prefix, count: 50 }
    expect(items).toContainEqual(expect.objectContaining(notice))
    expect(lines).toContainEqual({ event: 'security.event', fields: { alert: true, ...notice } })
    expect(JSON.stringify([items, lines])).not.toContain(from.tag)
  })

  it('the watch counts no correct sign-in', async () => {
    const watch = watchOf()
    const from = await origin()
    for (let each = 0; each < 30; each++) {
      expect(await refusalOf(watch.tryLogin(from, tag(each)))).toBe('none')
      await watch.forgive(from)
    }
  })

  it('the watch refuses the eleventh registration of an hour', async () => {
    const watch = watchOf()
    const from = await origin()
    const refusals = await atOnce(11, () => refusalOf(watch.tryRegistration(from)))
    expect(refusals.filter((refusal) => refusal !== 'none')).toEqual([{ code: 'rate_limited', retryAfter: '3600' }])
  })

  it('the watch locks an unknown e-mail address, wherever the tries come from', async () => {
    const watch = watchOf()
    const from = [await origin(), await origin()]
    const fail = (each: number) => watch.fail(ACCOUNT, from[each % 2] as Origin)
    for (let each = 0; each < 9; each++) expect(await fail(each)).toEqual({ status: 'wrong', detected: null })
    expect(await watch.locked(ACCOUNT)).toBeNull()
    expect(await fail(9)).toMatchObject({ detected: { kind: 'account_locked', count: 10 } })
    expect(await watch.locked(ACCOUNT)).toBeGreaterThan(0)
    expect(await fail(10)).toMatchObject({ status: 'locked' })
  })

  /** A namespace whose objects fail, or give the answer of the test. */
  const namespace = (answer: () => Promise<unknown>) => {
    const object = new Proxy({}, { get: () => answer })
    // The part of the namespace that the watch uses.
    return { getByName: () => object } as unknown as Env['ATTEMPTS'] & Env['SECURITY_EVENTS']
  }
  const down = () => Promise.reject(new Error('overloaded'))

  it('the watch refuses every try when the counters cannot answer, and still lets in correct sign-ins', async () => {
    const watch = watchOf({ ATTEMPTS: namespace(down) })
    const from = await origin()
    await expect(watch.tryLogin(from, ACCOUNT)).rejects.toBeInstanceOf(ObjectDown)
    await expect(watch.tryRegistration(from)).rejects.toBeInstanceOf(ObjectDown)
    await expect(watch.locked(ACCOUNT)).rejects.toBeInstanceOf(ObjectDown)
    await expect(watch.fail(ACCOUNT, from)).rejects.toBeInstanceOf(ObjectDown)
    await watch.forgive(from)
  })

  it.each([
    ['fails', down],
    ['never answers', () => new Promise(() => {})],
  ])('the watch continues and logs an alert when the object of notices %s', async (_, answer) => {
    lines.length = 0
    const watch = watchOf({ SECURITY_EVENTS: namespace(answer) })
    await watch.raise({ kind: 'refresh_reused', subject: 'usr_x', addressPrefix: '-', count: 1 })
    expect(lines.map(({ event }) => event)).toEqual(['security.event', 'security.event_not_kept'])
    expect(lines[1]?.fields).toMatchObject({ alert: true, kind: 'refresh_reused' })
  })

  it('the watch calls only objects of the configured jurisdiction', async () => {
    const asked: string[] = []
    const within = (name: string) =>
      ({
        jurisdiction(which: string) {
          asked.push(`${name} ${which}`)
          return namespace(async () => ({ allowed: true, retryAfterSeconds: 0, detected: null }))
        },
      }) as unknown as Env['ATTEMPTS'] & Env['SECURITY_EVENTS']
    const env = { ...bindings, ATTEMPTS: within('attempts'), SECURITY_EVENTS: within('events') }
    const watch = new SignInWatch(new Objects(env, { DO_JURISDICTION: 'eu' }), log)
    await watch.tryLogin(await origin(), ACCOUNT)
    await watch.events(1, null)
    expect(asked).toEqual(['attempts eu', 'events eu'])
  })
})
