/**
 * A reconciliation of 100,000 carts, by the shipped worker on D1 and on MySQL with Redis: its time, the worker's peak
 * memory and CPU, its calls, and their price for a million. Then the same after Redis has lost everything. Carts whose
 * turn it is have real objects, because they are asked; the others are only copies.
 */
import { newKeySet, printKeySet } from '../../dev/key-set.ts'
import type { ReportBody, ReportSummaryBody } from '../../src/contract/answers/reports.ts'
import type { LiveCopy } from '../../src/domain/copy.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { createMysqlRecord } from '../../src/tiers/record/mysql/record.ts'
import type { CopyRecord } from '../../src/tiers/record/record.ts'
import { createRedisL2 } from '../../src/tiers/redis/redis.ts'
import { Tokens } from '../../src/worker/guard/tokens.ts'
import { isInTurn, TURNS } from '../../src/worker/reconciliation/pass.ts'
import { cpuMs } from '../cpu-clock.ts'
import { atMost, type Figure, type Line, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { peakBytes, resetPeak } from '../memory.ts'
import { openShop, type Shop, SKUS } from '../shop.ts'
import { type CountedTiers, startTiers, varsOf } from '../tiers.ts'

const CARTS = 100_000
const QUICK_CARTS = 10_000
/** Carts that are written at once while the state is prepared. */
const AT_ONCE = 100
const PAGE = 200
/** A portion of a paid plan, and one of the smallest. */
const CALLS = '900'
const SMALL_CALLS = 25
/** US dollars per million, from the price list of November 2026. */
const PRICES = { request: 0.3, cpuMs: 0.02, objectCall: 0.15, rowRead: 0.001, l2Command: 2 } as const
/** Rows that an object of a cart with three lines reads when it wakes, at most. */
const ROWS_PER_WAKE = 40
const ADMIN = { email: 'admin@pannier.example', password: 'admin of the bench' }

const keySet = newKeySet()
const tokens = new Tokens({ keys: keySet.keys, issuer: 'pannier' })

export const reconcile: Figure = async ({ quick }) => {
  const carts = quick ? QUICK_CARTS : CARTS
  return withFolder('tmpfs', async (folder) => [
    ...(await onD1(`${folder}/d1`, carts)),
    ...(await onMysql(`${folder}/mysql`, carts)),
  ])
}

const varsFor = (vars: Readonly<Record<string, string>>) => ({
  ...{ AUTH_KEYS: printKeySet(keySet), ADMIN_EMAIL: ADMIN.email, ADMIN_PASSWORD: ADMIN.password },
  ...{ RECONCILE_CALLS: CALLS, TOKEN_ISSUER: 'pannier', ...vars },
})

async function onD1(dataDir: string, carts: number): Promise<Line[]> {
  const shop = await openShop({ dataDir, vars: varsFor({}) })
  try {
    const database = await shop.database()
    await prepare(shop, carts, createD1Record({ database }), async () => {})
    const page = await database
      .prepare('select id, epoch, version, state, updated_at, settling from carts where id > ?1 order by id limit ?2')
      .bind('', PAGE)
      .all()
    const run = await reconciled(shop, carts)
    const rowsRead = (page.meta.rows_read / PAGE) * carts
    return linesOf('D1', carts, run, rowsRead, 0)
  } finally {
    await shop.stop()
  }
}

async function onMysql(dataDir: string, carts: number): Promise<Line[]> {
  const tiers = await startTiers()
  try {
    const shop = await openShop({ dataDir, vars: varsFor(varsOf(tiers)) })
    try {
      const l2 = createRedisL2(tiers.vars.redis)
      const record = createMysqlRecord({ url: tiers.vars.DATABASE_URL })
      await prepare(shop, carts, record, async (copies) => void (await l2.putCopies(copies)))
      tiers.take()
      const run = await reconciled(shop, carts)
      const { redis, statements } = tiers.take()
      const lines = linesOf('MySQL with Redis', carts, run, 0, redis)
      return [
        ...lines,
        shown('… calls to MySQL; to Redis', `${count(statements)}; ${count(redis)}`),
        ...(await refilled(shop, carts, tiers)),
      ]
    } finally {
      await shop.stop()
    }
  } finally {
    await tiers.stop()
  }
}

/** The pass after Redis has lost everything. */
async function refilled(shop: Shop, carts: number, tiers: CountedTiers): Promise<Line[]> {
  await tiers.loseRedis()
  const run = await reconciled(shop, carts, carts)
  return [shown(`… after a loss of Redis: ${count(carts)} copies written again`, timeOf(run))]
}

interface Run {
  readonly seconds: number
  readonly bytes: number
  readonly cpuMs: number
  readonly objects: number
}

/** Fills every tier with carts that agree: those whose turn it is by requests, the others as copies. */
async function prepare(
  shop: Shop,
  carts: number,
  record: CopyRecord,
  putIntoL2: (copies: readonly LiveCopy[]) => Promise<void>,
): Promise<void> {
  for (let number = 0; number < carts; number += AT_ONCE) {
    const ids = Array.from({ length: AT_ONCE }, (_, n) => idOf(number + n))
    const copies = ids.filter((id) => !isAsked(id)).map(copyOf)
    await Promise.all(ids.filter(isAsked).map((id) => write(shop, id)))
    await record.putCopies('cart', copies)
    await putIntoL2(copies)
  }
  // Until the last written carts are in the record.
  await new Promise((done) => setTimeout(done, 40_000))
}

/** Whether one of the two passes asks the cart's object. */
function isAsked(id: string): boolean {
  return isInTurn(id, 0) || isInTurn(id, 1)
}

/** Ids in the order of the table, as carts of one shop are by their time. */
function idOf(number: number): string {
  return `usr_01J9ZV6V2M${String(number).padStart(16, '0')}`
}

function copyOf(id: string): LiveCopy {
  const items = Object.fromEntries(
    SKUS.slice(0, 3).map((sku, rank) => [
      sku,
      { ...{ title: `Product ${sku}`, price: 1_000, quantity: 2, selected: true, rank }, attributes: {}, labels: [] },
    ]),
  )
  const at = Date.now() - 3600_000
  return {
    ...{ kind: 'cart', id, epoch: at, version: 3, schema: 1, updatedAt: at, state: 'live', seal: null },
    lists: { items, removed: {} },
  }
}

async function write({ driver }: Shop, id: string): Promise<void> {
  const token = await tokens.issue({ id, role: 'customer' }, 3600)
  const operations = SKUS.slice(0, 3).map((sku) => ({ type: 'add', sku, quantity: 2 }))
  await driver.call({ method: 'POST', path: '/v1/cart/batch', token, body: { operations }, repeatable: true })
}

/** @param differing the number of differences that the pass must find, all repaired */
async function reconciled({ driver, pid }: Shop, carts: number, differing = 0): Promise<Run> {
  const { body } = await driver.call({ method: 'POST', path: '/v1/auth/login', body: ADMIN })
  const { accessToken: token } = JSON.parse(body) as { accessToken: string }
  resetPeak(pid())
  const before = cpuMs(pid())
  const startedAt = performance.now()
  for (;;) {
    const call = { method: 'POST', path: '/v1/admin/ops/reports', token, body: { kind: 'reconciliation' } } as const
    // The cast: the contract's answers.
    const report = JSON.parse((await driver.call(call)).body) as ReportBody | ReportSummaryBody
    if (!('findings' in report)) continue
    const { cart = 0, objects = 0 } = report.checked
    const found = Object.values(report.counts).reduce((sum, each) => sum + each, 0)
    if (cart < carts || found !== differing || report.findings.some(({ repaired }) => !repaired)) {
      throw new Error(
        `the reconciliation reported ${JSON.stringify({ ...report, findings: report.findings.slice(0, 3) })}`,
      )
    }
    const seconds = (performance.now() - startedAt) / 1000
    return { seconds, bytes: peakBytes(pid()) ?? 0, cpuMs: cpuMs(pid()) - before, objects }
  }
}

function linesOf(name: string, carts: number, run: Run, rowsRead: number, l2Commands: number): Line[] {
  const calls = run.objects + (carts / PAGE) * 4
  const dollars =
    (rowsRead + run.objects * ROWS_PER_WAKE) * PRICES.rowRead +
    l2Commands * PRICES.l2Command +
    run.objects * PRICES.objectCall +
    run.cpuMs * PRICES.cpuMs +
    (calls / SMALL_CALLS) * PRICES.request
  return [
    shown(`reconciliation of ${count(carts)} carts (${name})`, timeOf(run)),
    shown('… CPU of the worker; objects asked', `${(run.cpuMs / 1000).toFixed(1)} s; ${count(run.objects)}`),
    atMost('… price of a million', dollars / carts, 0.1, (value) => `$${value.toFixed(3)}`),
    shown(`… every object is asked once in`, `${TURNS} passes`),
  ]
}

function timeOf({ seconds, bytes }: Run): string {
  return `${seconds.toFixed(1)} s, worker at most ${Math.round(bytes / 1e6)} MB`
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en')
}
