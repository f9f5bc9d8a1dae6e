/** A person who leaves traces in every place where a shop may keep them, and who is then erased. */
import { randomBytes, randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import { type OrderBody, orderSchema } from '../../../src/contract/answers/orders.ts'
import { openPayment, paid } from './orders.ts'
import { PASSWORD, register } from './people.ts'
import { newAdmin, newGuest, type Shopper } from './shopper.ts'
import { type Places, tracesOf } from './traces.ts'

const SHOP = 'https://shop.example'

export const LEAVING_VARS = { PAYMENT_RETURN_ORIGINS: SHOP }

/** SKUs that the record has: many units of `tea`, one unit of `rare`. */
interface Skus {
  readonly tea: string
  readonly rare: string
}

/** Runs all steps, and expects that every trace is found before the erasure and none after it. */
export async function leaveWithoutTrace(url: string, places: Places, { tea, rare }: Skus): Promise<void> {
  const run = randomBytes(4).toString('hex')
  const texts = textsOf(run)
  const admin = await newAdmin(url)
  const guest = await newGuest(url)

  // As a guest: a line with attributes, and an order under way, whose payment has a return address in the shop.
  await add(url, guest, tea, { engraving: texts.guestLine })
  const first = await checkOut(url, guest, texts)
  await openPayment(guest, first.id, `${SHOP}/back?for=${texts.returnUrl}`)

  // As an account, which takes the order over.
  const { person } = await register(url, { email: texts.account, guestToken: guest.token })
  await add(url, person, tea, { engraving: texts.line })
  const second = await checkOut(url, person, texts)
  await paid(person, second.id)
  await asAdmin(url, admin, second.id, 'notes', { text: texts.shopNote })
  await asAdmin(url, admin, second.id, 'ship', { carrier: 'SF Express', trackingNumber: texts.tracking })
  await asAdmin(url, admin, second.id, 'refund', { amount: { amount: 1, currency: 'CNY' }, reason: texts.reason })

  // There is an order that the shopper cancelled, a refused one, and lines that stay in the cart.
  await add(url, person, tea, { engraving: texts.cancelled })
  const third = await checkOut(url, person, texts)
  await call(url, person, 'POST', `/v1/orders/${third.id}/cancel`, {}, 200)
  await add(url, person, rare, { engraving: texts.refused }, 2)
  await call(url, person, 'POST', '/v1/checkout', contactOf(texts), 409)
  await add(url, person, tea, { engraving: texts.saved })
  await call(url, person, 'POST', `/v1/cart/items/${rare}/save`, undefined, 200)

  const [personal, ids] = [Object.values(texts), [person.id, guest.id]]
  const isThere = async () => {
    const found = await tracesOf(personal, ids, places)
    expect([...personal, ...ids].filter((text) => !found[text])).toEqual([])
    // The key would expire while the test waits.
    expect(ids.flatMap((id) => found[id]?.filter((place) => place === 'Redis limit:checkout') ?? [])).toEqual([])
  }
  await vi.waitFor(isThere, { timeout: 20_000, interval: 500 })

  await call(url, person, 'DELETE', '/v1/me', { password: PASSWORD }, 204)
  // Other systems learn of the erasure by its event, which names only the account's id; it ends after 30 days.
  const left = { [person.id]: ['EventsDurable events'] }
  const isGone = async () => expect(await tracesOf(personal, ids, places)).toEqual(left)
  await vi.waitFor(isGone, { timeout: 60_000, interval: 1_000 })
  // The record still has the orders.
  for (const { id } of [first, second, third]) {
    const order = await call(url, admin, 'GET', `/v1/admin/orders/${id}`, undefined, 200)
    expect(orderSchema.parse(order)).toMatchObject({ id, address: null, email: null, note: null })
  }
}

/** Each text is unique, so that a find shows where it came from. */
function textsOf(run: string) {
  const names = [
    ...['guestLine', 'line', 'cancelled', 'refused', 'saved', 'returnUrl', 'tracking', 'reason', 'shopNote', 'note'],
    ...['name', 'line1', 'billName', 'billLine1'],
  ] as const
  const texts = Object.fromEntries(names.map((name) => [name, `${name}-${run}`])) as Record<
    (typeof names)[number],
    string
  >
  const digits = String(Number.parseInt(run, 16)).padStart(10, '0').slice(-9)
  return {
    ...texts,
    ...{ email: `order-${run}@example.com`, account: `account-${run}@example.com`, phone: `+491${digits}` },
    vatNumber: `DE${digits}`,
  }
}

type Texts = ReturnType<typeof textsOf>

function contactOf({ name, line1, phone, email, note, billName, billLine1, vatNumber }: Texts) {
  const place = { city: 'Berlin', postalCode: '10115', country: 'DE' }
  return {
    address: { ...place, name, line1, phone },
    billingAddress: { ...place, name: billName, line1: billLine1 },
    ...{ email, note, vatNumber },
  }
}

async function checkOut(url: string, shopper: Shopper, texts: Texts): Promise<OrderBody> {
  return orderSchema.parse(await call(url, shopper, 'POST', '/v1/checkout', contactOf(texts), 201))
}

async function add(url: string, shopper: Shopper, sku: string, attributes: object, quantity = 1): Promise<void> {
  await call(url, shopper, 'POST', '/v1/cart/items', { sku, quantity, attributes }, 200)
}

async function asAdmin(url: string, admin: Shopper, orderId: string, act: string, body: object): Promise<void> {
  await call(url, admin, 'POST', `/v1/admin/orders/${orderId}/${act}`, body, 200)
}

async function call(
  url: string,
  { token }: Shopper,
  method: string,
  path: string,
  body: object | undefined,
  status: number,
): Promise<unknown> {
  const headers = {
    authorization: `Bearer ${token}`,
    'idempotency-key': randomUUID(),
    ...(body && { 'content-type': 'application/json' }),
  }
  const answer = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
  const text = await answer.text()
  expect(answer.status, `${method} ${path}: ${text}`).toBe(status)
  return text === '' ? null : JSON.parse(text)
}
