/**
 * `npm run move-record` between a local D1 and a real MySQL, while people shop.
 * Invariant: after the move the new record has every row at the position that its object knows as confirmed, or a later
 * one; sales stop only for the restart with the other configuration.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { recordsIn } from '../../dev/d1/files.ts'
import { createD1Record } from '../../src/tiers/record/d1/record.ts'
import { type MysqlUnderTest, startMysql } from '../tiers/support/mysql-record.ts'
import { run, starting } from './support/command.ts'
import { unitsOf, untilBalanced } from './support/orders.ts'
import { cartOf, newAdmin } from './support/shopper.ts'
import { startShopping } from './support/shopping.ts'
import { product } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

const PLENTY = ['iphone-15', 'gel-pens-12', 'plush-panda']

let mysql: MysqlUnderTest
beforeAll(async () => {
  mysql = await startMysql()
})
afterAll(async () => {
  await mysql?.close()
})

let data: string
let worker: Worker | null
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'pannier-move-'))
  worker = null
})
afterEach(async () => {
  await worker?.stop()
  await rm(data, { recursive: true, force: true })
})

const vars = () => ({ PANNIER_DATA: data, DATABASE_URL: mysql.gateway.url })
const moving = (...args: readonly string[]) => run('move-record', args, vars())

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address ? address.port : 0
}

async function open(folder: 'embedded' | 'external', port: number): Promise<Worker> {
  const given = folder === 'external' ? { DATABASE_URL: mysql.gateway.url } : {}
  worker = await startWorker({ dataDir: join(data, folder), port, vars: given, demo: folder === 'embedded' })
  return worker
}

/** A statement on the file of D1, as another system would write it. */
function inD1(folder: string, statement: string): readonly Record<string, unknown>[] {
  const [file = ''] = recordsIn(join(data, folder, 'state'))
  const database = new DatabaseSync(file, { timeout: 5_000 })
  try {
    return database.prepare(statement).all()
  } finally {
    database.close()
  }
}

it('fault 74: a record moves to MySQL and back while people shop, and nothing is lost in between', async () => {
  const port = await freePort()
  const before = await open('embedded', port)
  const record = createD1Record({ database: await before.database() })
  await record.load([], [product('scarce', { onHand: 60 })])
  const shopping = await startShopping(before.url, { plenty: PLENTY, scarce: 'scarce' })
  await wait(2_000)

  // Killed while it copies, at two moments, and run again.
  for (const table of ['products', 'carts']) {
    const command = starting('move-record', ['--to', 'mysql'], vars())
    const isThere = async () => Number((await mysql.sql(`select count(*) as n from ${table}`))[0]?.n) > 0
    await vi.waitUntil(async () => (await isThere()) || command.hasEnded(), { timeout: 20_000, interval: 2 })
    command.kill()
    await command.ended
  }
  const copied = await moving('--to', 'mysql')
  expect([copied.code, copied.printed + copied.said]).toEqual([0, expect.stringMatching(/Both agree\. Now switch/)])
  expect(copied.printed).toMatch(/^carts +\d+ +\d+ +\d+ +equal$/m)

  // Another system edits a product's units after the copy, and one after the switch.
  await wait(1_500)
  inD1('embedded', "UPDATE products SET on_hand = on_hand + 7 WHERE sku = 'reed-buds'")
  const units = Number(
    inD1('embedded', "SELECT on_hand - object_on_hand AS n FROM products WHERE sku = 'reed-buds'")[0]?.n,
  )
  await shopping.end()
  await before.stop()
  const switched = await moving('--to', 'mysql', '--switch')
  expect([switched.code, switched.said], switched.printed).toEqual([0, ''])
  const after = await open('external', port)
  expect((await fetch(`${after.url}/readyz`)).status).toBe(200)
  await mysql.sql("update products set on_hand = on_hand + 5 where sku = 'reed-buds'")
  const later = await startShopping(after.url, { plenty: PLENTY, scarce: 'scarce' }, { fillers: 4, buyers: 3 })

  const mistaken = await moving('--to', 'mysql')
  expect([mistaken.code, mistaken.said]).toEqual([
    2,
    expect.stringMatching(/has been switched already: run .* --finish/),
  ])
  const command = starting('move-record', ['--to', 'mysql', '--finish', '--quiet', '30'], vars())
  await wait(1_000)
  command.kill()
  await command.ended
  const finished = await moving('--to', 'mysql', '--finish', '--quiet', '3')
  expect([finished.code, finished.printed + finished.said]).toEqual([0, expect.stringMatching(/The move is complete/)])
  await later.end()

  for (const { shopper, answered } of [...shopping.fillers, ...later.fillers]) {
    const { cart } = await cartOf(shopper.at(after.url).api.v1.cart.$get())
    expect(cart.version).toBe(Math.max(...answered.keys()))
    expect(cart.items.map(({ sku, quantity }) => [sku, quantity])).toEqual(answered.get(cart.version))
    const inRecord = async () => {
      const [row] = await mysql.sql(`select version from carts where id = '${shopper.id}'`)
      expect(Number(row?.version)).toBe(cart.version)
    }
    await vi.waitFor(inRecord, { timeout: 40_000, interval: 200 })
  }
  const placed = [...shopping.buyers, ...later.buyers].flatMap(({ orders }) => [...orders.keys()])
  const admin = await newAdmin(after.url)
  await untilBalanced(admin, 60_000)
  const orders = await mysql.sql('select id from orders')
  expect(orders.map(({ id }) => id)).toEqual(expect.arrayContaining(placed))
  const { onHand, held } = await unitsOf(admin, 'scarce')
  const [sold] = await mysql.sql("select sum(units_sold + units_held) as n from order_lines where sku = 'scarce'")
  expect(Number(sold?.n)).toBe(60 - onHand + held)
  const [outside] = await mysql.sql("select on_hand - object_on_hand as n from products where sku = 'reed-buds'")
  expect(Number(outside?.n)).toBe(units + 5)
  const found = await fetch(`${after.url}/v1/products?query=scarce&locale=en`)
  expect(((await found.json()) as { items: readonly { sku: string }[] }).items.map(({ sku }) => sku)).toContain(
    'scarce',
  )
  expect(after.logs.filter(({ alert }) => alert === true)).toEqual([])

  // And back, over the rows that the first move left in D1.
  const back = await moving('--to', 'd1')
  expect([back.code, back.printed + back.said]).toEqual([
    0,
    expect.stringMatching(/Now switch the configuration \(remove/),
  ])
  await after.stop()
  expect((await moving('--to', 'd1', '--switch')).code).toBe(0)
  const again = await open('embedded', port)
  const done = await moving('--to', 'd1', '--finish', '--quiet', '1')
  expect([done.code, done.printed + done.said]).toEqual([0, expect.stringMatching(/The move is complete/)])
  for (const { shopper, answered } of [...shopping.fillers, ...later.fillers]) {
    const { cart } = await cartOf(shopper.at(again.url).api.v1.cart.$get())
    expect(cart.version).toBe(Math.max(...answered.keys()))
    expect(inD1('embedded', `SELECT version FROM carts WHERE id = '${shopper.id}'`)).toEqual([
      { version: cart.version },
    ])
  }
  await untilBalanced(await newAdmin(again.url), 60_000)
}, 300_000)

it('wrong calls are answered with what to do', async () => {
  expect((await moving('--help')).printed).toMatch(/^usage: npm run move-record -- --to mysql\|d1/)
  for (const args of [
    [],
    ['--to', 'oracle'],
    ['--to', 'd1', '--switch', '--finish'],
    ['--to', 'd1', '--d1', 'x'],
    ['--bogus'],
  ]) {
    const { code, said } = await moving(...args)
    expect([code, said]).toEqual([2, expect.stringMatching(/^.+\nusage: npm run move-record/)])
  }
  const nowhere = await moving('--to', 'mysql')
  expect(nowhere.said).toMatch(/has no D1: start the deployment there once, set PANNIER_DATA, or use --d1 remote/)
  expect((await moving('--to', 'mysql', '--switch')).said).toMatch(
    /does not exist: has the folder been switched already/,
  )
  expect((await moving('--to', 'mysql', '--d1', 'remote')).said).toMatch(/set CLOUDFLARE_ACCOUNT_ID and/)
  const started = await open('embedded', 0)
  const running = await moving('--to', 'mysql', '--switch')
  expect([running.code, running.said]).toEqual([2, expect.stringMatching(/is in use by another Pannier/)])
  await started.stop()
  const without = await run('move-record', ['--to', 'mysql'], { PANNIER_DATA: data })
  expect(without.said).toMatch(/set DATABASE_URL to the database's HTTP host/)
})
