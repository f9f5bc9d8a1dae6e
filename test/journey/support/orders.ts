/**
 * Orders over HTTP: the typed client checks out and reads them, and a browser without scripts pays at the provider's
 * page.
 */
import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import { type OrderBody, orderSchema, stockSchema } from '../../../src/contract/answers/orders.ts'
import type { MysqlUnderTest } from '../../tiers/support/mysql-record.ts'
import { cartOf, newGuest, type Shopper } from './shopper.ts'

export const ADDRESS = { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' }

/** The common part of answers of the typed client and of `fetch`. */
interface Answer {
  readonly status: number
  json(): Promise<unknown>
}

export async function orderIn(answering: Answer | Promise<Answer>, status = 200): Promise<OrderBody> {
  const answer = await answering
  const body = await answer.json()
  expect(answer.status, JSON.stringify(body)).toBe(status)
  return orderSchema.parse(body)
}

/** The problem of an answer that must be this refusal. */
export async function refusalIn(answering: Answer | Promise<Answer>, status: number, code: string) {
  const answer = await answering
  const body = (await answer.json()) as { readonly code?: string; readonly errors?: readonly object[] }
  expect([answer.status, body.code], JSON.stringify(body)).toEqual([status, code])
  return body
}

export function checkOut({ api }: Shopper, fields: object = {}, key: string = randomUUID()) {
  return api.v1.checkout.$post({ json: { address: ADDRESS, ...fields } }, { headers: { 'idempotency-key': key } })
}

export async function ordered(shopper: Shopper, fields: object = {}): Promise<OrderBody> {
  return orderIn(checkOut(shopper, fields), 201)
}

/** A new guest whose cart holds this many units of each SKU. */
export async function guestWith(url: string, units: Readonly<Record<string, number>>): Promise<Shopper> {
  const guest = await newGuest(url)
  for (const [sku, quantity] of Object.entries(units)) {
    await cartOf(guest.api.v1.cart.items.$post({ json: { sku, quantity } }))
  }
  return guest
}

export async function orderOf({ api }: Shopper, id: string): Promise<OrderBody> {
  return orderIn(api.v1.orders[':id'].$get({ param: { id } }))
}

/** Waits until the order is in the wanted state. */
export async function untilOrder(shopper: Shopper, id: string, wanted: object, timeout = 15_000): Promise<OrderBody> {
  let order: OrderBody | null = null
  const isThere = async () => {
    order = await orderOf(shopper, id)
    expect(order).toMatchObject(wanted)
  }
  await vi.waitFor(isThere, { timeout, interval: 50 })
  return order ?? expect.fail('never read')
}

export const amount = (minor: number) => ({ amount: minor, currency: 'CNY' })

export const statuses = ({ history }: OrderBody) => history.map(({ to }) => to)

export async function linesOf({ api }: Shopper): Promise<readonly (readonly [sku: string, quantity: number])[]> {
  const { cart } = await cartOf(api.v1.cart.$get())
  return cart.items.map(({ sku, quantity }) => [sku, quantity])
}

/** @returns the URL of the provider's page */
export async function openPayment({ api }: Shopper, id: string, returnUrl?: string): Promise<string> {
  const answer = await api.v1.orders[':id'].pay.$post({ param: { id }, json: returnUrl ? { returnUrl } : {} })
  const body = await answer.json()
  expect(answer.status, JSON.stringify(body)).toBe(200)
  return body.redirectUrl
}

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'accept-language': 'en' }

/** The provider's page after its redirects. */
export async function pageAt(url: string): Promise<string> {
  const answer = await fetch(url, { headers: BROWSER })
  const text = await answer.text()
  expect([answer.status, answer.headers.get('content-type')], text).toEqual([200, expect.stringMatching(/^text\/html/)])
  return text
}

export interface Outcome {
  readonly delaySeconds?: number
  readonly deliveries?: number
  readonly reorder?: true
}

/** Presses a button of the page's form. @returns the address to which the browser is sent */
export async function press(url: string, outcome: 'approve' | 'decline', choices: Outcome = {}): Promise<string> {
  const html = await pageAt(url)
  expect(html).toContain('<form method="post">')
  expect(html).toContain(`name="outcome" value="${outcome}"`)
  const body = new URLSearchParams({ outcome })
  for (const [name, value] of Object.entries(choices)) body.set(name, String(value))
  const answer = await fetch(url, { method: 'POST', headers: BROWSER, body, redirect: 'manual' })
  expect(answer.status, await answer.text()).toBe(303)
  return new URL(answer.headers.get('location') ?? '', url).href
}

export async function paid(shopper: Shopper, id: string): Promise<OrderBody> {
  await press(await openPayment(shopper, id), 'approve')
  return untilOrder(shopper, id, { status: 'paid' })
}

/** The order as operators see it. */
export async function unitsOf(admin: Shopper, sku: string) {
  const answer = await admin.api.v1.admin.stock[':sku'].$get({ param: { sku } })
  const body = await answer.json()
  expect(answer.status, JSON.stringify(body)).toBe(200)
  return stockSchema.parse(body)
}

type Sql = MysqlUnderTest['sql']

/** The record's rows for a SKU: the catalogue's, the stock's, and the sums of the orders' lines. */
export async function recordedUnits(sql: Sql, sku: string) {
  const numbersOf = async (statement: string) => {
    const [row = {}] = await sql(statement)
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]))
  }
  return {
    product: await numbersOf(`select on_hand, held from products where sku = '${sku}'`),
    stock: await numbersOf(`select held, sold from stock where id = '${sku}'`),
    lines: await numbersOf(
      `select coalesce(sum(units_held), 0) as held, coalesce(sum(units_sold), 0) as sold from order_lines where sku = '${sku}'`,
    ),
  }
}

/** Waits until catalogue, stock and order lines of the record agree on units on hand, held and sold. */
export async function untilRecorded(
  sql: Sql,
  sku: string,
  { onHand, held = 0, sold }: { readonly onHand: number; readonly held?: number; readonly sold: number },
  timeout = 15_000,
): Promise<void> {
  const wanted = { product: { on_hand: onHand, held }, stock: { held, sold }, lines: { held, sold } }
  await vi.waitFor(async () => expect(await recordedUnits(sql, sku)).toEqual(wanted), { timeout, interval: 100 })
}

/** Waits until nothing is under way, and expects that stock, orders and payments then agree. */
export async function untilBalanced(admin: Shopper, timeout = 20_000): Promise<void> {
  const run = async () => {
    const answer = await admin.api.v1.admin.ops.reports.$post({ json: { kind: 'ledger' } })
    const body = await answer.json()
    // The answer covers one portion: the next call continues.
    if (!('findings' in body)) throw new Error(JSON.stringify(body))
    expect(body).toMatchObject({ state: 'complete', checked: { inFlight: 0, unanswered: 0 } })
    return body
  }
  const { findings, checked } = await vi.waitFor(run, { timeout, interval: 200 })
  expect(findings).toEqual([])
  expect(checked.orders).toBeGreaterThan(0)
}
