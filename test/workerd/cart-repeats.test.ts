/** The memory of a cart: keys of writes, the position that a client saw, and the history. */
import { evictDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { historySchema } from '../../src/contract/answers/cart.ts'
import { Shopper } from './support/client.ts'
import { objectOf, rowsIn } from './support/objects.ts'
import { product, stock } from './support/shop.ts'
import { DAY, later, MINUTE } from './support/time.ts'

beforeAll(() => stock(product('tea'), product('cup', { priceAmount: 250 })))

const KEY = { 'idempotency-key': 'key-1' }

describe('an idempotency key', () => {
  it('a repeated key answers with the stored status and the current cart', async () => {
    const shopper = await Shopper.guest()
    const first = await shopper.add('tea', 2, KEY)
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    await shopper.add('cup')
    const repeat = await shopper.add('tea', 2, KEY)
    expect(repeat.headers.get('idempotency-replayed')).toBe('true')
    expect(repeat.cart).toMatchObject({ version: 2, items: [{ sku: 'tea', quantity: 2 }, { sku: 'cup' }] })
  })

  it('a key is looked up before If-Match and before the command', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const stale = (await shopper.cart()).headers.get('etag') ?? ''
    const headers = { ...KEY, 'if-match': stale }
    await shopper.call('DELETE', '/v1/cart/items/tea', undefined, headers)
    const repeat = await shopper.call('DELETE', '/v1/cart/items/tea', undefined, headers)
    expect(repeat.headers.get('idempotency-replayed')).toBe('true')
    expect(repeat.cart.version).toBe(2)
  })

  it('fault 23: a key with another body, path or method is refused with 422, and nothing changes', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 2, KEY)
    ;(await shopper.add('tea', 3, KEY)).refusal(422, 'idempotency_key_reused')
    ;(await shopper.call('DELETE', '/v1/cart/items/tea', undefined, KEY)).refusal(422, 'idempotency_key_reused')
    ;(await shopper.call('PATCH', '/v1/cart/items/tea', { quantity: 2 }, KEY)).refusal(422, 'idempotency_key_reused')
    ;(await shopper.call('POST', '/v1/cart/undo', undefined, KEY)).refusal(422, 'idempotency_key_reused')
    ;(await shopper.call('DELETE', '/v1/cart', undefined, KEY)).refusal(422, 'idempotency_key_reused')
    expect((await shopper.cart()).cart).toMatchObject({ version: 1, items: [{ quantity: 2 }] })
  })

  it('fault 23: a key that is sent twice at once has one result', async () => {
    const shopper = await Shopper.guest()
    const replies = await Promise.all(Array.from({ length: 5 }, () => shopper.add('tea', 2, KEY)))
    expect(replies.map((reply) => reply.cart.items[0]?.quantity)).toEqual([2, 2, 2, 2, 2])
    expect(replies.filter((reply) => reply.headers.get('idempotency-replayed') === null)).toHaveLength(1)
    expect((await shopper.cart()).cart.version).toBe(1)
  })

  it('the key of a refused write is free again', async () => {
    const shopper = await Shopper.guest()
    ;(await shopper.add('none', 1, KEY)).refusal(404, 'unknown_sku')
    ;(await shopper.add('none', 1, KEY)).refusal(404, 'unknown_sku')
    expect((await shopper.add('tea', 1, KEY)).cart.version).toBe(1)
  })

  it('each shopper has their own keys', async () => {
    const [one, other] = [await Shopper.guest(), await Shopper.guest()]
    await one.add('tea', 1, KEY)
    const reply = await other.add('tea', 4, KEY)
    expect(reply.headers.get('idempotency-replayed')).toBeNull()
    expect(reply.cart.items).toMatchObject([{ quantity: 4 }])
  })

  it('an object that lost its memory still knows its keys, for 24 hours', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 1, KEY)
    await evictDurableObject(objectOf(shopper))
    expect((await shopper.add('tea', 1, KEY)).headers.get('idempotency-replayed')).toBe('true')
    await later(DAY - MINUTE, async () => {
      expect((await shopper.add('tea', 1, KEY)).headers.get('idempotency-replayed')).toBe('true')
    })
    await later(DAY + MINUTE, async () => {
      const reply = await shopper.add('tea', 1, KEY)
      expect(reply.headers.get('idempotency-replayed')).toBeNull()
      expect(reply.cart.items).toMatchObject([{ quantity: 2 }])
    })
  })

  it('a key is kept over 255 further writes with a key, any without one, and forgotten with the next', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 1, KEY)
    const set = (key: object) =>
      shopper.call('PATCH', '/v1/cart/items/tea', { quantity: 2 }, { prefer: 'return=minimal', ...key })
    // Few at once: on a busy machine hundreds would reach the deadline of a write.
    for (let done = 0; done < 300; done += 20) await Promise.all(Array.from({ length: 20 }, () => set({})))
    for (let done = 0; done < 255; done += 15) {
      await Promise.all(Array.from({ length: 15 }, (_, n) => set({ 'idempotency-key': `further-${done + n}` })))
    }
    expect((await shopper.add('tea', 1, KEY)).headers.get('idempotency-replayed')).toBe('true')
    await set({ 'idempotency-key': 'one-more' })
    expect((await shopper.add('tea', 1, KEY)).headers.get('idempotency-replayed')).toBeNull()
    expect(await rowsIn(shopper, 'SELECT count(*) AS slots FROM ops')).toEqual([{ slots: 512 }])
  })

  it.each(['', ' ', 'two words', 'ключ', 'x'.repeat(256)])('%j is refused as a key', async (key) => {
    const shopper = await Shopper.guest()
    // A header is a string of bytes: characters beyond Latin-1 travel as UTF-8.
    const bytes = String.fromCharCode(...new TextEncoder().encode(key))
    ;(await shopper.add('tea', 1, { 'idempotency-key': bytes })).refusal(400, 'invalid_request')
  })

  it('a key may have 255 characters', async () => {
    const shopper = await Shopper.guest()
    const key = { 'idempotency-key': '~'.repeat(255) }
    await shopper.add('tea', 1, key)
    expect((await shopper.add('tea', 1, key)).headers.get('idempotency-replayed')).toBe('true')
  })
})

describe('the ETag', () => {
  it('the ETag is the position plus a hash of the catalogue’s part, and a read that has it gets 304', async () => {
    const shopper = await Shopper.guest()
    const written = await shopper.add('tea')
    const etag = written.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"\d{13}-1\.[a-z0-9]+"$/)
    const read = await shopper.cart({ 'if-none-match': etag })
    expect([read.status, read.text]).toEqual([304, ''])
    expect(read.headers.get('etag')).toBe(etag)
    expect((await shopper.cart({ 'if-none-match': `"x", W/${etag}` })).status).toBe(304)
    await shopper.add('tea')
    expect((await shopper.cart({ 'if-none-match': etag })).status).toBe(200)
  })

  it('the ETag changes with the locale', async () => {
    const shopper = await Shopper.guest()
    const etag = (await shopper.add('tea')).headers.get('etag') ?? ''
    expect((await shopper.cart({ 'if-none-match': etag, 'accept-language': 'en' })).status).toBe(200)
  })
})

describe('If-Match', () => {
  it('If-Match accepts a write that saw the current cart', async () => {
    const shopper = await Shopper.guest()
    const etag = (await shopper.add('tea')).headers.get('etag') ?? ''
    expect((await shopper.add('tea', 1, { 'if-match': etag })).cart.version).toBe(2)
    expect((await shopper.add('tea', 1, { 'if-match': '*' })).cart.version).toBe(3)
  })

  it('If-Match compares only the position, not the catalogue’s part or a weak mark', async () => {
    const shopper = await Shopper.guest()
    const etag = (await shopper.add('tea')).headers.get('etag') ?? ''
    expect((await shopper.add('tea', 1, { 'if-match': etag.replace(/\..*/, '.other"') })).cart.version).toBe(2)
    const second = (await shopper.cart()).headers.get('etag') ?? ''
    expect((await shopper.add('tea', 1, { 'if-match': `W/${second}` })).cart.version).toBe(3)
  })

  it('If-Match works on a cart that was never written', async () => {
    const shopper = await Shopper.guest()
    const etag = (await shopper.cart()).headers.get('etag') ?? ''
    expect((await shopper.add('tea', 1, { 'if-match': etag })).cart.version).toBe(1)
    ;(await shopper.add('tea', 1, { 'if-match': etag })).refusal(412, 'version_mismatch')
  })

  it('If-Match refuses a write that saw an older cart, and shows the current one and its ETag', async () => {
    const shopper = await Shopper.guest()
    const etag = (await shopper.add('tea')).headers.get('etag') ?? ''
    const present = await shopper.add('cup')
    const reply = await shopper.call('DELETE', '/v1/cart', undefined, { 'if-match': etag })
    expect(reply.refusal(412, 'version_mismatch').current).toEqual(present.cart)
    expect(reply.headers.get('etag')).toBe(present.headers.get('etag'))
    expect((await shopper.cart()).cart.version).toBe(2)
  })

  it('If-Match is checked before the command’s own refusals', async () => {
    const shopper = await Shopper.guest()
    const etag = (await shopper.cart()).headers.get('etag') ?? ''
    await shopper.add('tea')
    ;(await shopper.add('none', 1, { 'if-match': etag })).refusal(412, 'version_mismatch')
  })

  it.each(['nonsense', '"1-1", "1-2"'])('%s is refused, because it is not a single ETag', async (tag) => {
    const shopper = await Shopper.guest()
    ;(await shopper.add('tea', 1, { 'if-match': tag })).refusal(400, 'invalid_request')
  })

  it.each(['"x"', '"-1-1.a"', '"99999999999999999999-1.a"'])(
    '%s never matches, because it is not an ETag of a cart',
    async (tag) => {
      const shopper = await Shopper.guest()
      ;(await shopper.add('tea', 1, { 'if-match': tag })).refusal(412, 'version_mismatch')
    },
  )
})

describe('history', () => {
  it('the history names each operation with its version and time, in pages', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    await shopper.call('PATCH', '/v1/cart/items/tea', { quantity: 2 })
    await shopper.call('PUT', '/v1/cart/selection', { selected: false })
    await shopper.fill(['cup'])
    await shopper.call('DELETE', '/v1/cart/items/tea')
    await shopper.call('POST', '/v1/cart/items/tea/restore')
    await shopper.call('DELETE', '/v1/cart')
    await shopper.call('POST', '/v1/cart/undo')
    const page = async (query: string) => (await shopper.get(`/v1/cart/history${query}`)).as(historySchema)
    const all = await page('')
    expect(all.items.map(({ version, kind }) => [version, kind])).toEqual([
      [1, 'add'],
      [2, 'set'],
      [3, 'select'],
      [4, 'batch'],
      [5, 'remove'],
      [6, 'restore'],
      [7, 'clear'],
      [8, 'undo'],
    ])
    expect(all.nextCursor).toBeNull()
    expect(await page('?limit=3&after=1')).toEqual({ items: all.items.slice(1, 4), nextCursor: '4' })
    expect(await page('?limit=3&cursor=4')).toEqual({ items: all.items.slice(4, 7), nextCursor: '7' })
    expect(await page('?limit=3&cursor=7')).toEqual({ items: all.items.slice(7), nextCursor: null })
    expect(await page('?after=8')).toEqual({ items: [], nextCursor: null })
  })

  it('the history of a cart that was never written is empty', async () => {
    const shopper = await Shopper.guest()
    expect((await shopper.get('/v1/cart/history')).as(historySchema)).toEqual({ items: [], nextCursor: null })
  })

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'limit=1.5',
    'after=-1',
    'after=x',
    'cursor=%F0%9F%8D%B5',
    'limit=1&limit=2',
    'page=2',
  ])('the history refuses ?%s', async (query) => {
    const shopper = await Shopper.guest()
    ;(await shopper.get(`/v1/cart/history?${query}`)).refusal(400, 'invalid_request')
  })
})
