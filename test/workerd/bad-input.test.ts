/** Invalid input. Invariant: it is refused as 4xx before any object is reached, and never causes a 5xx. */
import { beforeAll, describe, expect, it } from 'vitest'
import { guestSchema } from '../../src/contract/answers/identity.ts'
import { type Reply, Shopper, stranger } from './support/client.ts'
import { diskOf, objectCount } from './support/objects.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea')))

/** Sends as a shopper without an object, and proves that the request created none. */
async function refused(send: (shopper: Shopper) => Promise<Reply>, status: number, code: string) {
  const before = await objectCount()
  const problem = (await send(await Shopper.guest())).refusal(status, code)
  expect(await objectCount()).toBe(before)
  return problem
}

describe('fault 30: an invalid quantity', () => {
  const VALUES = [
    '-1',
    '0',
    '1.5',
    '1e309',
    '-1e309',
    '9007199254740992',
    '1e21',
    '"1"',
    'true',
    'false',
    '[]',
    '[1]',
    '{}',
    'null',
    '""',
    '"abc"',
    '" 1"',
    '-0',
  ]

  it.each(VALUES)('the quantity %s is refused by an add', async (value) => {
    const problem = await refused(
      (s) => s.call('POST', '/v1/cart/items', `{"sku":"tea","quantity":${value}}`),
      400,
      'invalid_request',
    )
    expect(problem.errors).toMatchObject([{ path: 'quantity', message: expect.stringMatching(/./) }])
  })

  it.each(VALUES.filter((value) => value !== '0' && value !== '-0'))(
    'the quantity %s is refused by a set and by a batch, and nothing changes',
    async (value) => {
      const shopper = await Shopper.guest()
      await shopper.add('tea', 2)
      const before = await diskOf(shopper)
      ;(await shopper.call('PATCH', '/v1/cart/items/tea', `{"quantity":${value}}`)).refusal(400, 'invalid_request')
      const operations = `[{"type":"add","sku":"tea","quantity":1},{"type":"set","sku":"tea","quantity":${value}}]`
      for (const atomic of [true, false]) {
        ;(await shopper.call('POST', '/v1/cart/batch', `{"operations":${operations},"atomic":${atomic}}`)).refusal(
          400,
          'invalid_request',
        )
      }
      expect(await diskOf(shopper)).toEqual(before)
    },
  )
})

describe('fault 29: fields that a client may not set', () => {
  it.each([
    'price',
    'unitPrice',
    'total',
    'role',
    'userId',
    'title',
    'labels',
    'version',
    'selected',
    'now',
    'rank',
    'constructor',
  ])('the field %s in an add is refused', async (field) => {
    const problem = await refused(
      (s) => s.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1, [field]: 1 }),
      400,
      'invalid_request',
    )
    expect(JSON.stringify(problem.errors)).toContain(field)
  })

  it.each<[string, string, object]>([
    ['PATCH', '/v1/cart/items/tea', { quantity: 1, price: 1 }],
    ['PATCH', '/v1/cart/items/tea', {}],
    ['PUT', '/v1/cart/selection', { selected: true, total: 0 }],
    ['POST', '/v1/cart/batch', { operations: [{ type: 'add', sku: 'tea', quantity: 1 }], userId: 'usr_x' }],
    ['DELETE', '/v1/cart', { userId: 'usr_x' }],
    ['DELETE', '/v1/cart/items/tea', { userId: 'usr_x' }],
    ['POST', '/v1/cart/items/tea/restore', { quantity: 5 }],
    ['POST', '/v1/cart/undo', { version: 1 }],
    ['POST', '/v1/cart/undo', []],
  ])('%s %s refuses the body %j', async (method, path, body) => {
    await refused((s) => s.call(method, path, body), 400, 'invalid_request')
  })

  it('a guest cannot choose who they are', async () => {
    ;(await stranger.call('POST', '/v1/auth/guest', { userId: 'usr_1', role: 'admin' })).refusal(400, 'invalid_request')
    const { user } = (await stranger.call('POST', '/v1/auth/guest', {})).as(guestSchema)
    expect(user).toEqual({ id: expect.stringMatching(/^gst_[0-9A-HJKMNP-TV-Z]{26}$/), role: 'guest' })
  })

  it('fields in the query change nothing', async () => {
    const shopper = await Shopper.guest()
    const { cart } = await shopper.call('POST', '/v1/cart/items?price=1&userId=usr_x', { sku: 'tea', quantity: 1 })
    expect(cart).toMatchObject({ userId: shopper.id, items: [{ unitPrice: { amount: 1000 } }] })
  })
})

describe('fault 36: hostile bodies', () => {
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  const bytes = (...values: number[]) =>
    new Uint8Array([
      ...new TextEncoder().encode('{"sku":"tea","quantity":1,"attributes":{"a":"'),
      ...values,
      ...new TextEncoder().encode('"}}'),
    ])

  it.each<[string, string | Uint8Array]>([
    ['JSON as deep as fits', '['.repeat(32_000)],
    ['closed JSON as deep as fits', '['.repeat(32_000) + ']'.repeat(32_000)],
    ['deep objects', deep(10_000)],
    ['deep attributes', `{"sku":"tea","quantity":1,"attributes":${deep(40)}}`],
    ['__proto__ at the top', '{"sku":"tea","quantity":1,"__proto__":{"price":1}}'],
    ['__proto__ within', '{"sku":"tea","quantity":1,"attributes":{"__proto__":"x"}}'],
    ['__proto__ in escapes', '{"sku":"tea","quantity":1,"\\u005f_proto__":{"price":1}}'],
    ['bad UTF-8', bytes(0xff)],
    ['an overlong NUL', bytes(0xc0, 0x80)],
    ['a surrogate in UTF-8', bytes(0xed, 0xa0, 0x80)],
    ['a truncated character', bytes(0xe8, 0x8c)],
    ['a raw NUL', bytes(0)],
    ['an escaped NUL', '{"sku":"tea","quantity":1,"attributes":{"a":"\\u0000"}}'],
    ['a NUL in a name', '{"sku":"tea","quantity":1,"attributes":{"a\\u0000":"b"}}'],
    ['a lone surrogate', '{"sku":"tea","quantity":1,"attributes":{"a":"\\ud83c"}}'],
    ['a lone surrogate in a name', '{"sku":"tea","quantity":1,"attributes":{"\\udc00":"b"}}'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0])],
    ['two values', '{"sku":"tea","quantity":1}{"sku":"tea"}'],
    ['NaN', '{"sku":"tea","quantity":NaN}'],
    ['an array', '[{"sku":"tea","quantity":1}]'],
    ['a number', '1'],
    ['null', 'null'],
    ['a string', '"x"'],
  ])('the body with %s is refused', async (_, body) => {
    await refused((s) => s.call('POST', '/v1/cart/items', body), 400, 'invalid_request')
  })

  it('a body of exactly 64 KiB is read, and one with one byte more is refused', async () => {
    const padded = (length: number) => `{"sku":"tea","quantity":1}`.padEnd(length)
    const shopper = await Shopper.guest()
    expect((await shopper.call('POST', '/v1/cart/items', padded(64 * 1024))).status).toBe(200)
    ;(await shopper.call('POST', '/v1/cart/items', padded(64 * 1024 + 1))).refusal(413, 'payload_too_large')
  })

  it('a compressed body is refused without unpacking it', async () => {
    const packed = new Uint8Array(
      await new Response(
        new Blob([' '.repeat(1_000_000)]).stream().pipeThrough(new CompressionStream('gzip')),
      ).arrayBuffer(),
    )
    await refused(
      (s) => s.call('POST', '/v1/cart/items', packed, { 'content-encoding': 'gzip' }),
      400,
      'invalid_request',
    )
  })

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/json',
    'application/jsonp',
    'application/json, text/plain',
    'text/plain; application/json',
  ])('the content type %s is not accepted as JSON', async (type) => {
    await refused(
      (s) => s.call('POST', '/v1/cart/items', '{"sku":"tea","quantity":1}', { 'content-type': type }),
      415,
      'unsupported_media_type',
    )
  })

  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/json ;charset=utf-8',
    'application/json;',
    'application/vnd.shop+json',
  ])('the content type %s is accepted as JSON', async (type) => {
    const shopper = await Shopper.guest()
    expect(
      (await shopper.call('POST', '/v1/cart/items', '{"sku":"tea","quantity":1}', { 'content-type': type })).status,
    ).toBe(200)
  })
})

describe('SKUs', () => {
  it.each(['', '.', '..', '-tea', '_tea', 'a'.repeat(65), 'te a', 'te\na', 'té', '茶', '__proto__', 'a/b', "a'--"])(
    '%j is refused as a SKU',
    async (sku) => {
      await refused((s) => s.call('POST', '/v1/cart/items', { sku, quantity: 1 }), 400, 'invalid_request')
    },
  )

  it.each(['constructor', 'toString', 'hasOwnProperty', 'a'.repeat(64), '0', 'A.b_c-d'])(
    '%s is accepted as a SKU',
    async (sku) => {
      await stock(product(sku))
      const shopper = await Shopper.guest()
      expect((await shopper.add(sku)).cart.items).toMatchObject([{ sku, title: `商品 ${sku}` }])
      expect((await shopper.call('DELETE', `/v1/cart/items/${sku}`)).cart.removed).toMatchObject([{ sku }])
      expect((await stranger.get(`/v1/products/${sku}`)).status).toBe(200)
    },
  )

  it.each(['constructor', 'toString', 'valueOf'])(
    '%s is an unknown SKU, and not a property of a JavaScript object',
    async (sku) => {
      const shopper = await Shopper.guest()
      const other = `${sku}-`
      ;(await shopper.add(other)).refusal(404, 'unknown_sku')
      ;(await shopper.call('PATCH', `/v1/cart/items/${sku}`, { quantity: 1 })).refusal(404, 'line_not_found')
      ;(await shopper.call('POST', `/v1/cart/items/${sku}/restore`)).refusal(409, 'not_restorable')
    },
  )
})
