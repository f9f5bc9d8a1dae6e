/**
 * How long a committed write takes to reach the record at moderate load: from its answer until a poll of the record,
 * every 20 ms, finds its version. With MySQL and Redis behind the gateways, and with the embedded D1.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { atMost, type Bench, type Figure, type Line, percentile, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { add, type Guest, openShop, type Shop } from '../shop.ts'
import { startTiers, varsOf } from '../tiers.ts'

const SHOPPERS = 60
const WRITES_PER_SECOND = 40
const LOOK_MS = 20
const BUDGET_MS = 5_000
const LAST_MS = 20_000

type Versions = () => Promise<readonly { readonly id: string; readonly version: number }[]>

export const lag: Figure = async (bench) => [...(await onMysql(bench)), ...(await onD1(bench))]

async function onMysql(bench: Bench): Promise<Line[]> {
  const tiers = await startTiers()
  const connection = await createConnection(tiers.mysqlUrl)
  try {
    return await withFolder('tmpfs', async (dataDir) => {
      const shop = await openShop({ dataDir, vars: varsOf(tiers) })
      const versions: Versions = async () => {
        const [rows] = await connection.query<RowDataPacket[]>('SELECT id, version FROM carts')
        return rows.map(({ id, version }) => ({ id, version }))
      }
      return measure('MySQL and Redis', shop, versions, bench).finally(shop.stop)
    })
  } finally {
    await connection.end()
    await tiers.stop()
  }
}

async function onD1(bench: Bench): Promise<Line[]> {
  return withFolder('tmpfs', async (dataDir) => {
    const shop = await openShop({ dataDir })
    const statement = (await shop.database()).prepare('SELECT id, version FROM carts')
    const versions: Versions = async () => (await statement.all<{ id: string; version: number }>()).results
    return measure('D1', shop, versions, bench).finally(shop.stop)
  })
}

interface Pending {
  readonly version: number
  readonly answeredAt: number
}

async function measure(record: string, shop: Shop, versions: Versions, bench: Bench): Promise<Line[]> {
  const guests = await shop.guests(SHOPPERS)
  const pending = new Map(guests.map(({ id }) => [id, [] as Pending[]]))
  const lags: number[] = []
  const state = { writing: true }
  const watching = watch(versions, pending, lags, state)
  const writes: Promise<void>[] = []
  const count = (bench.quick ? 5 : 15) * WRITES_PER_SECOND
  for (let index = 0; index < count; index++) {
    const guest = guests[Math.floor(Math.random() * guests.length)] as Guest
    writes.push(write(shop, guest, pending.get(guest.id) ?? []))
    await wait(1000 / WRITES_PER_SECOND)
  }
  await Promise.all(writes)
  state.writing = false
  await watching
  const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
  const [half, most, longest] = [50, 99, 100].map((percent) => percentile(lags, percent)) as [number, number, number]
  bench.say(`${record}: ${lags.length} of ${count} writes seen, longest ${seconds(longest)}`)
  return [
    shown(`commit to record, p50 (${record})`, seconds(half)),
    {
      ...atMost(`commit to record, p99 (${record})`, most, BUDGET_MS, seconds),
      ok: lags.length === count && most <= BUDGET_MS,
    },
  ]
}

async function write({ driver }: Shop, guest: Guest, pending: Pending[]): Promise<void> {
  const { body } = await driver.call(add(guest, 'sku-0', { Prefer: 'return=minimal' }))
  // The cast: the contract's minimal answer.
  const { version } = JSON.parse(body) as { version: number }
  pending.push({ version, answeredAt: performance.now() })
}

/** Polls until every write has been seen, or a long time has passed. */
async function watch(
  versions: Versions,
  pending: ReadonlyMap<string, Pending[]>,
  lags: number[],
  state: { readonly writing: boolean },
): Promise<void> {
  let lastAt = performance.now()
  while (performance.now() - lastAt < LAST_MS) {
    for (const { id, version } of await versions()) {
      const seenAt = performance.now()
      const waiting = pending.get(id) ?? []
      const seen = waiting.filter((write) => write.version <= version)
      lags.push(...seen.map(({ answeredAt }) => seenAt - answeredAt))
      for (const write of seen) waiting.splice(waiting.indexOf(write), 1)
    }
    if (state.writing) lastAt = performance.now()
    else if ([...pending.values()].every(({ length }) => length === 0)) return
    await wait(LOOK_MS)
  }
}
