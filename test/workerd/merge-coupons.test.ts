/**
 * A guest's coupon codes and orders at sign-in. Invariants: each code moves to the account or the answer says why not;
 * orders belong to the account at once, also for rules about a first order, even before the record has them.
 */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { mergedSchema } from '../../src/contract/answers/cart-merge.ts'
import { signedInSchema } from '../../src/contract/answers/identity.ts'
import { orderListSchema } from '../../src/contract/answers/orders.ts'
import { StockDurableObject } from '../../src/objects/stock/stock-object.ts'
import { operator, Shopper } from './support/client.ts'
import { checkOut, ordered } from './support/orders.ts'
import { login, registered } from './support/person.ts'
import { product, stock } from './support/shop.ts'

let last = 0

async function coupon(fields: object = {}): Promise<string> {
  const code = `ALONG-${++last}`
  const body = { code, effect: { type: 'percentage', percent: 10 }, ...fields }
  const reply = await operator.call('POST', '/v1/admin/coupons', body)
  expect(reply.status, reply.text).toBe(201)
  return code
}

const use = (client: Pick<Shopper, 'call'>, code: string) => client.call('POST', '/v1/cart/coupons', { code })

async function guestWith(code?: string): Promise<Shopper> {
  const guest = await Shopper.guest()
  await guest.add('tea')
  if (code !== undefined) expect((await use(guest, code)).status).toBe(200)
  return guest
}

beforeAll(() => stock(product('tea', { priceAmount: 1_000, onHand: 1_000 })))
afterEach(() => vi.restoreAllMocks())

describe('a guest’s coupon code', () => {
  it('a guest’s coupon code is in the account’s cart after sign-in, and the answer says so', async () => {
    const code = await coupon()
    const guest = await guestWith(code)
    const person = await registered()
    const { merge } = (await login(person.email, { guestToken: guest.token })).as(signedInSchema)
    expect(merge).toMatchObject({ report: [{ sku: 'tea' }], coupons: [{ code, carried: true }] })
    expect((await person.client.get('/v1/cart')).cart.coupons).toEqual([{ code, applied: true }])
    const again = await person.client.call('POST', '/v1/cart/merge', { guestToken: guest.token })
    expect(again.as(mergedSchema).coupons).toEqual([{ code, carried: true }])
  })

  it('a guest’s code is reported with the reason when the account’s cart takes no more codes', async () => {
    const codes = await Promise.all(Array.from({ length: 11 }, () => coupon()))
    const [extra = '', ...own] = codes
    const person = await registered()
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    for (const code of own) expect((await use(person.client, code)).status).toBe(200)
    const guest = await guestWith(extra)
    const { merge } = (await login(person.email, { guestToken: guest.token })).as(signedInSchema)
    expect(merge).toMatchObject({ coupons: [{ code: extra, carried: false, reason: 'coupon_limit' }] })
  })

  it('a code with a limit per user is used once by a person who comes as guest and then as user', async () => {
    const code = await coupon({ usageLimitPerUser: 1 })
    const guest = await guestWith()
    expect((await use(guest, code)).refusal(409, 'coupon_not_applicable').reason).toBe('needs_account')
    const person = await registered({ guestToken: guest.token })
    expect((await use(person.client, code)).status).toBe(200)
    expect((await ordered(person.client)).coupons).toEqual([code])
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    expect((await use(person.client, code)).refusal(409, 'coupon_not_applicable').reason).toBe('used_up')
  })

  it('the code of a guest’s order that is cancelled after sign-in returns to the account’s cart', async () => {
    const code = await coupon()
    const guest = await guestWith(code)
    const { id } = await ordered(guest)
    const person = await registered({ guestToken: guest.token })
    expect((await person.client.call('POST', `/v1/orders/${id}/cancel`)).status).toBe(200)
    const { cart } = await person.client.get('/v1/cart')
    expect(cart.coupons).toEqual([{ code, applied: true }])
    expect(cart.items).toMatchObject([{ sku: 'tea', quantity: 1 }])
  })
})

describe('a guest’s order', () => {
  it('a guest’s order is in the account’s list at once after sign-in, before the record has it', async () => {
    const guest = await guestWith()
    const { id } = await ordered(guest)
    const person = await registered({ guestToken: guest.token })
    const { items } = (await person.client.get('/v1/orders')).as(orderListSchema)
    expect(items).toMatchObject([{ id, userId: person.id }])
  })

  it('a guest’s order counts at once for a coupon for a first order', async () => {
    const code = await coupon({ firstOrderOnly: true })
    const guest = await guestWith(code)
    expect((await ordered(guest)).coupons).toEqual([code])
    const person = await registered({ guestToken: guest.token })
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    expect((await use(person.client, code)).refusal(409, 'coupon_not_applicable').reason).toBe('first_order_only')
    expect((await checkOut(person.client)).status).toBe(201)
  })

  it('a guest’s order that had not answered at sign-in is listed and counted as soon as it stands', async () => {
    const code = await coupon({ firstOrderOnly: true })
    const guest = await guestWith(code)
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    // The stock answers slowly.
    const { hold } = StockDurableObject.prototype
    const slow = vi.spyOn(StockDurableObject.prototype, 'hold').mockImplementation(async function (
      this: StockDurableObject,
      request,
    ) {
      await answered
      return hold.call(this, request)
    })
    const placing = checkOut(guest)
    await vi.waitUntil(async () => (await guest.cart()).cart.items.length === 0)
    const person = await registered({ guestToken: guest.token })
    expect((await person.client.get('/v1/orders')).as(orderListSchema).items).toEqual([])
    expect(slow).toHaveBeenCalledOnce()
    answer()
    await placing
    expect((await person.client.get('/v1/orders')).as(orderListSchema).items).toMatchObject([{ userId: person.id }])
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    expect((await use(person.client, code)).refusal(409, 'coupon_not_applicable').reason).toBe('first_order_only')
  })
})
