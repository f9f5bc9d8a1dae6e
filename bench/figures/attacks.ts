/**
 * How soon attacks on accounts are refused under the shipped limits: how many requests are judged first, and how long
 * the refusal takes. Every run uses its own accounts and network addresses.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { login, newEmail, newPerson, registration, WRONG } from '../accounts.ts'
import { type Bench, type Figure, type Line, median } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { type IsLast, newAddress, type Refusal, untilRefused } from '../refusals.ts'
import { openShop, type Shop } from '../shop.ts'

/** Time until the worker's log lines have come through its output. */
const LOGGED_MS = 200
/** The longest pause between guesses. */
const MAX_PAUSE_SECONDS = 60

interface Attack {
  readonly name: string
  /** The promised properties of the refusal. */
  readonly promised: Partial<Refusal>
  run(shop: Shop): Promise<Refusal>
}

const ATTACKS: readonly Attack[] = [
  {
    name: 'guesses at one account from one address',
    promised: { judged: 10, by: 'account', code: 'login_locked' },
    run: async (shop) => guess(shop, (await newPerson(shop, newAddress())).email, 1),
  },
  {
    name: '… at an account that does not exist',
    promised: { judged: 10, by: 'account', code: 'login_locked' },
    run: (shop) => guess(shop, newEmail(), 1),
  },
  {
    name: '… at one account, each from another address',
    promised: { judged: 5, by: 'account', code: 'login_locked' },
    run: async (shop) => guess(shop, (await newPerson(shop, newAddress())).email, 6),
  },
  {
    name: '… at many accounts from one address',
    promised: { judged: 20, by: 'address', code: 'rate_limited' },
    run: async (shop) => {
      // Every other account does not exist.
      const emails: string[] = []
      while (emails.length < 20) emails.push((await newPerson(shop, newAddress())).email, newEmail())
      return failOn(shop, emails)
    },
  },
  {
    name: 'repeated failures at a few accounts from one address',
    promised: { judged: 20, by: 'address', code: 'rate_limited' },
    run: (shop) => failOn(shop, few()),
  },
  {
    name: '… until the address is blocked',
    promised: { requests: 50, by: 'address', code: 'rate_limited' },
    run: (shop) => failOn(shop, few(), ({ retryAfterSeconds }) => retryAfterSeconds > MAX_PAUSE_SECONDS),
  },
  {
    name: '… until the plain limit refuses requests before they are counted',
    promised: { by: 'bucket', code: 'rate_limited' },
    run: (shop) => failOn(shop, few(), ({ by }) => by === 'bucket'),
  },
  {
    name: 'registrations from one address',
    promised: { judged: 10, by: 'address', code: 'rate_limited' },
    run(shop) {
      const from = newAddress()
      return untilRefused(shop, () => registration(newEmail(), from))
    },
  },
]

export const attacks: Figure = async (bench) =>
  inShop(async (shop, notices) => {
    const lines: Line[] = []
    for (const attack of ATTACKS) lines.push(await measure(shop, notices, attack, bench))
    return lines
  })

/** @param work gets the kinds of notices, in the order in which the worker logs them */
async function inShop<Value>(work: (shop: Shop, notices: string[]) => Promise<Value>): Promise<Value> {
  return withFolder('tmpfs', async (dataDir) => {
    const notices: string[] = []
    const output = (line: string) => {
      const kind = /"event":"security\.event".*"kind":"(\w+)"/.exec(line)?.[1]
      if (kind !== undefined) notices.push(kind)
    }
    const shop = await openShop({ dataDir, vars: { RATE_LIMIT_SCALE: '1' }, output })
    return work(shop, notices).finally(shop.stop)
  })
}

async function measure(shop: Shop, notices: string[], attack: Attack, { quick, say }: Bench): Promise<Line> {
  const { name, promised, run } = attack
  const runs = quick ? 2 : 7
  notices.length = 0
  const startedAt = performance.now()
  const refusals: Refusal[] = []
  while (refusals.length < runs) refusals.push(await run(shop))
  const seconds = (performance.now() - startedAt) / 1000 / runs
  await wait(LOGGED_MS)
  say(`${name}: ${seconds.toFixed(1)} s each; notices in ${runs} runs: ${counted(notices)}`)
  const all = (of: (refusal: Refusal) => number | string) => [...new Set(refusals.map(of))].join(' or ')
  const ms = median(refusals.map((refusal) => refusal.ms)).toFixed(1)
  const first = `${all(({ judged }) => judged)} judged, request ${all(({ requests }) => requests)}`
  const answer = `${all(({ code }) => code)} (${all(({ by }) => by)}), ${all((refusal) => refusal.retryAfterSeconds)} s`
  return {
    figure: name,
    measured: `${first}: ${answer}, in ${ms} ms`,
    budget: budgetOf(promised),
    ok: refusals.every((refusal) => PARTS.every((part) => (promised[part] ?? refusal[part]) === refusal[part])),
  }
}

function counted(kinds: readonly string[]): string {
  const counts = [...new Set(kinds)].map((kind) => `${kinds.filter((other) => other === kind).length} × ${kind}`)
  return counts.join(', ') || 'none'
}

const PARTS = ['judged', 'requests', 'by', 'code'] as const

function budgetOf({ judged, requests, by }: Partial<Refusal>): string {
  if (judged !== undefined) return `${judged} judged`
  return requests === undefined ? `by the ${by}` : `request ${requests}`
}

/** Guesses the password of one account, from several addresses in turn. */
function guess(shop: Shop, email: string, addresses: number, isLast?: IsLast): Promise<Refusal> {
  const from = Array.from({ length: addresses }, newAddress)
  return untilRefused(shop, (number) => login(email, WRONG, from[number % addresses]), isLast)
}

/** Guesses the passwords of these accounts in turn, from one address. */
function failOn(shop: Shop, emails: readonly string[], isLast?: IsLast): Promise<Refusal> {
  const from = newAddress()
  return untilRefused(shop, (number) => login(emails[number % emails.length] as string, WRONG, from), isLast)
}

/** Few enough not to count as many accounts, and enough that no account is locked before the address is refused. */
function few(): readonly string[] {
  return Array.from({ length: 6 }, newEmail)
}
