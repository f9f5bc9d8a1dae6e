/**
 * A guest's token during and after the merge of its cart into an account. Invariants: only a guest's own token moves a
 * cart, and afterwards it reads and changes nothing on any route of a shopper.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { accessOf } from '../../src/contract/access.ts'
import { signedInSchema } from '../../src/contract/answers/identity.ts'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'
import { newId } from '../../src/domain/id.ts'
import { Tokens } from '../../src/worker/guard/tokens.ts'
import { TEST_KEY } from '../support/secrets.ts'
import { Shopper } from './support/client.ts'
import { Device } from './support/live.ts'
import { ADDRESS, newKey, ordered, orderOf } from './support/orders.ts'
import { guestWith, login, registered } from './support/person.ts'
import { product, stock } from './support/shop.ts'
import { DAY, later } from './support/time.ts'

/** Bodies that a guest with a cart may send; routes without a body are missing. */
const BODIES: Readonly<Record<string, object>> = {
  'post /v1/cart/items': { sku: 'tea', quantity: 1 },
  'patch /v1/cart/items/:sku': { quantity: 3 },
  'put /v1/cart/selection': { selected: false },
  'post /v1/cart/batch': { operations: [{ type: 'add', sku: 'tea', quantity: 1 }] },
  'post /v1/cart/coupons': { code: 'WELCOME' },
  'post /v1/checkout/quote': { address: ADDRESS },
  'post /v1/checkout': { address: ADDRESS },
  'post /v1/orders/:id/pay': {},
  'post /v1/orders/:id/returns': { lines: [{ sku: 'tea', quantity: 1 }], reason: 'too small' },
}

const ROUTES = DOCUMENTED.filter(({ method, path }) => {
  const access = accessOf(method.toUpperCase(), path)
  return access !== 'public' && access.includes('guest')
})

beforeAll(() => stock(product('tea', { onHand: 10_000 })))

function pathOf(pattern: string, orderId: string): string {
  return pattern
    .replace(':sku', 'tea')
    .replace(':code', 'WELCOME')
    .replace(':client', 'phone-0123456789abcdef')
    .replace(':id', orderId)
}

async function merged() {
  const guest = await Shopper.guest()
  await guest.add('tea', 4)
  const order = await ordered(guest)
  await guest.add('tea', 2)
  const user = await Shopper.of({ id: newId('usr', Date.now()), role: 'customer' })
  expect((await user.call('POST', '/v1/cart/merge', { guestToken: guest.token })).status).toBe(200)
  return { guest, user, order: await orderOf(user, order.id) }
}

it('more than twenty routes are open to guests, and every body belongs to one of them', () => {
  const names = ROUTES.map(({ method, path }) => `${method} ${path}`)
  expect(names.length).toBeGreaterThan(20)
  for (const name of Object.keys(BODIES)) expect(names).toContain(name)
})

describe('a guest’s token after the merge', () => {
  it.each(ROUTES.map(({ method, path }) => [method, path] as const))(
    'a merged guest’s token has no effect at %s %s',
    async (method, path) => {
      const { guest, user, order } = await merged()
      const before = (await user.cart()).text
      const target = pathOf(path, order.id)
      const reply = await guest.call(method.toUpperCase(), target, BODIES[`${method} ${path}`], {
        'idempotency-key': newKey(),
      })
      if (path === '/v1/orders') expect(reply.text).toBe('{"items":[],"nextCursor":null}')
      else if (path.startsWith('/v1/orders/')) reply.refusal(404, 'not_found')
      else if (path === '/v1/cart/live') expect(await (await Device.connect(guest.token)).end()).toBe(4409)
      else reply.refusal(409, 'cart_merged')
      expect((await user.cart()).text).toBe(before)
      expect(await orderOf(user, order.id)).toEqual(order)
    },
  )
})

describe('a guest’s cart', () => {
  it('a guest’s cart moves with a token that expired within the last week, and not with an older one', async () => {
    const person = await registered()
    const [guest, late] = [await guestWith({ tea: 3 }), await guestWith({ tea: 1 })]
    const tokens = new Tokens({ keys: [TEST_KEY], issuer: 'pannier' })
    const token = await tokens.issue({ id: guest.id, role: 'guest' }, 30 * 24 * 3600)
    const old = await tokens.issue({ id: late.id, role: 'guest' }, 30 * 24 * 3600)
    await later(36 * DAY, async () => {
      const reply = await login(person.email, { guestToken: token })
      expect(reply.as(signedInSchema).merge).toMatchObject({ report: [{ sku: 'tea', resultQuantity: 3 }] })
    })
    await later(38 * DAY, async () => {
      expect((await login(person.email, { guestToken: old })).as(signedInSchema).merge).toBeNull()
    })
  })

  it('a guest’s cart does not move by an invalid token or one of another kind', async () => {
    const person = await registered()
    const other = await registered()
    const tokens = new Tokens({ keys: [TEST_KEY], issuer: 'pannier' })
    const access = await tokens.issue({ id: other.id, role: 'customer' }, 900)
    for (const guestToken of ['nonsense', access, `${access}x`]) {
      const refusal = (await person.client.call('POST', '/v1/cart/merge', { guestToken })).refusal(
        400,
        'invalid_request',
      )
      expect(refusal.errors).toMatchObject([{ path: 'guestToken' }])
      expect((await login(person.email, { guestToken })).as(signedInSchema).merge).toBeNull()
    }
    ;(await (await Shopper.guest()).call('POST', '/v1/cart/merge', { guestToken: 'x' })).refusal(403, 'forbidden')
  })
})
