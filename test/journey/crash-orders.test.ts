/**
 * fault 43, for orders: the whole runtime is killed repeatedly while shoppers check out, pay and cancel.
 * Invariant: every order ends up paid, cancelled, refunded or waiting; every unit is once in a cart, in an order or in
 * stock; a key stands for one order and is answered whenever it is sent again.
 */
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type OrderBody, orderListSchema } from '../../src/contract/answers/orders.ts'
import { Killing } from './support/kills.ts'
import { checkOut, linesOf, orderIn, unitsOf, untilBalanced, untilOrder, untilRecorded } from './support/orders.ts'
import { cartOf, newAdmin, newGuest, type Shopper } from './support/shopper.ts'
import { product, startTiers, type Tiers } from './support/tiers.ts'
import { startWorker, type Worker } from './support/worker.ts'

const SHOPPERS = 15
const ROUNDS = 4
const KILLS = 5
const PLENTY = 1_000
/** Fewer units than half of the shoppers want. */
const FEW = 5
const SETTLING_MS = 60_000
/**
 * A copy that a kill lost is sent again after 10 s, and after twice that pause for each further kill: the pause after
 * five.
 */
const RECORDED_MS = 200_000

/** A shopper's plan for an order, and the allowed final states. */
const FATES = {
  pay: ['paid'],
  cancel: ['cancelled'],
  leave: ['pending_payment'],
  decline: ['pending_payment'],
  payAndCancel: ['cancelled', 'refunded'],
} as const satisfies Readonly<Record<string, readonly OrderBody['status'][]>>
type Fate = keyof typeof FATES
const fates = Object.keys(FATES) as Fate[]

interface Placed {
  readonly id: string
  readonly key: string
  readonly skus: readonly string[]
  readonly fate: Fate
}

let tiers: Tiers
let worker: Worker
let plenty: string
let few: string
let killing: Killing
beforeAll(async () => {
  tiers = await startTiers()
  plenty = tiers.ownSku('plenty')
  few = tiers.ownSku('few')
  await tiers.stock(product(plenty, { onHand: PLENTY }), product(few, { onHand: FEW }))
  worker = await startWorker({ vars: tiers.vars })
  killing = new Killing(worker, KILLS)
})
afterAll(async () => {
  await worker?.stop()
  await tiers?.close()
})

async function shop(shopper: Shopper, at: number): Promise<readonly Placed[]> {
  const placed: Placed[] = []
  const headers = (key: string) => ({ headers: { 'idempotency-key': key } })
  const add = (sku: string, key: string) =>
    killing.accepted(() => shopper.api.v1.cart.items.$post({ json: { sku, quantity: 1 } }, headers(key)))
  for (let round = 0; round < ROUNDS; round++) {
    const fate = fates[(at + round) % fates.length] ?? 'leave'
    await add(plenty, `add-${round}`)
    let skus = [plenty]
    if (round === 0) {
      await add(few, 'add-few')
      skus = [plenty, few]
    }
    let key = `order-${round}`
    let answer = await killing.untilAnswered(() => checkOut(shopper, { skus }, key))
    if (answer.body.code === 'insufficient_stock') {
      skus = [plenty]
      key = `order-${round}-without`
      answer = await killing.untilAnswered(() => checkOut(shopper, { skus }, key))
    }
    expect(answer.status, killing.told(answer)).toBe(201)
    const { id } = answer.body as OrderBody
    placed.push({ id, key, skus, fate })
    await decide(shopper, id, fate)
  }
  return placed
}

async function decide({ api }: Shopper, id: string, fate: Fate): Promise<void> {
  const order = api.v1.orders[':id']
  const cancel = () =>
    killing.accepted(() => order.cancel.$post({ param: { id } }, { headers: { 'idempotency-key': `cancel-${id}` } }))
  if (fate === 'leave') return
  if (fate === 'cancel') return void (await cancel())
  const opened = await killing.accepted(() => order.pay.$post({ param: { id }, json: {} }))
  const { redirectUrl } = opened as { readonly redirectUrl: string }
  const outcome = fate === 'decline' ? 'decline' : 'approve'
  const body = JSON.stringify({ outcome, deliveries: 2, reorder: true })
  const json = { 'content-type': 'application/json', accept: 'application/json' }
  const settle = () => killing.accepted(() => fetch(redirectUrl, { method: 'POST', headers: json, body }))
  await (fate === 'payAndCancel' ? Promise.all([settle(), cancel()]) : settle())
}

/** Units of a SKU in those orders that keep their units. */
function unitsIn(orders: readonly OrderBody[], sku: string, ...kept: readonly OrderBody['status'][]): number {
  const lines = orders.filter(({ status }) => kept.includes(status)).flatMap(({ lines }) => lines)
  return lines.reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0)
}

function sorted(rows: readonly { readonly id?: unknown }[]): readonly string[] {
  return rows.map(({ id }) => String(id)).sort()
}

/** The state of the shopper's orders after everything is settled. */
async function settledOrders(shopper: Shopper, placed: readonly Placed[]): Promise<readonly OrderBody[]> {
  const back = { refunding: { amount: 0 } }
  return Promise.all(
    placed.map(async ({ id, fate }) => {
      const status = expect.toBeOneOf([...FATES[fate]])
      const order = await untilOrder(shopper, id, { status, payment: back }, SETTLING_MS)
      const { captured, refunded } = order.payment
      const kept = order.status === 'paid' ? order.totals.total.amount : 0
      if (fate === 'payAndCancel') {
        await untilOrder(shopper, id, { payment: { captured: order.totals.total } }, SETTLING_MS)
        return untilOrder(shopper, id, { payment: { refunded: order.totals.total } }, SETTLING_MS)
      }
      expect(captured.amount - refunded.amount).toBe(kept)
      return order
    }),
  )
}

it('fault 43: no order, line or unit is lost or doubled when the runtime is killed under load', async () => {
  const admin = await newAdmin(worker.url)
  const shoppers = await Promise.all(Array.from({ length: SHOPPERS }, () => newGuest(worker.url)))
  const placed = await Promise.all(shoppers.map(shop))
  expect(killing.killed.size).toBe(KILLS)
  expect(killing.lost).toBeGreaterThan(KILLS)

  const all: OrderBody[] = []
  await Promise.all(
    shoppers.map(async (shopper, at) => {
      const own = placed[at] ?? []
      const orders = await settledOrders(shopper, own)
      all.push(...orders)
      // Each key has one order, whenever it is sent again.
      for (const { id, key, skus } of own) {
        const again = await checkOut(shopper, { skus }, key)
        expect(again.headers.get('idempotency-replayed')).toBe('true')
        expect((await orderIn(again, 201)).id).toBe(id)
      }
      const list = orderListSchema.parse(await (await shopper.api.v1.orders.$get({ query: {} })).json())
      expect(sorted(list.items)).toEqual(sorted(own))
      // Each added unit is in the cart or in an order that keeps it.
      const waiting = sorted(orders.filter(({ status }) => status === 'pending_payment'))
      await vi.waitFor(
        async () => {
          const cart = new Map(await linesOf(shopper))
          const added = { [plenty]: ROUNDS, [few]: 1 }
          for (const [sku, units] of Object.entries(added)) {
            const kept = unitsIn(orders, sku, 'paid', 'pending_payment', 'refunded')
            expect([sku, (cart.get(sku) ?? 0) + kept]).toEqual([sku, units])
          }
          const { inCheckout } = (await cartOf(shopper.api.v1.cart.$get())).cart
          expect(inCheckout.map(({ orderId }) => orderId).sort()).toEqual(waiting)
        },
        { timeout: SETTLING_MS, interval: 200 },
      )
    }),
  )

  // Each unit of the stock is on hand, held or sold.
  for (const [sku, start] of [
    [plenty, PLENTY],
    [few, FEW],
  ] as const) {
    const [sold, held] = [unitsIn(all, sku, 'paid'), unitsIn(all, sku, 'pending_payment')]
    const onHand = start - sold
    await vi.waitFor(
      async () => expect(await unitsOf(admin, sku)).toMatchObject({ onHand, held, available: onHand - held }),
      { timeout: SETTLING_MS, interval: 200 },
    )
    await untilRecorded(tiers.mysql.sql, sku, { onHand, held, sold }, RECORDED_MS)
  }
  const listed = "select id from orders where status not in ('holding', 'refused')"
  const isRecorded = async () => expect(sorted(await tiers.mysql.sql(listed))).toEqual(sorted(all))
  await vi.waitFor(isRecorded, { timeout: RECORDED_MS, interval: 200 })
  await untilBalanced(admin, RECORDED_MS)
}, 420_000)
