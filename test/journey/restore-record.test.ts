/**
 * docs/restore.md, "The record was put back to a backup", step by step: real MySQL and Redis, the built worker, the
 * commands.
 * Invariant: afterwards the record has, row for row, what it had before the loss, whether or not the backup had it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { run } from './support/command.ts'
import { untilCopied } from './support/copies.ts'
import { guestWith, ordered, orderOf, paid, unitsOf, untilRecorded } from './support/orders.ts'
import { newEmail, PASSWORD, register } from './support/people.ts'
import { anybody, cartOf, newAdmin, REASONED, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

/** All tables whose truth is in objects, and the units of products, which belong to the same moment. */
const TABLES = ['carts', 'accounts', 'claims', 'stock', 'orders', 'order_lines', 'products'] as const
const UNITS = 50

let folder: string
let tiers: Tiers
let worker: Worker
let admin: Shopper
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pannier-restore-'))
  tiers = await startTiers()
  worker = await startWorker({ vars: tiers.vars })
  admin = await newAdmin(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
  await rm(folder, { recursive: true, force: true })
})

/** A backup of the database. @returns a function that restores it */
async function backUp(): Promise<() => Promise<void>> {
  const { sql } = tiers.mysql
  for (const table of TABLES) {
    await sql(`drop table if exists backup_${table}`)
    await sql(`create table backup_${table} as select * from ${table}`)
  }
  return async () => {
    for (const table of TABLES) {
      await sql(`delete from ${table}`)
      await sql(`insert into ${table} select * from backup_${table}`)
    }
  }
}

/** The rows of these tables in the record, in a form that makes two moments comparable. */
async function recordOf({
  sku,
  people,
}: {
  readonly sku: string
  readonly people: readonly { readonly id: string }[]
}) {
  const ids = people.map(({ id }) => `'${id}'`).join()
  const sql = async (statement: string) =>
    (await tiers.mysql.sql(statement)).map((row) => ({ ...row, lists: listsIn(String(row.lists ?? null)) }))
  return {
    carts: await sql(`select * from carts where id in (${ids}) order by id`),
    accounts: await sql(`select * from accounts where id in (${ids}) order by id`),
    claims: await sql(`select * from claims where user_id in (${ids}) order by id`),
    orders: await sql(`select * from orders where owner in (${ids}) order by id`),
    lines: await sql(`select * from order_lines where sku = '${sku}' order by order_id`),
    stock: await sql(`select * from stock where id = '${sku}'`),
    units: await sql(`select on_hand, object_on_hand, held from products where sku = '${sku}'`),
  }
}

/** The lists in any order and without empty ones, because an object that woke reads its rows by their keys. */
function listsIn(text: string): unknown {
  const lists: unknown = JSON.parse(text)
  return lists && Object.fromEntries(Object.entries(lists).filter(([, rows]) => Object.keys(rows).length > 0))
}

const add = (shopper: Shopper, sku: string, quantity = 1) =>
  cartOf(shopper.api.v1.cart.items.$post({ json: { sku, quantity } }))

async function buy(sku: string, quantity: number) {
  const guest = await guestWith(worker.url, { [sku]: quantity })
  const { id } = await ordered(guest)
  return { guest, order: await paid(guest, id) }
}

const settled = async () => {
  const owing = await tiers.mysql.sql(
    'select (select count(*) from orders where settling = 1) + (select count(*) from carts where settling = 1) as n',
  )
  expect(Number(owing[0]?.n)).toBe(0)
}

const resend = (...args: readonly string[]) => run('resend', ['--url', worker.url, ...args])

/**
 * An account ends when the tiers have confirmed the end of its carts and orders, which it checks again after ten
 * seconds.
 */
const ERASED_MS = 60_000

describe('fault 56: a record that was put back', () => {
  it.each([
    ['lost every row of carts, accounts, stock and orders', 'before'],
    ['was put back to an older backup', 'between'],
  ] as const)(
    '`npm run resend` fills a record that %s',
    async (_, when) => {
      const sku = tiers.ownSku(`restored-${when}`)
      await tiers.stock(product(sku, { onHand: UNITS }))
      let restore = await backUp()
      const { person: early } = await register(worker.url, { email: newEmail() })
      const { person: gone } = await register(worker.url, { email: newEmail() })
      await add(early, sku, 2)
      const first = await buy(sku, 3)
      const cartOfGone = await add(gone, sku)
      await untilCopied(tiers, gone.id, cartOfGone)
      await untilRecorded(tiers.mysql.sql, sku, { onHand: UNITS - 3, sold: 3 })
      if (when === 'between') restore = await backUp()

      // After the backup a cart changes, a person registers, one is erased, an order is placed, units are counted.
      const seen = await add(early, sku, 4)
      const { person: late } = await register(worker.url, { email: newEmail() })
      const cartOfLate = await add(late, sku)
      const second = await buy(sku, 5)
      const body = JSON.stringify({ password: PASSWORD })
      const headers = { authorization: `Bearer ${gone.token}`, 'content-type': 'application/json' }
      expect((await fetch(`${worker.url}/v1/me`, { method: 'DELETE', headers, body })).status).toBe(204)
      const counted = await admin.api.v1.admin.stock[':sku'].$put({ param: { sku }, json: { adjust: 10 } }, REASONED)
      expect(counted.status).toBe(200)
      await untilCopied(tiers, early.id, seen)
      await untilCopied(tiers, late.id, cartOfLate)
      await untilRecorded(tiers.mysql.sql, sku, { onHand: UNITS + 2, sold: 8 })
      const everything = { sku, people: [early, late, gone, first.guest, second.guest] }
      await vi.waitFor(settled, 10_000)
      const erased = { id: gone.id, state: 'erased' }
      await vi.waitFor(async () => {
        const { carts, accounts } = await recordOf(everything)
        expect([carts.length, accounts.length]).toEqual([5, 3])
        expect([...carts, ...accounts].filter((row) => 'id' in row && row.id === gone.id)).toMatchObject([
          erased,
          erased,
        ])
      }, ERASED_MS)
      const before = await recordOf(everything)

      await restore()
      expect(await recordOf(everything)).not.toEqual(before)
      const { code, printed, said } = await resend()
      expect(code, printed + said).toBe(0)
      expect(printed).toMatch(/^[1-9]\d* objects? sends? (its|their) state again; \d+ holds? nothing\.\n$/m)
      await vi.waitFor(async () => expect(await recordOf(everything)).toEqual(before), ERASED_MS)
      // The resend may run again at any time, and then changes nothing.
      expect((await resend()).code).toBe(0)
      await vi.waitFor(settled, 10_000)
      expect(await recordOf(everything)).toEqual(before)
      expect(await unitsOf(admin, sku)).toMatchObject({ onHand: UNITS + 2, held: 0 })
      const ledger = await run('ledger', ['--url', worker.url])
      expect([ledger.code, ledger.printed], ledger.printed + ledger.said).toEqual([
        0,
        expect.stringContaining('Everything agrees'),
      ])
    },
    240_000,
  )

  it('a restored record gets an unlisted order from a file of names, and with it the cart and the stock', async () => {
    const sku = tiers.ownSku('named')
    await tiers.stock(product(sku, { onHand: UNITS }))
    const restore = await backUp()
    const { guest, order } = await buy(sku, 2)
    await untilRecorded(tiers.mysql.sql, sku, { onHand: UNITS - 2, sold: 2 })
    const everything = { sku, people: [guest] }
    await vi.waitFor(async () => expect((await recordOf(everything)).carts).toHaveLength(1), 10_000)
    await vi.waitFor(settled, 10_000)
    const before = await recordOf(everything)
    await restore()
    await tiers.redis.del(`cart:${guest.id}`)
    expect((await resend()).code).toBe(0)
    await vi.waitFor(async () => expect((await recordOf(everything)).stock).toEqual(before.stock), 20_000)
    expect((await recordOf(everything)).orders).toEqual([])

    const file = join(folder, 'names.txt')
    await writeFile(file, `order:${order.id}\r\n\n`)
    const { code, printed, said } = await resend('--names', file)
    expect(code, printed + said).toBe(0)
    await vi.waitFor(async () => expect(await recordOf(everything)).toEqual(before), 20_000)
    expect((await orderOf(guest, order.id)).status).toBe('paid')
    expect((await anybody(worker.url).v1.products[':sku'].$get({ param: { sku }, query: {} })).status).toBe(200)
  }, 120_000)
})
