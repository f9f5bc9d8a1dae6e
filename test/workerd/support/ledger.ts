/** A shop for the ledger check: sales that wait until the record has them, and the check itself. */
import { vi } from 'vitest'
import { paymentProvidersOf } from '../../../src/objects/payment/providers.ts'
import type { LedgerPorts } from '../../../src/worker/ledger/ports.ts'
import { before } from '../../../src/worker/ledger/second-look.ts'
import { checkLedger, type LedgerResult } from '../../domain/ledger/whole-check.ts'
import { Shopper } from './client.ts'
import { type OrderBody, opened, ordered, orderObject, orderOf, stockObject } from './orders.ts'
import { ring, settle } from './payments.ts'
import { bindings, product, record, stock } from './shop.ts'
import { MINUTE } from './time.ts'

let last = 0
/** A product that no other test uses. */
export async function newWare(): Promise<string> {
  const sku = `ware-${++last}`
  await stock(product(sku, { priceAmount: 1_000, onHand: 20 }))
  return sku
}

export async function ordering(sku: string, quantity = 2): Promise<[Shopper, OrderBody]> {
  const shopper = await Shopper.guest()
  await shopper.add(sku, quantity)
  return [shopper, await ordered(shopper)]
}

/** An order with a payment that the simulated provider has captured and reported. */
export async function buying(sku: string, quantity = 2): Promise<[Shopper, OrderBody, paymentId: string]> {
  const [shopper, order] = await ordering(sku, quantity)
  const paymentId = await opened(shopper, order.id)
  await settle({ paymentId })
  await vi.waitUntil(async () => {
    await ring({ paymentId })
    return (await orderOf(shopper, order.id)).status === 'paid'
  })
  return [shopper, order, paymentId]
}

/** Waits until the record has the objects' state and no object has an open duty. */
export async function settled(sku: string, ...orders: readonly OrderBody[]): Promise<void> {
  const isThere = async (kind: 'order' | 'stock', id: string) => {
    const object = kind === 'order' ? orderObject(id) : stockObject(id)
    return (await record.getCopy(kind, id))?.version === (await object.snapshot())?.version
  }
  await vi.waitUntil(
    async () => {
      const rows = await Promise.all(orders.map(({ id }) => record.ordersForLedger(1, before(id))))
      if (rows.some(([row]) => !row || row.settling)) return false
      const all = orders.map(({ id }) => isThere('order', id))
      return (await Promise.all([...all, isThere('stock', sku)])).every(Boolean)
    },
    { timeout: 20_000, interval: 200 },
  )
}

/** Runs the check as of a minute from now, so that no row is too young, and without pauses. */
export function checked(changes: Partial<LedgerPorts> = {}): Promise<LedgerResult> {
  return checkLedger({
    record,
    objects: { order: orderObject, stock: stockObject },
    invoices: null,
    providers: paymentProvidersOf(bindings),
    signal: new AbortController().signal,
    now: () => Date.now() + MINUTE,
    pause: async () => {},
    ...changes,
  })
}

/** The differences of these subjects, without those that earlier tests left behind. */
export async function found(...subjects: readonly string[]): Promise<readonly string[]> {
  const { differences } = await checked()
  return differences
    .filter(({ subject }) => subjects.includes(subject))
    .map(({ kind, expected, found: other }) => `${kind} ${expected} ${other}`)
    .sort()
}
