/** One cart as operators see it. Invariant: reading its copies neither hydrates nor creates its object. */
import { beforeAll, describe, expect, it } from 'vitest'
import { cartCopiesSchema, cartDrainSchema, cartOperationsSchema } from '../../src/contract/answers/admin-carts.ts'
import { newId } from '../../src/domain/id.ts'
import { isolate, operator, Shopper } from './support/client.ts'
import { deliver, drained, isDirty, runAlarm } from './support/objects.ts'
import { bindings, product, record, stock } from './support/shop.ts'
import { HOUR } from './support/time.ts'

beforeAll(() => stock(product('tea'), product('mug')))

const path = (id: string, rest = '') => `/v1/admin/carts/${id}${rest}`
const copiesOf = async (id: string) => (await operator.get(path(id))).as(cartCopiesSchema)

/** A guest with a cart that the record holds. */
async function settled(): Promise<Shopper> {
  const shopper = await Shopper.guest()
  await shopper.add('tea', 2)
  await deliver([await drained(shopper)])
  expect(await isDirty(shopper)).toBe(false)
  return shopper
}

describe('the copies of a cart', () => {
  it('copies at one position agree, and a write that the record lacks is marked line by line', async () => {
    const shopper = await settled()
    const before = await copiesOf(shopper.id)
    const { object, record: stored } = before.copies
    expect(before).toMatchObject({
      userId: shopper.id,
      agree: true,
      isDirty: false,
      copies: { redis: { state: 'off' } },
    })
    expect([object.state, stored.state, object.position]).toEqual(['live', 'live', stored.position])
    expect(before.rows).toMatchObject([{ list: 'items', key: 'tea', differs: false, redis: null }])
    await shopper.add('mug')
    const after = await copiesOf(shopper.id)
    expect(after).toMatchObject({ agree: false, isDirty: true, confirmed: stored.position })
    const rows = after.rows.map(({ key, differs, record: its }) => [key, differs, its === null])
    expect(rows).toContainEqual(['tea', false, false])
    expect(rows).toContainEqual(['mug', true, true])
  })

  it('a cart that was never written has no copy', async () => {
    const id = newId('gst', Date.now())
    expect(await copiesOf(id)).toMatchObject({
      agree: true,
      isDirty: false,
      confirmed: null,
      copies: { object: { state: 'none', position: null }, record: { state: 'none' } },
      rows: [],
    })
  })

  it('reading an evicted cart leaves it evicted', async () => {
    const shopper = await settled()
    await runAlarm(shopper, 26 * HOUR)
    const seen = await copiesOf(shopper.id)
    expect(seen.copies.object).toMatchObject({ state: 'evicted', position: seen.copies.record.position })
    expect(seen).toMatchObject({ agree: true, isDirty: false })
    expect(seen.rows).toMatchObject([{ key: 'tea', object: null, differs: false }])
    expect((await copiesOf(shopper.id)).copies.object.state).toBe('evicted')
    // A record that lost the copy no longer agrees with the evicted object.
    await bindings.RECORD.prepare('DELETE FROM carts WHERE id = ?').bind(shopper.id).run()
    expect((await copiesOf(shopper.id)).agree).toBe(false)
  })

  it('a record that does not answer is shown as unavailable beside the object', async () => {
    const shopper = await settled()
    const fail = () => Promise.reject(new Error('D1_ERROR: down'))
    const statement = { run: fail, all: fail, raw: fail }
    const RECORD = { prepare: () => ({ ...statement, bind: () => statement }), batch: fail }
    const reply = await operator.through(isolate({ RECORD })).get(path(shopper.id))
    expect(reply.as(cartCopiesSchema).copies).toMatchObject({
      object: { state: 'live' },
      record: { state: 'unavailable' },
    })
  })

  it('an id that is not a user id is refused', async () => {
    for (const id of ['x', 'ord_1', `${newId('gst', 1)}x`])
      (await operator.get(path(id))).refusal(400, 'invalid_request')
  })
})

describe('the operations of a cart', () => {
  it('operations are listed page by page, the newest first', async () => {
    const shopper = await Shopper.guest()
    for (const key of ['k-1', 'k-2']) await shopper.add('tea', 1, { 'idempotency-key': key })
    await shopper.call('PATCH', '/v1/cart/items/tea', { quantity: 5 })
    const page = async (query: string) =>
      (await operator.get(path(shopper.id, `/operations?${query}`))).as(cartOperationsSchema)
    const first = await page('limit=2')
    const second = await page(`limit=2&cursor=${first.nextCursor}`)
    const all = [...first.items, ...second.items]
    expect(all.map(({ version, isKeyed }) => [version, isKeyed])).toEqual([
      [3, false],
      [2, true],
      [1, true],
    ])
    expect(second.nextCursor).toBeNull()
    for (const bad of ['limit=0', 'limit=101', 'cursor=x', 'cursor=-1', 'after=1']) {
      ;(await operator.get(path(shopper.id, `/operations?${bad}`))).refusal(400, 'invalid_request')
    }
  })
})

describe('a drain by an operator', () => {
  it('a drain makes a cart with unsent writes send them, and a clean cart has nothing to send', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const drain = async () => (await operator.call('POST', path(shopper.id, '/drain'))).as(cartDrainSchema).status
    expect(await drain()).toBe('draining')
    await deliver([await drained(shopper)])
    expect(await record.getCopy('cart', shopper.id)).not.toBeNull()
    expect(await drain()).toBe('clean')
    ;(await operator.call('POST', path(shopper.id, '/drain'), { now: true })).refusal(400, 'invalid_request')
  })
})
