/** A guest who signs in. Invariant: the cart moves once and permanently to one user. */
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { mergedSchema } from '../../src/contract/answers/cart-merge.ts'
import { signedInSchema } from '../../src/contract/answers/identity.ts'
import type { Copy } from '../../src/domain/copy.ts'
import { newId } from '../../src/domain/id.ts'
import { CartDurableObject } from '../../src/objects/cart/cart-object.ts'
import { type Client, Shopper, stranger } from './support/client.ts'
import { inRecord, objectOf, rowsIn, snapshotOf } from './support/objects.ts'
import { guestWith, login, newEmail, PASSWORD, type Person, personOf, registered } from './support/person.ts'
import { bindings, record, stockMany } from './support/shop.ts'
import { later, SECOND } from './support/time.ts'

const linesOf = async (client: Client) => (await client.get('/v1/cart')).cart.items.map((l) => [l.sku, l.quantity])

const merge = (person: Person, guest: Shopper, fields: object = {}) =>
  person.client.call('POST', '/v1/cart/merge', { guestToken: guest.token, ...fields })

/** The lists that have rows, because an object that slept has no empty lists. */
function rowsOf(copy: Copy | null) {
  return copy?.state === 'live' ? Object.entries(copy.lists).filter(([, rows]) => Object.keys(rows).length > 0) : []
}

describe('a guest’s cart', () => {
  it('a guest’s cart moves to the account at registration', async () => {
    const guest = await guestWith({ tea: 2, pot: 1 })
    const reply = await stranger.call('POST', '/v1/auth/register', {
      ...{ email: newEmail(), password: PASSWORD, guestToken: guest.token },
    })
    expect(reply.as(signedInSchema).merge).toEqual({
      report: [
        { sku: 'tea', lineId: expect.stringContaining('tea~'), guestQuantity: 2, userQuantity: 0, resultQuantity: 2 },
        { sku: 'pot', lineId: expect.stringContaining('pot~'), guestQuantity: 1, userQuantity: 0, resultQuantity: 1 },
      ],
    })
    expect(await linesOf(personOf(reply).client)).toEqual([
      ['tea', 2],
      ['pot', 1],
    ])
  })

  it.each([
    ['sum', 5, { tea: 5 }],
    ['max', 3, { tea: 3 }],
    ['keepUser', 2, { tea: 2 }],
    ['keepGuest', 3, { tea: 3 }],
    [undefined, 5, { tea: 5 }],
  ])('a guest’s cart moves at sign-in, by the strategy %s', async (mergeStrategy, resultQuantity, lines) => {
    const person = await registered()
    const guest = await guestWith({ tea: 3 })
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2 })
    const reply = await login(person.email, { guestToken: guest.token, ...(mergeStrategy && { mergeStrategy }) })
    expect(reply.as(signedInSchema).merge).toEqual({
      report: [
        { sku: 'tea', lineId: expect.stringContaining('tea~'), guestQuantity: 3, userQuantity: 2, resultQuantity },
      ],
    })
    expect(Object.fromEntries(await linesOf(person.client))).toEqual(lines)
  })

  it('a merged guest’s cart takes no writes and shows no lines, and its copies hold none', async () => {
    const person = await registered()
    const guest = await guestWith({ tea: 1 })
    expect((await merge(person, guest)).status).toBe(200)
    ;(await guest.add('pot')).refusal(409, 'cart_merged')
    ;(await guest.call('POST', '/v1/cart/undo')).refusal(409, 'cart_merged')
    ;(await guest.cart()).refusal(409, 'cart_merged')
    ;(await guest.get('/v1/cart/history')).refusal(409, 'cart_merged')
    const copy = await snapshotOf(guest)
    expect(copy).toMatchObject({ state: 'live', seal: person.id })
    expect(rowsOf(copy).map(([list]) => list)).toEqual(['merge'])
    await inRecord(guest, copy?.version ?? 0)
    expect(rowsOf(await record.getCopy('cart', guest.id))).toEqual(rowsOf(copy))
  })

  it('fault 39: two simultaneous sign-ins with one guest merge once, and neither lose nor double a line', async () => {
    const person = await registered()
    const guest = await guestWith({ tea: 3, pot: 2 })
    const replies = await Promise.all(Array.from({ length: 6 }, () => login(person.email, { guestToken: guest.token })))
    const reports = replies.map((reply) => reply.as(signedInSchema).merge)
    expect(new Set(reports.map((report) => JSON.stringify(report))).size).toBe(1)
    expect(await linesOf(person.client)).toEqual([
      ['tea', 3],
      ['pot', 2],
    ])
  })

  it('fault 48: a guest’s cart is bound to the first of two users; the second one still signs in', async () => {
    const [first, second] = [await registered(), await registered()]
    const guest = await guestWith({ tea: 3 })
    expect((await merge(first, guest)).status).toBe(200)
    ;(await merge(second, guest)).refusal(409, 'guest_already_merged')
    const reply = await login(second.email, { guestToken: guest.token })
    expect(reply.as(signedInSchema).merge).toEqual({ refused: 'guest_already_merged' })
    expect(await linesOf(second.client)).toEqual([])
    expect(await linesOf(first.client)).toEqual([['tea', 3]])
  })

  it('fault 48: one of several simultaneous users gets the guest’s cart', async () => {
    const people = await Promise.all([registered(), registered(), registered()])
    const guest = await guestWith({ tea: 3 })
    const replies = await Promise.all(people.map((person) => merge(person, guest)))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    const carts = await Promise.all(people.map(({ client }) => linesOf(client)))
    expect(carts.flat()).toEqual([['tea', 3]])
  })

  it('a repeated merge answers with the first report, also with another strategy', async () => {
    const person = await registered()
    const guest = await guestWith({ tea: 3 })
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })
    const first = (await merge(person, guest)).as(mergedSchema)
    await person.client.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 5 })
    const again = (await merge(person, guest, { mergeStrategy: 'keepGuest' })).as(mergedSchema)
    expect(again.report).toEqual(first.report)
    expect(again.cart.items).toMatchObject([{ sku: 'tea', quantity: 9 }])
  })

  it('a guest’s cart that was never written is bound as well', async () => {
    const [first, second] = [await registered(), await registered()]
    const guest = await guestWith({})
    expect((await merge(first, guest)).as(mergedSchema).report).toEqual([])
    ;(await guest.add('tea')).refusal(409, 'cart_merged')
    ;(await merge(second, guest)).refusal(409, 'guest_already_merged')
  })

  it('a merge moves the saved list, and units over the limit go there and are reported', async () => {
    const person = await registered()
    const guest = await guestWith({ tea: 1, pot: 1 })
    await guest.call('POST', '/v1/cart/items/pot/save')
    const skus = await stockMany('full', 199)
    for (let from = 0; from < skus.length; from += 100) {
      const operations = skus.slice(from, from + 100).map((sku) => ({ type: 'add', sku, quantity: 1 }))
      expect((await person.client.call('POST', '/v1/cart/batch', { operations })).status).toBe(200)
    }
    await guest.add('cup', 2)
    const { cart, report } = (await merge(person, guest)).as(mergedSchema)
    expect(report).toEqual([
      { sku: 'tea', lineId: expect.stringContaining('tea~'), guestQuantity: 1, userQuantity: 0, resultQuantity: 1 },
      {
        sku: 'cup',
        lineId: expect.stringContaining('cup~'),
        guestQuantity: 2,
        userQuantity: 0,
        resultQuantity: 2,
        movedToSaved: true,
      },
      {
        sku: 'pot',
        lineId: expect.stringContaining('pot~'),
        guestQuantity: 1,
        userQuantity: 0,
        resultQuantity: 1,
        saved: true,
      },
    ])
    expect(cart.items).toHaveLength(200)
    expect(cart.saved.map(({ sku, quantity }) => [sku, quantity])).toEqual([
      ['pot', 1],
      ['cup', 2],
    ])
  })

  it('a guest’s cart that cannot be reached is not bound, and the sign-in succeeds', async () => {
    const person = await registered()
    const guest = await guestWith({ tea: 3 })
    await failing('merge', async () => {
      const reply = await login(person.email, { guestToken: guest.token })
      expect(reply.as(signedInSchema).merge).toEqual({ refused: 'unavailable' })
    })
    await failing('admits', async () => {
      const reply = await login(person.email, { guestToken: guest.token })
      expect(reply.as(signedInSchema).merge).toEqual({ refused: 'unavailable' })
      ;(await merge(person, guest)).refusal(503, 'unavailable')
    })
    expect((await guest.add('pot')).status).toBe(200)
    const other = await registered()
    expect((await merge(other, guest)).status).toBe(200)
  })

  it('lines that do not arrive at once follow by the guest’s own alarm, once', async () => {
    const person = await registered()
    const guest = await guestWith({ tea: 3 })
    await failing('importGuest', async () => {
      const reply = await login(person.email, { guestToken: guest.token })
      expect(reply.as(signedInSchema).merge).toEqual({ pending: true })
      ;(await guest.add('pot')).refusal(409, 'cart_merged')
      ;(await merge(person, guest)).refusal(503, 'unavailable')
    })
    expect(await linesOf(person.client)).toEqual([])
    await later(11 * SECOND, () => runDurableObjectAlarm(objectOf(guest)))
    expect(await linesOf(person.client)).toEqual([['tea', 3]])
    await later(60 * SECOND, () => runDurableObjectAlarm(objectOf(guest)))
    expect(await linesOf(person.client)).toEqual([['tea', 3]])
    expect(await rowsIn(guest, "SELECT key FROM rows WHERE list = 'merge'")).toEqual([{ key: 'done' }])
  })

  it('a guest’s cart is erased with the account that it was merged into', async () => {
    const person = await registered()
    const guest = await guestWith({ tea: 3 })
    await merge(person, guest)
    expect((await person.client.call('DELETE', '/v1/me', { password: PASSWORD })).status).toBe(204)
    ;(await guest.cart()).refusal(410, 'erased')
    ;(await merge(await registered(), guest)).refusal(410, 'erased')
  })
})

it('a merge into the cart of a user of another provider needs no account', async () => {
  const guest = await guestWith({ tea: 2 })
  const outsider = await Shopper.of({ id: newId('usr', Date.now()), role: 'customer' })
  const reply = await outsider.call('POST', '/v1/cart/merge', { guestToken: guest.token })
  expect(reply.as(mergedSchema).cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
})

/** Runs `work` while one method of every cart's object fails, like an object that is down. */
async function failing(method: 'merge' | 'admits' | 'importGuest', work: () => Promise<void>): Promise<void> {
  // The probe loads the class that this isolate's objects use.
  await runInDurableObject(bindings.CARTS.getByName('gst_probe'), () => {})
  const original = CartDurableObject.prototype[method]
  CartDurableObject.prototype[method] = (async () => {
    throw new Error('this object is down')
  }) as never
  try {
    await work()
  } finally {
    CartDurableObject.prototype[method] = original as never
  }
}
