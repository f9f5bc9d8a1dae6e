/**
 * Unpaid orders, by shopper and by network address. Invariant: a checkout beyond the limit holds no unit, makes no
 * order and uses up no key.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { isolate, Shopper } from './support/client.ts'
import { address } from './support/limits.ts'
import { checkOut, newKey, type OrderBody, ordered, orderIn, paid, unitsOf } from './support/orders.ts'
import { product, stock } from './support/shop.ts'
import { later, SECOND } from './support/time.ts'

beforeAll(() => stock(product('tea', { onHand: 10_000 }), product('mug', { onHand: 10_000 })))

/** A guest whose checkouts go through an isolate that allows two unpaid orders per address. */
async function guestAt(headers: Record<string, string>, sku = 'mug') {
  const shopper = await Shopper.guest()
  await shopper.add(sku)
  return { shopper, client: shopper.through(isolate({ RATE_LIMIT_SCALE: '0.1' }), headers) }
}

describe('unpaid orders of one shopper', () => {
  it('a shopper’s sixth unpaid order is refused without a trace, until one is paid or cancelled', async () => {
    const shopper = await Shopper.guest()
    const orders: OrderBody[] = []
    for (let n = 0; n < 5; n++) {
      await shopper.add('tea', 3)
      orders.push(await ordered(shopper))
    }
    await shopper.add('tea', 3)
    const before = (await shopper.cart()).text
    const key = newKey()
    ;(await checkOut(shopper, {}, key)).refusal(409, 'too_many_open_orders')
    expect((await shopper.cart()).text).toBe(before)
    expect(await unitsOf('tea')).toMatchObject({ held: 15 })

    const [first, second] = orders
    if (!first || !second) throw new Error('five orders were made')
    await paid(shopper, first)
    // The refused key is free, and now stands for the order that it makes.
    orderIn(await checkOut(shopper, {}, key), 201)
    await shopper.add('tea')
    ;(await checkOut(shopper)).refusal(409, 'too_many_open_orders')
    expect((await shopper.call('POST', `/v1/orders/${second.id}/cancel`)).status).toBe(200)
    await ordered(shopper)
  })

  it('RATE_LIMIT_SCALE does not change a shopper’s limit of five unpaid orders', async () => {
    const shopper = await Shopper.guest()
    const client = shopper.through(isolate({ RATE_LIMIT_SCALE: '100000' }))
    for (let n = 0; n < 5; n++) {
      await shopper.add('tea')
      await ordered(client)
    }
    await shopper.add('tea')
    ;(await checkOut(client)).refusal(409, 'too_many_open_orders')
  })
})

describe('unpaid orders of one network address', () => {
  it('unpaid orders are limited over all guests of an address, and a refused one leaves no trace', async () => {
    const here = address()
    for (let n = 0; n < 2; n++) await ordered((await guestAt(here)).client)
    const { held } = await unitsOf('mug')
    const { shopper, client } = await guestAt(here)
    const before = (await shopper.cart()).text
    const refused = await checkOut(client)
    refused.refusal(429, 'rate_limited')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await shopper.cart()).text).toBe(before)
    expect((await unitsOf('mug')).held).toBe(held)
    await ordered((await guestAt(address())).client)
  })

  it('a paid or cancelled order frees its address’s place, and a refused checkout takes none', async () => {
    const here = address()
    const [first, second] = [await guestAt(here), await guestAt(here)]
    await stock(product('rare', { onHand: 0 }))
    ;(await checkOut((await guestAt(here, 'rare')).client)).refusal(409, 'insufficient_stock')
    const [one, other] = [await ordered(first.client), await ordered(second.client)]
    const third = await guestAt(here)
    ;(await checkOut(third.client)).refusal(429, 'rate_limited')
    await paid(first.shopper, one)
    await later(6 * SECOND, async () => {
      await ordered(third.client)
      const fourth = await guestAt(here)
      ;(await checkOut(fourth.client)).refusal(429, 'rate_limited')
      expect((await second.shopper.call('POST', `/v1/orders/${other.id}/cancel`)).status).toBe(200)
      await later(6 * SECOND, () => ordered(fourth.client))
    })
  })

  it('unpaid orders within one IPv6 /48 are limited together, to four times as many', async () => {
    const from = (n: number) => ({ 'cf-connecting-ip': `2001:db8:55:${n}::1` })
    for (let n = 0; n < 8; n++) await ordered((await guestAt(from(n))).client)
    ;(await checkOut((await guestAt(from(8))).client)).refusal(429, 'rate_limited')
  })

  it('a checkout that the limit of its /48 refuses takes no place at its address', async () => {
    const from = (n: number) => ({ 'cf-connecting-ip': `2001:db8:56:${n}::1` })
    const guests: Awaited<ReturnType<typeof guestAt>>[] = []
    const orders: OrderBody[] = []
    for (let n = 0; n < 8; n++) {
      const guest = await guestAt(from(n))
      guests.push(guest)
      orders.push(await ordered(guest.client))
    }
    const last = await guestAt(from(8))
    for (let n = 0; n < 2; n++) (await checkOut(last.client)).refusal(429, 'rate_limited')
    const [guest, order] = [guests[0], orders[0]]
    if (!guest || !order) throw new Error('eight orders were made')
    await paid(guest.shopper, order)
    await later(6 * SECOND, () => ordered(last.client))
  })

  it('a repeated checkout is not counted again, and the limit fails open without the counter', async () => {
    const here = address()
    const key = newKey()
    const { client } = await guestAt(here)
    const order = orderIn(await checkOut(client, {}, key), 201)
    for (let n = 0; n < 3; n++) expect(orderIn(await checkOut(client, {}, key), 201).id).toBe(order.id)
    await ordered((await guestAt(here)).client)
    const { shopper } = await guestAt(here)
    const getByName = () => {
      throw new Error('down')
    }
    await ordered(shopper.through(isolate({ RATE_LIMIT_SCALE: '0.1', ATTEMPTS: { getByName } }), here))
  })
})
