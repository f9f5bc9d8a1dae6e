/**
 * Units over real MySQL and Redis.
 * Invariant: sales, operators' edits and another system's edits of `products.on_hand` each count once; no more units
 * are sold than exist.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  checkOut,
  guestWith,
  openPayment,
  ordered,
  orderIn,
  press,
  refusalIn,
  unitsOf,
  untilBalanced,
  untilRecorded,
} from './support/orders.ts'
import { anybody, newAdmin, REASONED, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

let tiers: Tiers
let worker: Worker
let admin: Shopper
beforeAll(async () => {
  tiers = await startTiers()
  const onHand = { busy: 500, scarce: 1, a: 5, b: 5, c: 5, promised: 9 }
  await tiers.stock(...Object.entries(onHand).map(([name, units]) => product(tiers.ownSku(name), { onHand: units })))
  worker = await startWorker({ vars: tiers.vars })
  admin = await newAdmin(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

/** Another system edits the record by difference. */
async function editOutside(sku: string, by: number): Promise<void> {
  await tiers.mysql.sql(`update products set on_hand = on_hand + (${by}) where sku = '${sku}'`)
}

async function importStock(lines: Readonly<Record<string, number>>) {
  const rows = Object.entries(lines).map(([sku, units]) => `${sku},${units}`)
  const response = await fetch(`${worker.url}/v1/admin/import/stock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'text/csv' },
    body: `product_id,quantity\n${rows.join('\n')}\n`,
  })
  const body: unknown = await response.json()
  expect(response.status, JSON.stringify(body)).toBe(200)
  return body
}

const report = (updated: number, unchanged: number) => ({ created: 0, updated, unchanged, rejected: [] })

it.concurrent('fault 54: simultaneous sales, operators’ edits and another system’s edits each count once', async () => {
  const sku = tiers.ownSku('busy')
  const [start, buyers, each] = [500, 16, 3]
  const edits = Array.from({ length: 60 }, (_, at) => (at % 3 === 0 ? -2 : at % 5))
  const adjustments = [10, -4, 7]
  const buy = async (at: number) => {
    const guest = await guestWith(worker.url, { [sku]: each })
    const { id } = await ordered(guest)
    if (at % 4 === 0) await orderIn(guest.api.v1.orders[':id'].cancel.$post({ param: { id } }))
    else await press(await openPayment(guest, id), 'approve')
  }
  const editAll = async () => {
    for (const by of edits) await editOutside(sku, by)
  }
  const adjustAll = async () => {
    for (const adjust of adjustments) {
      const answer = await admin.api.v1.admin.stock[':sku'].$put({ param: { sku }, json: { adjust } }, REASONED)
      expect(answer.status).toBe(200)
      // The edit falls between two sales, however long they wait.
      await buy(1)
    }
  }
  await Promise.all([editAll(), adjustAll(), ...Array.from({ length: buyers }, (_, at) => buy(at))])
  const sold = (buyers - buyers / 4 + adjustments.length) * each
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const onHand = start + sum(edits) + sum(adjustments) - sold
  await untilRecorded(tiers.mysql.sql, sku, { onHand, sold })
  await vi.waitFor(
    async () => expect(await unitsOf(admin, sku)).toMatchObject({ onHand, held: 0, available: onHand }),
    {
      timeout: 10_000,
      interval: 100,
    },
  )
})

it.concurrent('fault 54: units that another system added are sold, and units that it took are not', async () => {
  const sku = tiers.ownSku('scarce')
  const [first, second, third] = await Promise.all([1, 2, 3].map(() => guestWith(worker.url, { [sku]: 1 })))
  if (!first || !second || !third) expect.fail()
  await press(await openPayment(first, (await ordered(first)).id), 'approve')
  await refusalIn(checkOut(second), 409, 'insufficient_stock')
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 0, sold: 1 })
  await editOutside(sku, 2)
  const bought = async () => orderIn(checkOut(second), 201)
  await vi.waitFor(bought, { timeout: 10_000, interval: 200 })
  // One of the two units is held; the other system takes the other unit.
  await editOutside(sku, -1)
  await vi.waitFor(async () => expect(await unitsOf(admin, sku)).toMatchObject({ onHand: 1, held: 1, available: 0 }), {
    timeout: 10_000,
    interval: 100,
  })
  const { errors } = await refusalIn(checkOut(third), 409, 'insufficient_stock')
  expect(errors).toMatchObject([{ sku, requested: 1, available: 0 }])
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 1, held: 1, sold: 1 })
})

it.concurrent('a second import of the same file, at once or later, changes nothing', async () => {
  const [a, b, c] = [tiers.ownSku('a'), tiers.ownSku('b'), tiers.ownSku('c')]
  const file = { [a]: 40, [b]: 0, [c]: 5 }
  expect(await importStock(file)).toEqual(report(2, 1))
  const versions = () => Promise.all([a, b, c].map(async (sku) => (await unitsOf(admin, sku)).version))
  const before = await versions()
  // The record does not have the first import yet.
  expect(await importStock(file)).toEqual(report(0, 3))
  const rows = () =>
    tiers.mysql.sql(
      `select sku, on_hand, object_on_hand, held, version from products where sku in ('${a}', '${b}', '${c}') order by sku`,
    )
  await vi.waitFor(async () => expect((await rows()).map(({ on_hand }) => Number(on_hand))).toEqual([40, 0, 5]), {
    timeout: 10_000,
    interval: 100,
  })
  const settled = await rows()
  expect(await importStock(file)).toEqual(report(0, 3))
  expect(await versions()).toEqual(before)
  expect(await rows()).toEqual(settled)
  const seen = await anybody(worker.url).v1.products[':sku'].$get({ param: { sku: b }, query: {} })
  expect(await seen.json()).toMatchObject({ availability: 'out_of_stock' })
})

it.concurrent('an import does not take units that are held for orders', async () => {
  const sku = tiers.ownSku('promised')
  await ordered(await guestWith(worker.url, { [sku]: 4 }))
  expect(await importStock({ [sku]: 3 })).toMatchObject({
    updated: 0,
    rejected: [{ line: 2, message: expect.stringContaining('Orders hold 4 units') }],
  })
  expect(await importStock({ [sku]: 4 })).toMatchObject({ updated: 1 })
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 4, held: 4, sold: 0 })
})

it('stock, orders and payments agree after all of this', async () => {
  await untilBalanced(admin)
})
