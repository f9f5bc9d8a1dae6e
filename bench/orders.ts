/** Orders of the bench: products with plenty of units, and a shopper's calls from the checkout until the payment. */
import { setTimeout as wait } from 'node:timers/promises'
import { createD1Record } from '../src/tiers/record/d1/record.ts'
import type { Call } from './driver.ts'
import { add, type Guest, type Shop } from './shop.ts'

const ADDRESS = { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' }
/** Products per statement. */
const AT_ONCE = 100
const POLL_MS = 20
const PAID_WITHIN_MS = 20_000

/** Adds products to the embedded record. */
export async function loadUnits(shop: Shop, skus: readonly string[], onHand: number): Promise<void> {
  const record = createD1Record({ database: await shop.database() })
  const model = await record.getProduct('sku-0')
  if (!model) throw new Error('the bench has no products')
  const { version: _, createdAt: __, updatedAt: ___, ...fields } = model
  for (let from = 0; from < skus.length; from += AT_ONCE) {
    const products = skus.slice(from, from + AT_ONCE).map((sku) => ({ ...fields, sku, onHand }))
    await record.load([], products)
  }
}

export function checkout({ token }: Guest, key: string): Call {
  const headers = { 'Idempotency-Key': key }
  return { method: 'POST', path: '/v1/checkout', token, body: { address: ADDRESS }, headers, repeatable: true }
}

/** An add that may be sent twice. */
export function addOnce(guest: Guest, sku: string): Call {
  return { ...add(guest, sku, { 'Idempotency-Key': sku }), repeatable: true }
}

/** Null when no connection broke. A busy worker closes connections whose next request it has not read within 5 s. */
export function brokenOf(...shops: readonly Shop[]): string | null {
  const all = shops.flatMap(({ driver }) => driver.brokeAfterMs)
  return all.length === 0 ? null : `${all.length} connections broke, and were asked again, after ${all.join(', ')} ms`
}

/** @returns the order's id */
export async function checkOut({ driver }: Shop, guest: Guest, key: string): Promise<string> {
  // The cast: the contract's answer to a checkout.
  return (JSON.parse((await driver.call(checkout(guest, key))).body) as { id: string }).id
}

/**
 * Opens the payment, approves it at the provider, and polls the order until it is paid. @returns the number of polls
 */
export async function pay({ driver }: Shop, { token }: Guest, orderId: string): Promise<number> {
  const path = `/v1/orders/${orderId}`
  const { body } = await driver.call({ method: 'POST', path: `${path}/pay`, token, body: {}, repeatable: true })
  // The cast: the contract's answer to an opened payment.
  const { paymentId } = JSON.parse(body) as { paymentId: string }
  const headers = { Accept: 'application/json' }
  const approve = {
    method: 'POST',
    path: `/pay/simulated/${paymentId}`,
    body: { outcome: 'approve' },
    headers,
  } as const
  await driver.call({ ...approve, repeatable: true })
  const lastAt = performance.now() + PAID_WITHIN_MS
  for (let looks = 1; performance.now() < lastAt; looks++) {
    const order = JSON.parse((await driver.call({ method: 'GET', path, token, repeatable: true })).body) as {
      status: string
    }
    if (order.status === 'paid') return looks
    await wait(POLL_MS)
  }
  throw new Error(`the order ${orderId} was not paid in time`)
}
