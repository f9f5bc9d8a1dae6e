/** A guest's token after its cart was merged into an account. Invariant: on every route of a shopper it reads and changes nothing. */
import { beforeAll, describe, expect, it } from 'vitest'
import { accessOf } from '../../src/contract/access.ts'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'
import { newId } from '../../src/domain/id.ts'
import { Shopper } from './support/client.ts'
import { ADDRESS, newKey, ordered, orderOf } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

/** Bodies that a guest with a cart may send; routes that take none are missing. */
const BODIES: Readonly<Record<string, object>> = {
  'post /v1/cart/items': { sku: 'tea', quantity: 1 },
  'patch /v1/cart/items/:sku': { quantity: 3 },
  'put /v1/cart/selection': { selected: false },
  'post /v1/cart/batch': { operations: [{ type: 'add', sku: 'tea', quantity: 1 }] },
  'post /v1/cart/coupons': { code: 'WELCOME' },
  'post /v1/checkout/quote': { address: ADDRESS },
  'post /v1/checkout': { address: ADDRESS },
  'post /v1/orders/:id/pay': {},
}

const ROUTES = DOCUMENTED.filter(({ method, path }) => {
  const access = accessOf(method.toUpperCase(), path)
  return access !== 'public' && access.includes('guest')
})

beforeAll(() => stock(product('tea', { onHand: 10_000 })))

async function merged() {
  const guest = await Shopper.guest()
  await guest.add('tea', 4)
  const order = await ordered(guest)
  await guest.add('tea', 2)
  const user = await Shopper.of({ id: newId('usr', Date.now()), role: 'customer' })
  expect((await user.call('POST', '/v1/cart/merge', { guestToken: guest.token })).status).toBe(200)
  return { guest, user, order: await orderOf(user, order.id) }
}

it('the routes of a guest are more than twenty, and every body is of one of them', () => {
  const names = ROUTES.map(({ method, path }) => `${method} ${path}`)
  expect(names.length).toBeGreaterThan(20)
  for (const name of Object.keys(BODIES)) expect(names).toContain(name)
})

describe('a guest’s token after the merge', () => {
  it.each(ROUTES.map(({ method, path }) => [method, path] as const))('is of no use at %s %s', async (method, path) => {
    const { guest, user, order } = await merged()
    const before = (await user.cart()).text
    const target = path.replace(':sku', 'tea').replace(':code', 'WELCOME').replace(':id', order.id)
    const reply = await guest.call(method.toUpperCase(), target, BODIES[`${method} ${path}`], {
      'idempotency-key': newKey(),
    })
    if (path === '/v1/orders') expect(reply.text).toBe('{"items":[],"nextCursor":null}')
    else if (path.startsWith('/v1/orders/')) reply.refusal(404, 'not_found')
    else reply.refusal(409, 'cart_merged')
    expect((await user.cart()).text).toBe(before)
    expect(await orderOf(user, order.id)).toEqual(order)
  })
})
