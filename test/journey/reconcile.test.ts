/**
 * `npm run reconcile` against the built worker, real MySQL and real Redis, with each kind of difference made by hand.
 * Invariant: afterwards every copy equals its object, or the report names it; nothing that a shopper wrote is lost.
 */

import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { ReportBody } from '../../src/contract/answers/reports.ts'
import { GRACE_MS } from '../../src/domain/reconciliation/judge.ts'
import { run } from './support/command.ts'
import { heldByRecord, heldByRedis, untilCopied } from './support/copies.ts'
import { cartOf, newAdmin, newGuest, type Seen, type Shopper } from './support/shopper.ts'
import { startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

/** Few calls in a portion, so that a pass has many. */
const CALLS = '10'
const SKU = 'iphone-15'

let tiers: Tiers
let worker: Worker
let admin: Shopper
beforeAll(async () => {
  // The walk over the shared Redis would find the carts of other files.
  tiers = await startTiers({ hasOwnRedis: true })
  worker = await startWorker({ vars: { ...tiers.vars, RECONCILE_CALLS: CALLS } })
  admin = await newAdmin(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

const add = (shopper: Shopper, quantity = 1) =>
  cartOf(shopper.api.v1.cart.items.$post({ json: { sku: SKU, quantity } }))

/** A cart with two writes that both copies have. */
async function copied(): Promise<{ readonly shopper: Shopper; readonly seen: Seen }> {
  const shopper = await newGuest(worker.url)
  await add(shopper)
  const seen = await add(shopper)
  await untilCopied(tiers, shopper.id, seen)
  return { shopper, seen }
}

const reconcile = () => run('reconcile', ['--url', worker.url])
const portion = () => admin.api.v1.admin.ops.reports.$post({ json: { kind: 'reconciliation' } })
const reportOf = async (id: string): Promise<ReportBody> =>
  (await (await admin.api.v1.admin.ops.reports[':id'].$get({ param: { id } })).json()) as ReportBody
const lastReport = async (): Promise<ReportBody> => {
  const { items } = await (await admin.api.v1.admin.ops.reports.$get({ query: { kind: 'reconciliation' } })).json()
  return reportOf(items[0]?.id ?? '')
}

it('each kind of difference between Redis, MySQL and the objects is repaired or named', async () => {
  const { redis, mysql } = tiers
  const names = ['lost', 'behind', 'broken', 'ahead', 'gone', 'older', 'orphan', 'equal'] as const
  const made = await Promise.all(names.map(async (name) => [name, await copied()] as const))
  const carts = Object.fromEntries(made) as Record<(typeof names)[number], Awaited<ReturnType<typeof copied>>>
  const idOf = (name: (typeof names)[number]) => carts[name].shopper.id
  const keyOf = (name: (typeof names)[number]) => `cart:${idOf(name)}`
  const rewrite = async (key: string, change: (meta: Record<string, unknown>) => object, row = 'sku:iphone-15') => {
    const { meta = '', [row]: text = '' } = await redis.hgetall(key)
    const next = change(JSON.parse(meta)) as { epoch: number; version: number }
    const at = { '@position': `${next.epoch}-${next.version}` }
    await redis.hset(key, { meta: JSON.stringify(next), [row]: JSON.stringify({ ...JSON.parse(text), ...at }) })
  }
  await wait(GRACE_MS)

  await redis.del(keyOf('lost'))
  await rewrite(keyOf('behind'), (meta) => ({ ...meta, version: 1 }))
  await redis.hdel(keyOf('broken'), 'sku:iphone-15')
  await rewrite(keyOf('ahead'), (meta) => ({ ...meta, version: 7 }))
  await mysql.sql(`delete from carts where id = '${idOf('gone')}'`)
  await mysql.sql(`update carts set version = 1 where id = '${idOf('older')}'`)
  // A cart that only Redis has: the hash of another, under a user's id that has no object and no row.
  const orphan = 'usr_01J9ZV6V2M6YZ3T8Q4N5R7W8XK'
  await redis.hset(`cart:${orphan}`, await redis.hgetall(keyOf('orphan')))

  const { code, printed, said } = await reconcile()
  // Something is left for an operator.
  expect(code, printed + said).toBe(1)
  const report = await lastReport()
  const found = report.findings.map(({ kind, subject, action, repaired }) => `${subject} ${kind} ${action} ${repaired}`)
  expect(found.toSorted()).toEqual(
    [
      `${keyOf('lost')} l2_missing put_l2 true`,
      `${keyOf('behind')} l2_behind put_l2 true`,
      `${keyOf('broken')} l2_unreadable put_l2 true`,
      `${keyOf('ahead')} object_behind confirm true`,
      `${keyOf('gone')} record_missing resend true`,
      `${keyOf('older')} record_behind resend true`,
      `cart:${orphan} l2_orphan none undefined`,
    ].toSorted(),
  )
  expect(printed).toContain('7 differences, 6 repaired')
  expect(report.state).toBe('complete')
  for (const name of names) {
    const { shopper } = carts[name]
    const now = await cartOf(shopper.api.v1.cart.$get())
    await untilCopied(tiers, shopper.id, now)
    expect(
      now.cart.items.map(({ quantity }) => quantity),
      name,
    ).toEqual([2])
  }
  expect(await heldByRecord(mysql.sql, orphan)).toBeNull()
  await redis.del(`cart:${orphan}`)
  // A second run finds nothing.
  await wait(GRACE_MS)
  const again = await reconcile()
  expect([again.code, again.printed], again.said).toEqual([0, expect.stringContaining('Everything agrees')])
}, 240_000)

it('a pass that is killed in the middle goes on where it was, and two portions never run at once', async () => {
  const carts = await Promise.all(Array.from({ length: 12 }, copied))
  await wait(GRACE_MS)
  for (const { shopper } of carts) await tiers.redis.del(`cart:${shopper.id}`)
  const first = await portion()
  expect(first.status).toBe(202)
  const begun = await first.json()
  const interrupted = portion().catch(() => null)
  await wait(20)
  process.kill(worker.workerdPid(), 'SIGKILL')
  await interrupted
  await vi.waitFor(async () => expect((await fetch(`${worker.url}/healthz`)).status).toBe(200), 20_000)
  // The killed portion may have left its lock.
  await tiers.redis.del('lock:{reconciliation}')
  const both = await Promise.all([portion(), portion(), portion()])
  expect(both.map(({ status }) => status).toSorted()).toEqual([expect.any(Number), 503, 503])
  const { code, printed, said } = await reconcile()
  expect(code, printed + said).toBe(0)
  const report = await reportOf(begun.id)
  expect(report.state).toBe('complete')
  expect(report.counts.l2_missing).toBeGreaterThanOrEqual(12)
  for (const { shopper, seen } of carts) await untilCopied(tiers, shopper.id, seen)
}, 240_000)

it('shoppers who write while copies are lost and repaired lose nothing', async () => {
  const carts = await Promise.all(Array.from({ length: 8 }, copied))
  let isOver = false
  const shopping = Promise.all(
    carts.map(async ({ shopper }) => {
      let writes = 2
      while (!isOver) {
        await add(shopper)
        writes++
        await wait(150)
      }
      return writes
    }),
  )
  const breaking = (async () => {
    for (let round = 0; !isOver; round++) {
      const { shopper } = carts[round % carts.length] ?? carts[0] ?? { shopper: admin }
      await tiers.redis.del(`cart:${shopper.id}`)
      const change = round % 2 ? 'delete from carts' : 'update carts set version = 0'
      await tiers.mysql.sql(`${change} where id = '${shopper.id}'`)
      await wait(200)
    }
  })()
  for (let passes = 0; passes < 3; passes++) {
    const { code, printed, said } = await reconcile()
    expect([0, 1], printed + said).toContain(code)
  }
  isOver = true
  await breaking
  const writes = await shopping
  await wait(GRACE_MS)
  const { code, printed, said } = await reconcile()
  expect([0, 1], printed + said).toContain(code)
  for (const [place, { shopper }] of carts.entries()) {
    const now = await cartOf(shopper.api.v1.cart.$get())
    expect(now.cart.items.map(({ quantity }) => quantity)).toEqual([writes[place]])
    await untilCopied(tiers, shopper.id, now, 30_000)
    expect(await heldByRedis(tiers.redis, shopper.id)).toMatchObject({ position: now.position })
  }
}, 240_000)
