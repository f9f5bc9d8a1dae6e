/**
 * Unpaid orders, in a deployment where they wait for seconds.
 * Invariant: such an order cancels itself; within five seconds its lines are in the shopper's cart and its units are
 * for sale; later money is refunded.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { OrderBody } from '../../src/contract/answers/orders.ts'
import {
  amount,
  guestWith,
  linesOf,
  openPayment,
  ordered,
  orderIn,
  orderOf,
  press,
  refusalIn,
  statuses,
  unitsOf,
  untilOrder,
  untilRecorded,
} from './support/orders.ts'
import { login, newEmail, register } from './support/people.ts'
import { cartOf, newAdmin, newGuest, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

/** Enough time to sign in meanwhile on a busy machine. */
const WAIT_MS = 9_000
const GIVEN_BACK_MS = 5_000

const NAMES = ['left', 'merged', 'followed', 'late', 'called-off'] as const

let tiers: Tiers
let worker: Worker
let admin: Shopper
beforeAll(async () => {
  tiers = await startTiers()
  await tiers.stock(...NAMES.map((name) => product(tiers.ownSku(name), { onHand: 3 })))
  worker = await startWorker({ vars: { ...tiers.vars, ORDER_TIMEOUT_MINUTES: String(WAIT_MS / 60_000) } })
  admin = await newAdmin(worker.url)
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

/** An order of two units, of three on hand. */
async function withOrder(name: (typeof NAMES)[number]) {
  const sku = tiers.ownSku(name)
  const guest = await guestWith(worker.url, { [sku]: 2 })
  return { sku, guest, order: await ordered(guest) }
}

/** The time when the order has expired and its lines have had time to come back. */
function giveBackBy({ expiresAt }: OrderBody): number {
  return Date.parse(expiresAt ?? '') + GIVEN_BACK_MS - Date.now()
}

it.concurrent('an unpaid order cancels itself, and its lines and units are back', async () => {
  const { sku, guest, order } = await withOrder('left')
  await cartOf(guest.api.v1.cart.items.$post({ json: { sku, quantity: 1 } }))
  const other = await guestWith(worker.url, { [sku]: 2 })
  await refusalIn(other.api.v1.orders[':id'].$get({ param: { id: order.id } }), 404, 'not_found')
  expect(await unitsOf(admin, sku)).toMatchObject({ held: 2, available: 1 })
  await vi.waitFor(async () => expect(await linesOf(guest)).toEqual([[sku, 3]]), {
    timeout: giveBackBy(order),
    interval: 50,
  })
  const cancelled = await untilOrder(guest, order.id, { status: 'cancelled', expiresAt: null }, giveBackBy(order))
  expect(cancelled.history.at(-1)).toMatchObject({ from: 'pending_payment', to: 'cancelled', by: 'timeout' })
  expect(Date.parse(cancelled.updatedAt)).toBeGreaterThanOrEqual(Date.parse(order.expiresAt ?? ''))
  expect((await cartOf(guest.api.v1.cart.$get())).cart.inCheckout).toEqual([])
  // The units are for sale again: another shopper gets them.
  await vi.waitFor(async () => expect(await unitsOf(admin, sku)).toMatchObject({ held: 0, available: 3 }), {
    timeout: giveBackBy(order),
    interval: 50,
  })
  expect((await ordered(other)).lines).toMatchObject([{ sku, quantity: 2 }])
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 3, held: 2, sold: 0 })
})

it.concurrent('fault 52: a guest who signs in meanwhile has the order in the account’s list, and its lines in its cart', async () => {
  const { sku, guest, order } = await withOrder('merged')
  const { person, merge } = await register(worker.url, { email: newEmail(), guestToken: guest.token })
  // The cart was empty because its lines were moved to the order.
  expect(merge).toEqual({ report: [] })
  expect(await orderOf(person, order.id)).toMatchObject({ status: 'pending_payment', userId: person.id })
  await refusalIn(guest.api.v1.orders[':id'].$get({ param: { id: order.id } }), 404, 'not_found')
  const listed = async () => (await (await person.api.v1.orders.$get({ query: {} })).json()).items
  await vi.waitFor(async () => expect(await listed()).toMatchObject([{ id: order.id, userId: person.id }]), {
    timeout: 5_000,
    interval: 50,
  })
  expect(await linesOf(person)).toEqual([])
  await vi.waitFor(async () => expect(await linesOf(person)).toEqual([[sku, 2]]), {
    timeout: giveBackBy(order),
    interval: 50,
  })
  expect((await orderOf(person, order.id)).status).toBe('cancelled')
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 3, sold: 0 })
  // The lines arrive once: another sign-in with the same guest brings no more.
  await login(worker.url, { email: person.email, guestToken: guest.token })
  expect(await linesOf(person)).toEqual([[sku, 2]])
})

it.concurrent('fault 52: an order that the account pays belongs to the account, and does not change its cart', async () => {
  const { sku, guest, order } = await withOrder('followed')
  const { person } = await register(worker.url, { email: newEmail(), guestToken: guest.token })
  await press(await openPayment(person, order.id), 'approve')
  const settled = await untilOrder(person, order.id, { status: 'paid' })
  expect(settled.userId).toBe(person.id)
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 1, sold: 2 })
  const [row] = await tiers.mysql.sql(`select owner, status from orders where id = '${order.id}'`)
  expect(row).toEqual({ owner: person.id, status: 'paid' })
  expect(await linesOf(person)).toEqual([])
})

it.concurrent('fault 22: money that is reported after the order’s deadline is refunded', async () => {
  const { sku, guest, order } = await withOrder('late')
  const delaySeconds = Math.ceil(WAIT_MS / 1000) + 1
  await press(await openPayment(guest, order.id), 'approve', { delaySeconds })
  const wanted = { status: 'cancelled', payment: { status: 'refunded', captured: amount(2_000) } }
  const after = await untilOrder(guest, order.id, wanted, WAIT_MS + 15_000)
  expect(statuses(after)).toEqual(['pending_payment', 'cancelled'])
  expect(after.payment).toMatchObject({ refunded: amount(2_000), refunding: amount(0) })
  expect(await linesOf(guest)).toEqual([[sku, 2]])
  await untilRecorded(tiers.mysql.sql, sku, { onHand: 3, sold: 0 })
})

it.concurrent('the lines of a cancelled order are back in the cart when the answer arrives', async () => {
  const { sku, guest, order } = await withOrder('called-off')
  await orderIn(guest.api.v1.orders[':id'].cancel.$post({ param: { id: order.id } }))
  expect(await linesOf(guest)).toEqual([[sku, 2]])
  expect(await unitsOf(admin, sku)).toMatchObject({ held: 0, available: 3 })
  // They can be ordered again at once.
  const again = await ordered(guest)
  expect(again.id).not.toBe(order.id)
  expect(await linesOf(await newGuest(worker.url))).toEqual([])
})
