/**
 * Attacks on sign-in from outside, at the shipped thresholds.
 * Invariant: a detected attack affects the very next request, an operator sees it, and strangers cannot shut out a
 * person who signed in before.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { login, newEmail, PASSWORD, register, type Tried, tryFrom } from '../support/people.ts'
import { newAdmin } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'

let worker: Worker
beforeAll(async () => {
  worker = await startWorker({ vars: { RATE_LIMIT_SCALE: '1' } })
})
afterAll(() => worker?.stop())

let nets = 0
/** A network that no other test has used: addresses in it differ in their last number. */
const newNet = () => `203.0.${113 + (++nets >> 8)}.${nets & 255}`
const PATH = '/v1/auth/login'
const guess = (address: string, email: string, password = 'not the password') =>
  tryFrom(worker.url, address, PATH, { email, password })

/** An account whose owner signed in from `home`. */
async function owned(): Promise<{ readonly email: string; readonly home: string }> {
  const [email, home] = [newEmail(), newNet()]
  expect((await tryFrom(worker.url, home, '/v1/auth/register', { email, password: PASSWORD })).status).toBe(201)
  return { email, home }
}

async function events() {
  const admin = await newAdmin(worker.url)
  const response = await admin.api.v1.admin.ops['security-events'].$get({ query: { limit: '100' } })
  return (await response.json()).items
}

/** Tries until an attempt is refused with 429. @returns how many were answered before */
async function untilRefused(next: (n: number) => Promise<Tried>, most = 100) {
  for (let answered = 0; answered < most; answered++) {
    const tried = await next(answered)
    if (tried.status === 429) return { answered, tried }
  }
  throw new Error('never refused')
}

describe('guesses at one account', () => {
  it('ten guesses from one address lock the account for fifteen minutes, only to strangers', async () => {
    const { email, home } = await owned()
    const stranger = newNet()
    const { answered, tried } = await untilRefused(() => guess(stranger, email))
    expect([answered, tried.code]).toEqual([10, 'login_locked'])
    expect(tried.retryAfter).toBeGreaterThan(14 * 60)
    expect(tried.retryAfter).toBeLessThanOrEqual(15 * 60)
    expect((await guess(newNet(), email, PASSWORD)).code).toBe('login_locked')
    expect((await guess(home, email, PASSWORD)).status).toBe(200)
    expect(await events()).toContainEqual(
      expect.objectContaining({ kind: 'account_locked', count: 10, addressPrefix: expect.stringMatching(/\/24$/) }),
    )
  })

  it('guesses from five addresses lock the account', async () => {
    const { email, home } = await owned()
    const { answered, tried } = await untilRefused(() => guess(newNet(), email))
    expect([answered, tried.code]).toEqual([5, 'login_locked'])
    expect((await guess(home, email, PASSWORD)).status).toBe(200)
    expect(await events()).toContainEqual(expect.objectContaining({ kind: 'account_from_many_addresses', count: 5 }))
  })

  it('ten of any number of simultaneous guesses are judged', async () => {
    const { email } = await owned()
    const stranger = newNet()
    // A runtime whose thread hashes for many seconds closes connections from which it has not read a request yet.
    const tries = await Promise.all(Array.from({ length: 30 }, () => guess(stranger, email).catch(() => null)))
    const answered = tries.filter((tried) => tried !== null)
    expect(answered.length).toBeGreaterThan(10)
    expect(answered.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(10)
    expect(answered.every(({ status }) => status === 401 || status === 429)).toBe(true)
  })

  it('guesses at a missing account get the same answers as guesses at an existing one', async () => {
    const { email } = await owned()
    const answersOf = async (at: string) => {
      const stranger = newNet()
      const answers: unknown[] = []
      for (let n = 0; n < 10; n++) {
        const { status, code, retryAfter } = await guess(stranger, at)
        answers.push([status, code, retryAfter])
      }
      const { status, code } = await guess(newNet(), at)
      return [...answers, status, code]
    }
    expect(await answersOf(newEmail())).toEqual(await answersOf(email))
  })

  it('guesses take the same time for a missing account: the shortest of each differ by less than a third', async () => {
    const [known, unknown]: [number[], number[]] = [[], []]
    const ratio = () => Math.min(...unknown) / Math.min(...known)
    const isSame = () => ratio() > 0.66 && ratio() < 1.5
    // In turn, and the shortest, because the speed of a busy machine changes from one second to the next. More guesses
    // end the effect of a pause of the machine, and never a difference that is really there.
    for (let n = 0; n < 8 || (n < 40 && !isSame()); n++) {
      known.push((await guess(newNet(), (await owned()).email)).ms)
      unknown.push((await guess(newNet(), newEmail())).ms)
    }
    expect(ratio()).toBeGreaterThan(0.66)
    expect(ratio()).toBeLessThan(1.5)
  })
})

describe('one address', () => {
  it('an address that tries one password on many accounts, existing or not, is refused after twenty', async () => {
    const { email } = await owned()
    const attacker = newNet()
    const { answered, tried } = await untilRefused((n) => guess(attacker, n === 7 ? email : newEmail()))
    expect([answered, tried.code]).toEqual([20, 'rate_limited'])
    expect(tried.retryAfter).toBeGreaterThan(14 * 60)
    expect((await guess(attacker, email, PASSWORD)).code).toBe('rate_limited')
    expect(await events()).toContainEqual(expect.objectContaining({ kind: 'many_accounts', count: 20 }))
  })

  it('an address that keeps failing waits longer each time', async () => {
    const attacker = newNet()
    const emails = Array.from({ length: 5 }, () => newEmail())
    const next = (n: number) => guess(attacker, emails[n % 5] as string)
    const first = await untilRefused(next)
    expect(first.tried.code).toBe('rate_limited')
    expect(first.answered).toBeGreaterThanOrEqual(20)
    // On a busy machine the first pause, of one second, may be over before the next guess.
    expect(first.answered).toBeLessThanOrEqual(22)
    const pause = 2 ** (first.answered - 20)
    expect(first.tried.retryAfter).toBeLessThanOrEqual(pause)
    await new Promise((resolve) => setTimeout(resolve, pause * 1_000))
    expect((await next(0)).status).toBe(401)
    const { retryAfter } = await next(1)
    expect(retryAfter).toBeGreaterThan(pause)
    expect(retryAfter).toBeLessThanOrEqual(2 * pause)
    expect((await guess(newNet(), newEmail())).status).toBe(401)
  })

  it('an address is refused after ten registrations in an hour', async () => {
    const attacker = newNet()
    const { answered, tried } = await untilRefused(() =>
      tryFrom(worker.url, attacker, '/v1/auth/register', { email: newEmail(), password: PASSWORD }),
    )
    expect([answered, tried.code]).toEqual([10, 'rate_limited'])
    expect(tried.retryAfter).toBeGreaterThan(50 * 60)
    expect(await events()).toContainEqual(expect.objectContaining({ kind: 'bulk_registration' }))
  })
})

it('a lock ends no refresh token', async () => {
  const { person } = await register(worker.url, { email: newEmail() })
  const stranger = newNet()
  await untilRefused(() => guess(stranger, person.email))
  const refresh = { refreshToken: person.refreshToken }
  expect((await tryFrom(worker.url, stranger, '/v1/auth/refresh', refresh)).status).toBe(200)
  expect((await login(worker.url, { email: person.email })).person.id).toBe(person.id)
})
