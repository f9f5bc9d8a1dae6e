/**
 * 1,000 buyers for 100 units of one SKU, 32 at once: checkouts at the shipped worker, bare holds at the same class of
 * object, and one row of MariaDB, driven by one process in alternating rounds, without disk syncs. A checkout makes an
 * order with a deadline and moves the cart's line; a hold stores its order and its deadline, and may be repeated; the
 * row only counts. Exactly 100 buyers must win each time.
 */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { bundleWorker } from '../../dev/bundle.ts'
import { acquireServers } from '../../dev/servers.ts'
import type { Bench, Figure } from '../figure.ts'
import { withFolder } from '../folders.ts'
import { hold, holds } from '../holds.ts'
import { type LockedRow, openLockedRow } from '../locked-row.ts'
import { addOnce, brokenOf, checkOut, checkout, loadUnits } from '../orders.ts'
import { exactly, type Rush, rush } from '../rush.ts'
import { type Guest, openShop, type Shop } from '../shop.ts'
import { linesOfDrop, type Round } from './checkout-drop-lines.ts'

const BUYERS = 1_000
const UNITS = 100
const AT_ONCE = 32
/** A thousand carts and orders drain one second after their writes; the drains take longer than that. */
const SETTLED_MS = 5_000

export const drop: Figure = async (bench) => {
  const script = await bundleWorker('bench/holds-worker.ts')
  const servers = await acquireServers(() => {}, { without: 'npm run bench -- cpu rows bundle growth' })
  const row = await openLockedRow(servers.mysqlUrl, AT_ONCE)
  try {
    return await withFolder('tmpfs', async (folder) => {
      const shop = await openShop({ dataDir: join(folder, 'shop') })
      const bare = await openShop({ dataDir: join(folder, 'bare'), script })
      try {
        return linesOfDrop(await rounds({ shop, bare, row }, bench), bench.say)
      } finally {
        for (const worker of [shop, bare]) await worker.stop()
      }
    })
  } finally {
    await row.close()
    await servers.stop()
  }
}

interface Sellers {
  readonly shop: Shop
  /** The worker of holds-worker.ts. */
  readonly bare: Shop
  readonly row: LockedRow
}

/** The first round warms up and is discarded. */
async function rounds({ shop, bare, row }: Sellers, { quick, say }: Bench): Promise<readonly Round[]> {
  const done: Round[] = []
  for (let round = 0; round <= (quick ? 2 : 5); round++) {
    const buyers = await ready(shop, `drop-${round}`)
    // The drains of carts and of the round before must not run into this round.
    await wait(SETTLED_MS)
    const steps = [
      async () => {
        const checkouts = await ofCheckouts(shop, buyers)
        await wait(SETTLED_MS)
        return { checkouts }
      },
      async () => ({
        holds: await ofHolds(bare, `drop-${round}`, UNITS),
        manyHolds: await ofHolds(bare, `plenty-${round}`, BUYERS),
        aloneMs: await ofHoldsAlone(bare, `alone-${round}`),
      }),
      async () => ({
        optimistic: await ofRow(row, UNITS, row.optimistic),
        manyOptimistic: await ofRow(row, BUYERS, row.optimistic),
        guarded: await ofRow(row, UNITS, row.guarded),
      }),
    ]
    let results = {}
    for (const step of round % 2 === 0 ? steps : steps.toReversed()) {
      results = { ...results, ...(await step()) }
    }
    // The cast: all steps have run.
    if (round > 0) done.push(results as Round)
  }
  const broken = brokenOf(shop, bare)
  if (broken !== null) say(broken)
  return done
}

/** Fills a cart with one unit for each buyer. An extra buyer goes first, so that the object is awake. */
async function ready(shop: Shop, sku: string): Promise<readonly Guest[]> {
  await loadUnits(shop, [sku], UNITS + 1)
  const [first, ...buyers] = (await shop.guests(BUYERS + 1)) as [Guest, ...Guest[]]
  await shop.driver.call(addOnce(first, sku))
  await checkOut(shop, first, 'first')
  await shop.driver.drive(buyers.length, (index) => addOnce(buyers[index] as Guest, sku), AT_ONCE)
  return buyers
}

async function ofCheckouts(shop: Shop, buyers: readonly Guest[]): Promise<Rush> {
  const orders = new Set<string>()
  const pid = shop.pid()
  const result = await rush(BUYERS, AT_ONCE, async (buyer) => {
    const { status, body } = await shop.driver.ask(checkout(buyers[buyer] as Guest, `of-${buyer}`))
    // The cast: the contract's order or problem.
    const { id, code } = JSON.parse(body) as { id?: string; code?: string }
    if (status === 201 && id !== undefined) orders.add(id)
    else if (code !== 'insufficient_stock') throw new Error(`a checkout answered ${status}: ${body.slice(0, 200)}`)
    return status === 201
  })
  if (shop.pid() !== pid) throw new Error('the worker restarted during a drop')
  exactly(UNITS, 'checkouts', result)
  if (orders.size !== UNITS) throw new Error(`${orders.size} orders for ${UNITS} units`)
  return result
}

async function ofHolds(bare: Shop, sku: string, units: number): Promise<Rush> {
  const { driver } = bare
  await loadUnits(bare, [sku], units + 1)
  await driver.call(hold(sku, BUYERS))
  const result = await rush(BUYERS, AT_ONCE, async (buyer) => {
    const { status } = await driver.ask(hold(sku, buyer))
    if (status !== 201 && status !== 409) throw new Error(`a hold answered ${status}`)
    return status === 201
  })
  exactly(units, 'holds', result)
  return result
}

/** Makes all holds in one request, to exclude HTTP. @returns milliseconds for a hold of each buyer */
async function ofHoldsAlone(bare: Shop, sku: string): Promise<number> {
  await loadUnits(bare, [sku], BUYERS + 1)
  await bare.driver.call(hold(sku, BUYERS))
  const startedAt = performance.now()
  const { body } = await bare.driver.call(holds(sku, 0, BUYERS, AT_ONCE))
  const ms = performance.now() - startedAt
  // The cast: holds-worker.ts answers it.
  const { held } = JSON.parse(body) as { held: number }
  if (held !== BUYERS) throw new Error(`only ${held} of ${BUYERS} holds succeeded, with units for everyone`)
  return ms
}

async function ofRow(row: LockedRow, units: number, buy: (lane: number) => Promise<boolean>) {
  await row.fill(units)
  row.takeRetries()
  const result = await rush(BUYERS, AT_ONCE, (_, lane) => buy(lane))
  exactly(units, 'the row', result)
  const left = await row.left()
  if (left !== 0) throw new Error(`the row has ${left} units left`)
  return { ...result, retries: row.takeRetries() }
}
