/**
 * Wall time and CPU of registration, sign-in and refresh, and of the hash of a password, measured in turn, one request
 * at a time, and compared within a round, which shares its noise. The hash dwarfs the drains behind a sign-in.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { bundleWorker } from '../../dev/bundle.ts'
import { login, newEmail, newPerson, pairIn, RIGHT, refresh, registration, WRONG } from '../accounts.ts'
import { canReadCpu, cpuMs, quiet } from '../cpu-clock.ts'
import type { Answer, Call } from '../driver.ts'
import { type Bench, type Figure, type Line, median, percentile, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { openShop, type Shop } from '../shop.ts'

/** Allowed relative difference in time between an unknown address and a wrong password. */
const NEAR = 0.1
const WARM_UP = 3
const INTO_HASH_MS = 10
/** Fixed, because accounts are found by an HMAC with it after a restart. */
const SECRETS = { ACCOUNT_SECRET: 'of the bench at every one of its starts' }

type Kind = 'hash' | 'register' | 'right' | 'wrong' | 'unknown'
type Turn<Name extends string> = readonly [name: Name, shop: Shop, call: Call]
type Costs<Name extends string> = Readonly<Record<Name, Cost[]>>

interface Cost {
  readonly ms: number
  readonly cpu: number
}

export const signIns: Figure = async (bench) => {
  const script = await bundleWorker('bench/rows-worker.ts')
  return withFolder('tmpfs', async (folder) => {
    const bare = await openShop({ dataDir: join(folder, 'bare'), script })
    try {
      const dataDir = join(folder, 'shop')
      const shop = await openShop({ dataDir, vars: SECRETS })
      const emails = await newEmails(shop, bench.quick ? 10 : 40)
      const lines = await all(shop, bare, bench).finally(shop.stop)
      const woken = await openShop({ dataDir, vars: SECRETS })
      return [...lines, await asleep(woken, emails, bench).finally(woken.stop)]
    } finally {
      await bare.stop()
    }
  })
}

async function all(shop: Shop, bare: Shop, bench: Bench): Promise<Line[]> {
  return [await refreshed(shop, bench), await beside(shop, bench), ...(await hashed(shop, bare, bench))]
}

async function newEmails(shop: Shop, count: number): Promise<readonly string[]> {
  const emails: string[] = []
  while (emails.length < count) emails.push((await newPerson(shop)).email)
  await quiet(shop.pid())
  return emails
}

/** Measures everything that hashes. Each round has its own account, because ten wrong guesses would lock it. */
async function hashed(shop: Shop, bare: Shop, { quick, say }: Bench): Promise<Line[]> {
  const costs: Costs<Kind> = { hash: [], register: [], right: [], wrong: [], unknown: [] }
  const rounds = WARM_UP + (quick ? 10 : 40)
  for (let round = 0; round < rounds; round++) {
    const { email } = await newPerson(shop)
    const turns: readonly Turn<Kind>[] = [
      ['hash', bare, { method: 'GET', path: '/bench/hash' }],
      ['register', shop, registration(newEmail())],
      ['right', shop, login(email, RIGHT)],
      ['wrong', shop, login(email, WRONG)],
      ['unknown', shop, login(newEmail(), WRONG)],
    ]
    await take(rotated(turns, round), round < WARM_UP ? null : costs)
  }
  const share = ratiosOf(costs, 'hash', 'right', 'cpu')
  say(`the hash takes ${(100 * median(share)).toFixed(0)} % of the CPU of a successful sign-in, median of rounds`)
  const cpuRatio = median(ratiosOf(costs, 'unknown', 'wrong', 'cpu'))
  say(`CPU of a sign-in, unknown address / wrong password: ${cpuRatio.toFixed(3)}×`)
  return [
    shown('scrypt only, p50', listed(costs.hash)),
    shown('registration', listed(costs.register)),
    shown('sign-in, right password', listed(costs.right)),
    shown('… wrong password', listed(costs.wrong)),
    shown('… unknown address', listed(costs.unknown)),
    near('sign-in, unknown address / wrong password', ratiosOf(costs, 'unknown', 'wrong', 'ms')),
  ]
}

/** Wrong guesses at sleeping accounts, alternating with unknown addresses. */
async function asleep(shop: Shop, emails: readonly string[], { quick }: Bench): Promise<Line> {
  const costs: Costs<'wrong' | 'unknown'> = { wrong: [], unknown: [] }
  // Wakes the objects that all guesses share, including most of the shards that count unknown addresses.
  for (let count = 0; count < (quick ? 30 : 90); count++) {
    await take<'unknown'>([['unknown', shop, login(newEmail(), WRONG)]], null)
  }
  for (const [round, email] of emails.entries()) {
    const turns: readonly Turn<'wrong' | 'unknown'>[] = [
      ['wrong', shop, login(email, WRONG)],
      ['unknown', shop, login(newEmail(), WRONG)],
    ]
    await take(rotated(turns, round), costs)
  }
  return near(
    'sign-in, unknown address / wrong password, account’s object asleep',
    ratiosOf(costs, 'unknown', 'wrong', 'ms'),
  )
}

/** Windows of refreshes of one sign-in, one after another, each after the drains of the window before. */
async function refreshed(shop: Shop, { quick }: Bench): Promise<Line> {
  let { refreshToken } = await newPerson(shop)
  const times: number[] = []
  const windows: number[] = []
  const [rounds, requests] = quick ? [5, 50] : [12, 100]
  for (let round = 0; round <= rounds; round++) {
    await quiet(shop.pid())
    const before = cpuOf(shop)
    for (let count = 0; count < requests; count++) {
      const startedAt = performance.now()
      const { body } = await shop.driver.call(refresh(refreshToken))
      // The first window warms up.
      if (round > 0) times.push(performance.now() - startedAt)
      refreshToken = pairIn(body).refreshToken
    }
    if (round > 0) windows.push((cpuOf(shop) - before) / requests)
  }
  return shown('refresh', `${median(times).toFixed(2)} ms, ${median(windows).toFixed(2)} ms CPU`)
}

/** Measures how long other requests wait while the isolate hashes, because it has one thread. */
async function beside(shop: Shop, { quick }: Bench): Promise<Line> {
  const { email } = await newPerson(shop)
  const times: number[] = []
  for (let round = 0; round < (quick ? 5 : 15); round++) {
    const signingIn = shop.driver.call(login(email, RIGHT))
    await wait(INTO_HASH_MS)
    const startedAt = performance.now()
    await shop.driver.call({ method: 'GET', path: '/v1/products/sku-0' })
    times.push(performance.now() - startedAt)
    await signingIn
  }
  return shown(`a product requested ${INTO_HASH_MS} ms after a sign-in began, p50`, `${median(times).toFixed(0)} ms`)
}

async function take<Name extends string>(turns: readonly Turn<Name>[], costs: Costs<Name> | null): Promise<void> {
  for (const [name, shop, call] of turns) {
    const before = cpuOf(shop)
    const startedAt = performance.now()
    const answer = await shop.driver.ask(call)
    const ms = performance.now() - startedAt
    expectJudged(call, answer)
    costs?.[name].push({ ms, cpu: cpuOf(shop) - before })
  }
}

/** Throws when a lock or a limit answered, because such an answer must not be measured. */
function expectJudged({ path }: Call, { status, body }: Answer): void {
  if (status === 401 || (status >= 200 && status <= 299)) return
  throw new Error(`${path} answered ${status}: ${body.slice(0, 200)}`)
}

function cpuOf(shop: Shop): number {
  return canReadCpu() ? cpuMs(shop.pid()) : Number.NaN
}

function rotated<Value>(values: readonly Value[], by: number): readonly Value[] {
  const at = by % values.length
  return [...values.slice(at), ...values.slice(0, at)]
}

function ratiosOf<Name extends string>(costs: Costs<Name>, over: Name, under: Name, what: keyof Cost): number[] {
  return costs[over].map((cost, round) => cost[what] / (costs[under][round]?.[what] ?? Number.NaN))
}

function listed(costs: readonly Cost[]): string {
  const p50 = (what: keyof Cost) => `${median(costs.map((cost) => cost[what])).toFixed(0)} ms`
  return `${p50('ms')}, ${p50('cpu')} CPU`
}

function near(figure: string, ratios: readonly number[]): Line {
  const ratio = median(ratios)
  const [low, high] = [percentile(ratios, 25), percentile(ratios, 75)].map((value) => value.toFixed(2))
  const measured = `${ratio.toFixed(2)}× (quartiles ${low}–${high})`
  return { figure, measured, budget: `1 ± ${NEAR}×`, ok: Math.abs(ratio - 1) <= NEAR }
}
