// Guests export and erase their data, with nothing but their token.
import { beforeAll, describe, expect, it } from 'vitest'
import { exportSchema } from '../../src/contract/answers/identity.ts'
import { newId } from '../../src/domain/id.ts'
import { Shopper } from './support/client.ts'
import { checkOut, ordered, orderObject } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea')))

describe('a guest', () => {
  it('a guest exports the cart and the orders', async () => {
    const guest = await Shopper.guest()
    await guest.add('tea')
    const { id } = await ordered(guest, { email: 'ada@secret.example' })
    const exported = (await guest.get('/v1/me/export')).as(exportSchema)
    expect(exported).toMatchObject({ user: null, orders: [{ id }] })
  })

  it('a guest erases everything, and the token no longer works', async () => {
    const guest = await Shopper.guest()
    await guest.add('tea')
    const { id } = await ordered(guest, { email: 'ada@secret.example' })
    await guest.add('tea')
    for (let times = 0; times < 2; times++) expect((await guest.call('DELETE', '/v1/me')).status).toBe(204)
    const order = await orderObject(id).view()
    expect(order).toMatchObject({ owner: null, contact: null })
    expect(JSON.stringify(order)).not.toContain(guest.id)
    for (const path of ['/v1/cart', '/v1/me/export']) (await guest.get(path)).refusal(410, 'erased')
    ;(await guest.get(`/v1/orders/${id}`)).refusal(404, 'not_found')
    ;(await guest.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })).refusal(410, 'erased')
    ;(await checkOut(guest)).refusal(410, 'erased')
  })

  it('a guest learns after a login that the account now holds everything', async () => {
    const guest = await Shopper.guest()
    await guest.add('tea')
    const user = await Shopper.of({ id: newId('usr', Date.now()), role: 'customer' })
    expect((await user.call('POST', '/v1/cart/merge', { guestToken: guest.token })).status).toBe(200)
    ;(await guest.call('DELETE', '/v1/me')).refusal(409, 'cart_merged')
    ;(await guest.get('/v1/me/export')).refusal(409, 'cart_merged')
  })
})
