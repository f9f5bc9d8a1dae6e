/**
 * Clients that number their operations, over HTTP. Invariant: each operation is decided exactly once, however late and
 * often it arrives, and wherever the cart is by then.
 */
import { evictDurableObject } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { minimalSchema } from '../../src/contract/answers/cart.ts'
import { watermarkSchema } from '../../src/contract/answers/shapes.ts'
import { type Client, Shopper } from './support/client.ts'
import {
  cartOf,
  deliver,
  drained,
  interceptSends,
  objectOf,
  rowsIn,
  runAlarm,
  withFailingSql,
  written,
} from './support/objects.ts'
import { login, registered } from './support/person.ts'
import { product, record, stock } from './support/shop.ts'
import { DAY, HOUR, later, MINUTE } from './support/time.ts'

beforeAll(() => stock(product('tea'), product('cup'), product('pot')))
afterEach(() => vi.restoreAllMocks())

const add = (sku: string, quantity = 1) => ({ type: 'add', sku, quantity })

/** Sends operations as one batch, numbered from `first`. */
function send(shopper: Client, client: string, first: number, operations: readonly object[], headers = {}, more = {}) {
  const numbered = operations.map((operation, place) => ({ ...operation, seq: first + place }))
  return shopper.call('POST', '/v1/cart/batch', { client, operations: numbered, ...more }, headers)
}

const watermark = async (shopper: Client, client: string) =>
  (await shopper.get(`/v1/cart/clients/${client}`)).as(watermarkSchema)
const unitsOf = async (shopper: Client) =>
  (await shopper.get('/v1/cart')).cart.items.map(({ sku, quantity }) => [sku, quantity])

describe('a batch of a client', () => {
  it('a batch answers with a result for each number, and the watermark', async () => {
    const shopper = await Shopper.guest()
    const { cart } = await send(shopper, 'phone', 1, [add('tea', 2), { type: 'remove', sku: 'pot' }, add('cup')])
    expect(cart).toMatchObject({ version: 1, client: { id: 'phone', last: 3 } })
    expect(cart.results).toEqual([
      { seq: 1, status: 'accepted' },
      { seq: 2, status: 'refused', code: 'line_not_found', detail: expect.any(String) },
      { seq: 3, status: 'accepted' },
    ])
    expect(cart.items).toMatchObject([{ quantity: 2 }, { quantity: 1 }])
    expect(await watermark(shopper, 'phone')).toEqual({ id: 'phone', last: 3 })
  })

  it('a repeat decides nothing, and the rest of a longer batch is decided', async () => {
    const shopper = await Shopper.guest()
    await send(shopper, 'phone', 1, [add('tea'), { type: 'remove', sku: 'pot' }])
    const repeat = await send(shopper, 'phone', 1, [add('tea'), { type: 'remove', sku: 'pot' }])
    expect(repeat.cart).toMatchObject({
      version: 1,
      results: [
        { seq: 1, status: 'done' },
        { seq: 2, status: 'done', code: 'line_not_found' },
      ],
    })
    const longer = await send(shopper, 'phone', 1, [add('tea'), { type: 'remove', sku: 'pot' }, add('tea', 4)])
    expect(longer.cart.results?.map(({ status }) => status)).toEqual(['done', 'done', 'accepted'])
    expect(await unitsOf(shopper)).toEqual([['tea', 5]])
  })

  it('a batch of refusals only raises the version by one, changes no line, and reaches the record', async () => {
    const shopper = await Shopper.guest()
    interceptSends()
    const before = (await shopper.add('tea')).cart
    const reply = await send(shopper, 'phone', 1, [{ type: 'remove', sku: 'pot' }], { prefer: 'return=minimal' })
    expect(reply.as(minimalSchema)).toMatchObject({
      ...{ version: 2, changed: [], client: { id: 'phone', last: 1 } },
      results: [{ seq: 1, status: 'refused', code: 'line_not_found' }],
    })
    expect((await shopper.cart()).cart.items).toEqual(before.items)
    await deliver([await drained(shopper)])
    expect(await record.getCopy('cart', shopper.id)).toMatchObject({
      version: 2,
      lists: { clients: { all: [{ id: 'phone', last: 1 }] } },
    })
  })

  it('a gap applies nothing, and the answer names the operation that comes next', async () => {
    const shopper = await Shopper.guest()
    await send(shopper, 'phone', 1, [add('tea')])
    const problem = (await send(shopper, 'phone', 3, [add('tea'), add('tea')])).refusal(409, 'sequence_gap')
    expect(problem).toMatchObject({ expected: 2, client: { id: 'phone', last: 1 } })
    expect((await shopper.cart()).cart).toMatchObject({ version: 1, items: [{ quantity: 1 }] })
  })

  it('a client without a row in the cart is refused by name, and begins with 1', async () => {
    const shopper = await Shopper.guest()
    const problem = (await send(shopper, 'phone', 4, [add('tea')])).refusal(409, 'unknown_client')
    expect(problem).toMatchObject({ client: { id: 'phone', last: 0 } })
    expect(problem).not.toHaveProperty('expected')
    expect(await watermark(shopper, 'phone')).toEqual({ id: 'phone', last: 0 })
    expect((await send(shopper, 'phone', 1, [add('tea')])).cart.client).toEqual({ id: 'phone', last: 1 })
  })

  it('simultaneous repeats of one batch are decided once', async () => {
    const shopper = await Shopper.guest()
    const replies = await Promise.all(Array.from({ length: 6 }, () => send(shopper, 'phone', 1, [add('tea', 3)])))
    const statuses = replies.map(({ cart }) => cart.results?.[0]?.status).sort()
    expect(statuses).toEqual(['accepted', ...Array(5).fill('done')])
    expect(await unitsOf(shopper)).toEqual([['tea', 3]])
  })

  it('the sixteen most recently used clients are known', async () => {
    const shopper = await Shopper.guest()
    for (let client = 0; client < 16; client++) await send(shopper, `c-${client}`, 1, [add('tea')])
    await send(shopper, 'c-0', 2, [add('tea')])
    await send(shopper, 'c-16', 1, [add('tea')])
    ;(await send(shopper, 'c-1', 2, [add('tea')])).refusal(409, 'unknown_client')
    expect((await send(shopper, 'c-0', 3, [add('tea')])).cart.client).toEqual({ id: 'c-0', last: 3 })
    expect(await unitsOf(shopper)).toEqual([['tea', 19]])
  })

  it.each<[string, object, object?]>([
    ['an id with a space', { client: 'my phone', operations: [{ ...add('tea'), seq: 1 }] }],
    ['an id of 65 characters', { client: 'x'.repeat(65), operations: [{ ...add('tea'), seq: 1 }] }],
    ['an operation without a number', { client: 'phone', operations: [add('tea')] }],
    ['the number 0', { client: 'phone', operations: [{ ...add('tea'), seq: 0 }] }],
    ['a number that is not safe', { client: 'phone', operations: [{ ...add('tea'), seq: 2 ** 53 }] }],
    [
      'numbers with a gap',
      {
        client: 'phone',
        operations: [
          { ...add('tea'), seq: 1 },
          { ...add('tea'), seq: 3 },
        ],
      },
    ],
    ['a number without a client', { operations: [{ ...add('tea'), seq: 1 }] }],
    ['all or nothing', { client: 'phone', atomic: true, operations: [{ ...add('tea'), seq: 1 }] }],
    ['an operation with a key', { client: 'phone', operations: [{ ...add('tea'), seq: 1, key: 'k' }] }],
    ['an Idempotency-Key', { client: 'phone', operations: [{ ...add('tea'), seq: 1 }] }, { 'idempotency-key': 'k' }],
    ['an If-Match', { client: 'phone', operations: [{ ...add('tea'), seq: 1 }] }, { 'if-match': '*' }],
  ])('a batch is refused with %s', async (_, body, headers = {}) => {
    const shopper = await Shopper.guest()
    ;(await shopper.call('POST', '/v1/cart/batch', body, { ...headers })).refusal(400, 'invalid_request')
    expect((await shopper.cart()).cart.version).toBe(0)
  })
})

describe('fault 68: a client sends what it sent weeks before', () => {
  it('an operation whose answer was lost is not decided again after the cart has slept', async () => {
    const shopper = await Shopper.guest()
    interceptSends()
    await send(shopper, 'phone', 1, [add('tea', 2), { type: 'remove', sku: 'pot' }])
    await deliver([await drained(shopper)])
    await later(25 * HOUR + MINUTE, () => runAlarm(shopper, 0))
    expect(await rowsIn(shopper, 'SELECT state FROM meta')).toEqual([{ state: 'evicted' }])
    await later(30 * DAY, async () => {
      const { cart } = await send(shopper, 'phone', 1, [add('tea', 2), { type: 'remove', sku: 'pot' }, add('cup')])
      expect(cart.results).toMatchObject([
        { status: 'done' },
        { status: 'done', code: 'line_not_found' },
        { status: 'accepted' },
      ])
      expect(cart.items).toMatchObject([{ quantity: 2 }, { sku: 'cup' }])
    })
  })

  it('the object forgets nothing with its memory', async () => {
    const shopper = await Shopper.guest()
    for (const seq of [1, 2, 3]) {
      await send(shopper, 'phone', seq, [add('tea')])
      await evictDurableObject(objectOf(shopper))
      expect((await send(shopper, 'phone', seq, [add('tea')])).cart.results).toEqual([{ seq, status: 'done' }])
    }
    expect(await unitsOf(shopper)).toEqual([['tea', 3]])
  })

  it('an operation that cannot be stored leaves the watermark where it was', async () => {
    const shopper = await Shopper.guest()
    await send(shopper, 'phone', 1, [add('tea')])
    vi.spyOn(console, 'log').mockReturnValue()
    await withFailingSql(/INSERT OR REPLACE INTO ops/, async () => {
      ;(await send(shopper, 'phone', 2, [add('tea')])).refusal(503, 'unavailable')
    })
    expect(await watermark(shopper, 'phone')).toEqual({ id: 'phone', last: 1 })
    expect((await send(shopper, 'phone', 2, [add('tea')])).cart.results).toEqual([{ seq: 2, status: 'accepted' }])
    expect(await unitsOf(shopper)).toEqual([['tea', 2]])
  })

  it('a guest’s client continues at the account’s cart, and the higher watermark counts where both know it', async () => {
    const person = await registered()
    await send(person.client, 'phone', 1, [add('cup')])
    const guest = await Shopper.guest()
    await send(guest, 'phone', 1, [add('tea'), add('tea'), { type: 'remove', sku: 'pot' }])
    await login(person.email, { guestToken: guest.token })
    ;(await send(guest, 'phone', 4, [add('tea')])).refusal(409, 'cart_merged')
    ;(await guest.get('/v1/cart/clients/phone')).refusal(409, 'cart_merged')
    const { cart } = await send(person.client, 'phone', 2, [add('tea'), { type: 'remove', sku: 'pot' }, add('pot')])
    expect(cart.results).toEqual([
      { seq: 2, status: 'done' },
      { seq: 3, status: 'done', code: 'line_not_found' },
      { seq: 4, status: 'accepted' },
    ])
    expect(await unitsOf(person.client)).toEqual([
      ['cup', 1],
      ['tea', 2],
      ['pot', 1],
    ])
  })

  it('an undo takes the lines back, and the operation stays done', async () => {
    const shopper = await Shopper.guest()
    await send(shopper, 'phone', 1, [add('tea')])
    await send(shopper, 'phone', 2, [add('tea', 5)])
    expect((await shopper.call('POST', '/v1/cart/undo')).cart.items).toMatchObject([{ quantity: 1 }])
    expect((await send(shopper, 'phone', 2, [add('tea', 5)])).cart.results).toEqual([{ seq: 2, status: 'done' }])
  })

  it('an erasure removes the clients', async () => {
    const shopper = await Shopper.guest()
    await send(shopper, 'phone', 1, [add('tea')])
    await cartOf(shopper).eraseAfter({ guests: [], orders: [] })
    expect(await rowsIn(shopper, 'SELECT * FROM rows')).toEqual([])
    ;(await send(shopper, 'phone', 2, [add('tea')])).refusal(410, 'erased')
  })
})

describe('the cost', () => {
  it('a numbered add writes one row more than a plain one, also when it displaces a client', async () => {
    const shopper = await Shopper.guest()
    interceptSends()
    await shopper.add('tea')
    const plain = await written(() => shopper.add('tea'))
    expect(await rowsIn(shopper, "SELECT * FROM rows WHERE list = 'clients'")).toEqual([])
    for (let client = 0; client < 16; client++) await send(shopper, `c-${client}`, 1, [add('tea')])
    const known = await written(() => send(shopper, 'c-15', 2, [add('tea')]))
    const displacing = await written(() => send(shopper, 'c-16', 1, [add('tea')]))
    expect(known).toEqual({ ...plain, rows: plain.rows + 1 })
    expect(displacing).toEqual(known)
    expect((await written(() => send(shopper, 'c-16', 1, [add('tea')]))).rows).toBe(0)
  })

  it('a watermark is read without a write', async () => {
    const shopper = await Shopper.guest()
    await send(shopper, 'phone', 1, [add('tea')])
    expect((await written(() => watermark(shopper, 'phone'))).rows).toBe(0)
  })
})
