/**
 * docs/restore.md, "An object was put back to an older state", step by step: the built worker on real MySQL and Redis,
 * whose stock objects get the files of an earlier moment.
 * Invariant: counts do not go back in time, so that no unit is sold twice.
 */
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { run } from './support/command.ts'
import { checkOut, guestWith, ordered, paid, refusalIn, unitsOf, untilRecorded } from './support/orders.ts'
import { newAdmin } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

const UNITS = 10

let folder: string
let tiers: Tiers
let worker: Worker
const start = () => startWorker({ vars: tiers.vars, dataDir: join(folder, 'data') })
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-restore-'))
  tiers = await startTiers()
  worker = await start()
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
  await rm(folder, { recursive: true, force: true })
})

/** The folder in which the runtime keeps the stock objects of a stopped worker. */
async function stockFolder(): Promise<string> {
  const entries = await readdir(join(folder, 'data'), { recursive: true, withFileTypes: true })
  const found = entries.find((entry) => entry.isDirectory() && entry.name.endsWith('StockDurableObject'))
  if (!found) throw new Error('the runtime keeps no stock objects')
  return join(found.parentPath, found.name)
}

async function buy(sku: string, quantity: number): Promise<void> {
  const guest = await guestWith(worker.url, { [sku]: quantity })
  await paid(guest, (await ordered(guest)).id)
}

it('fault 51: stock that was put back continues from the record’s counts', async () => {
  const sku = tiers.ownSku('back')
  await tiers.stock(product(sku, { onHand: UNITS }))
  await buy(sku, 1)
  await untilRecorded(tiers.mysql.sql, sku, { onHand: UNITS - 1, sold: 1 })
  await worker.stop()
  const [objects, backup] = [await stockFolder(), join(folder, 'backup')]
  await cp(objects, backup, { recursive: true })

  worker = await start()
  await buy(sku, 6)
  await untilRecorded(tiers.mysql.sql, sku, { onHand: UNITS - 7, sold: 7 })
  await worker.stop()

  // 1. The object is restored.
  await rm(objects, { recursive: true })
  await cp(backup, objects, { recursive: true })
  worker = await start()
  const admin = await newAdmin(worker.url)
  // 2. A checkout for more than the record has left is refused, even before the object has drained by itself.
  const greedy = await guestWith(worker.url, { [sku]: UNITS - 6 })
  await refusalIn(checkOut(greedy), 409, 'insufficient_stock')
  // 3. The object is asked to send its state again, raises the alert, and continues from the record's newer totals.
  const names = join(folder, 'names.txt')
  await writeFile(names, `stock:${sku}\n`)
  const { code, printed, said } = await run('resend', ['--url', worker.url, '--names', names])
  expect([code, printed], said).toEqual([0, '1 object sends its state again; 0 hold nothing.\n'])
  const alerts = () => worker.logs.filter(({ event, alert }) => event === 'object.rolled_back' && alert === true)
  await vi.waitFor(() => expect(alerts().length).toBeGreaterThan(0), 15_000)
  await untilRecorded(tiers.mysql.sql, sku, { onHand: UNITS - 7, sold: 7 })
  expect(await unitsOf(admin, sku)).toMatchObject({ onHand: UNITS - 7, held: 0 })
  // Exactly the remaining units can be sold.
  await buy(sku, UNITS - 7)
  await refusalIn(checkOut(await guestWith(worker.url, { [sku]: 1 })), 409, 'insufficient_stock')
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 0, sold: UNITS })
  // 4. The ledger agrees.
  const ledger = await run('ledger', ['--url', worker.url])
  expect([ledger.code, ledger.printed], ledger.said).toEqual([0, expect.stringContaining('Everything agrees')])
}, 180_000)
