/** Batches, undo, and the short answer that a client may prefer after a write. */
import { beforeAll, describe, expect, it } from 'vitest'
import { minimalSchema } from '../../src/contract/answers/cart.ts'
import { Shopper } from './support/client.ts'
import { product, stock } from './support/shop.ts'
import { later, MINUTE, SECOND } from './support/time.ts'

beforeAll(() =>
  stock(product('tea'), product('cup', { priceAmount: 250 }), product('pot'), product('gone', { status: 'hidden' })),
)

function batch(shopper: Shopper, operations: readonly object[], more: object = {}, headers = {}) {
  return shopper.call('POST', '/v1/cart/batch', { operations, ...more }, headers)
}

const add = (sku: string, quantity = 1, more: object = {}) => ({ type: 'add', sku, quantity, ...more })

describe('a batch', () => {
  it('a batch runs its operations in order, as one version', async () => {
    const shopper = await Shopper.guest()
    const { cart } = await batch(shopper, [
      add('tea', 2),
      add('cup', 1, { attributes: { a: 'b' } }),
      { type: 'set', sku: 'tea', quantity: 5 },
      { type: 'remove', sku: 'cup' },
      { type: 'restore', sku: 'cup' },
      { type: 'select', sku: 'cup', selected: false },
    ])
    expect(cart.version).toBe(1)
    expect(cart.items).toMatchObject([
      { sku: 'tea', quantity: 5, selected: true },
      { sku: 'cup', quantity: 1, selected: false, attributes: { a: 'b' } },
    ])
    expect(cart).not.toHaveProperty('results')
  })

  it('a batch is all or nothing by default, and names the operation that was refused', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const reply = await batch(shopper, [
      add('cup'),
      { type: 'remove', sku: 'tea' },
      { type: 'remove', sku: 'pot' },
      add('pot'),
    ])
    expect(reply.refusal(404, 'line_not_found').index).toBe(2)
    expect((await shopper.cart()).cart).toMatchObject({ version: 1, items: [{ sku: 'tea', quantity: 1 }], removed: [] })
  })

  it.each([
    [404, 'unknown_sku', add('gone')],
    [409, 'quantity_limit', add('tea', 1000)],
    [409, 'not_restorable', { type: 'restore', sku: 'tea' }],
    [404, 'line_not_found', { type: 'select', sku: 'tea', selected: true }],
  ])('a batch has the status and code of the operation that failed: %i %s', async (status, code, operation) => {
    const shopper = await Shopper.guest()
    expect((await batch(shopper, [add('cup'), operation])).refusal(status, code).index).toBe(1)
    expect((await shopper.cart()).cart.version).toBe(0)
  })

  it('a batch that is not atomic applies every possible operation, with a result for each', async () => {
    const shopper = await Shopper.guest()
    const { cart } = await batch(shopper, [add('tea'), { type: 'remove', sku: 'pot' }, add('cup', 1000), add('cup')], {
      atomic: false,
    })
    expect(cart.version).toBe(1)
    expect(cart.items.map(({ sku }) => sku)).toEqual(['tea', 'cup'])
    expect(cart.results).toMatchObject([
      { status: 'accepted' },
      { status: 'refused', code: 'line_not_found' },
      { status: 'refused', code: 'quantity_limit' },
      { status: 'accepted' },
    ])
  })

  it.each([1, 2])(
    'a batch that is not atomic answers with results even when each of its %i operations is refused',
    async (count) => {
      const shopper = await Shopper.guest()
      const { cart } = await batch(shopper, Array(count).fill(add('gone')), { atomic: false })
      expect(cart.version).toBe(0)
      expect(cart.results).toMatchObject(Array(count).fill({ status: 'refused', code: 'unknown_sku' }))
    },
  )

  it('a batch repeats its results under the same Idempotency-Key', async () => {
    const shopper = await Shopper.guest()
    const send = () => batch(shopper, [add('tea'), add('gone')], { atomic: false }, { 'idempotency-key': 'k' })
    const first = await send()
    const repeat = await send()
    expect(repeat.headers.get('idempotency-replayed')).toBe('true')
    expect(repeat.cart).toEqual(first.cart)
  })

  it('an operation with a key happens once, even if another batch repeats it', async () => {
    const shopper = await Shopper.guest()
    await batch(shopper, [add('tea', 1, { key: 'a' })])
    const { cart } = await batch(shopper, [add('tea', 1, { key: 'a' }), add('tea', 2, { key: 'b' })], { atomic: false })
    expect(cart.results).toEqual([{ status: 'replayed' }, { status: 'accepted' }])
    expect(cart.items).toMatchObject([{ quantity: 3 }])
    const again = await batch(shopper, [add('tea', 2, { key: 'b' }), add('tea', 1, { key: 'a' })])
    expect(again.cart).toMatchObject({ version: 2, items: [{ quantity: 3 }] })
  })

  it('an operation’s key is refused for another operation', async () => {
    const shopper = await Shopper.guest()
    await batch(shopper, [add('tea', 1, { key: 'a' })])
    expect(
      (await batch(shopper, [add('cup'), add('tea', 2, { key: 'a' })])).refusal(422, 'idempotency_key_reused').index,
    ).toBe(1)
    expect((await shopper.cart()).cart.version).toBe(1)
  })

  it('keys of operations and keys of requests are kept apart', async () => {
    const shopper = await Shopper.guest()
    await batch(shopper, [add('tea', 1, { key: 'a' })])
    const reply = await shopper.add('tea', 1, { 'idempotency-key': 'a' })
    expect(reply.headers.get('idempotency-replayed')).toBeNull()
    expect(reply.cart.items).toMatchObject([{ quantity: 2 }])
  })

  it('a refused batch leaves the keys of its operations free', async () => {
    const shopper = await Shopper.guest()
    ;(await batch(shopper, [add('tea', 1, { key: 'a' }), add('gone')])).refusal(404, 'unknown_sku')
    expect((await batch(shopper, [add('tea', 4, { key: 'a' })])).cart.items).toMatchObject([{ quantity: 4 }])
  })

  it('a batch holds 1 to 100 operations', async () => {
    const shopper = await Shopper.guest()
    ;(await batch(shopper, [])).refusal(400, 'invalid_request')
    ;(await batch(shopper, Array(101).fill(add('tea')))).refusal(400, 'invalid_request')
    expect((await batch(shopper, Array(100).fill(add('tea')))).cart).toMatchObject({
      version: 1,
      items: [{ quantity: 100 }],
    })
  })

  it.each([
    { type: 'add', sku: 'tea' },
    { type: 'remove', sku: 'tea', quantity: 1 },
    { type: 'select', sku: 'tea' },
    { type: 'clear' },
    { type: 'forget' },
    { type: 'add', sku: 'tea', quantity: 1, key: 'two words' },
    { type: 'add', sku: 'tea', quantity: 1, price: 1 },
  ])('a malformed operation is refused: %j', async (operation) => {
    const shopper = await Shopper.guest()
    const { errors = [] } = (await batch(shopper, [add('tea'), operation])).refusal(400, 'invalid_request')
    expect(errors[0]?.path).toMatch(/^operations\.1/)
    expect((await shopper.cart()).cart.version).toBe(0)
  })
})

describe('undo', () => {
  const undo = (shopper: Shopper, headers = {}) => shopper.call('POST', '/v1/cart/undo', undefined, headers)

  it.each<[string, (shopper: Shopper) => Promise<unknown>]>([
    ['an add', (shopper) => shopper.add('tea', 3)],
    ['a set', (shopper) => shopper.call('PATCH', '/v1/cart/items/cup', { quantity: 9, attributes: { a: 'b' } })],
    ['a removal', (shopper) => shopper.call('DELETE', '/v1/cart/items/cup')],
    ['a restore', (shopper) => shopper.call('POST', '/v1/cart/items/pot/restore')],
    ['a selection', (shopper) => shopper.call('PUT', '/v1/cart/selection', { selected: false })],
    [
      'a batch',
      (shopper) => batch(shopper, [add('tea'), { type: 'remove', sku: 'cup' }, { type: 'restore', sku: 'pot' }]),
    ],
    ['a clearance', (shopper) => shopper.call('DELETE', '/v1/cart')],
  ])('undo takes back %s', async (_, work) => {
    const shopper = await Shopper.guest()
    await shopper.fill(['cup', 'pot'])
    const { version: __, updatedAt: ___, ...before } = (await shopper.call('DELETE', '/v1/cart/items/pot')).cart
    await work(shopper)
    const { version, updatedAt: ____, ...after } = (await undo(shopper)).cart
    expect(after).toEqual(before)
    expect(version).toBe(4)
  })

  it('an undo cannot be undone, and no write is undone twice', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    await shopper.add('tea')
    expect((await undo(shopper)).cart.items).toMatchObject([{ quantity: 1 }])
    ;(await undo(shopper)).refusal(409, 'nothing_to_undo')
  })

  it('undo is refused in a cart that was never written', async () => {
    const shopper = await Shopper.guest()
    ;(await undo(shopper)).refusal(409, 'nothing_to_undo')
  })

  it('undo reaches back ten minutes', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    await later(10 * MINUTE + SECOND, async () => (await undo(shopper)).refusal(409, 'nothing_to_undo'))
    await later(10 * MINUTE - 10 * SECOND, async () => expect((await undo(shopper)).cart.items).toEqual([]))
  })

  it('undo obeys keys and If-Match like any write', async () => {
    const shopper = await Shopper.guest()
    const etag = (await shopper.add('tea')).headers.get('etag') ?? ''
    await shopper.add('tea')
    ;(await undo(shopper, { 'if-match': etag })).refusal(412, 'version_mismatch')
    await undo(shopper, { 'idempotency-key': 'u' })
    const repeat = await undo(shopper, { 'idempotency-key': 'u' })
    expect(repeat.headers.get('idempotency-replayed')).toBe('true')
    expect(repeat.cart).toMatchObject({ version: 3, items: [{ quantity: 1 }] })
  })
})

describe('Prefer: return=minimal', () => {
  it('Prefer: return=minimal answers only version, changed SKUs and totals', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2)
    const reply = await shopper.add('cup', 2, { prefer: 'respond-async, return=minimal; wait=1' })
    expect(reply.as(minimalSchema)).toMatchObject({
      version: 2,
      changed: ['cup'],
      totals: { itemCount: 4, total: { amount: 2500 } },
    })
    expect(Object.keys(JSON.parse(reply.text)).sort()).toEqual(['changed', 'totals', 'version'])
    expect(reply.headers.get('preference-applied')).toBe('return=minimal')
    expect(reply.headers.get('etag')).toBe((await shopper.cart()).headers.get('etag'))
  })

  it('other preferences do not count as return=minimal', async () => {
    const shopper = await Shopper.guest()
    expect((await shopper.add('tea', 1, { prefer: 'return=representation' })).cart.items).toHaveLength(1)
    expect((await shopper.add('tea', 1, { prefer: 'x-return=minimal' })).cart.items).toHaveLength(1)
  })
})
