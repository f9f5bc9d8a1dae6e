// Copies of one cart side by side. Invariant: copies agree exactly when position, state and every row are the same.
import { describe, expect, test } from 'vitest'
import { compareCopies } from '../../../src/domain/cart/copies.ts'
import type { Lists, LiveCopy, Tombstone } from '../../../src/domain/copy.ts'

const copy = (version: number, lists: Lists): LiveCopy => {
  return { kind: 'cart', id: 'gst_1', schema: 2, epoch: 7, version, updatedAt: 1, state: 'live', seal: null, lists }
}
const tea = { quantity: 1, title: 'Tea' }

describe('the copies of a cart', () => {
  test('equal copies agree, in any order of lists and fields', () => {
    const object = copy(3, { items: { tea, mug: tea }, saved: {} })
    const record = copy(3, { saved: {}, items: { mug: tea, tea: { title: 'Tea', quantity: 1 } } })
    const compared = compareCopies({ object, redis: null, record })
    expect(compared.agree).toBe(true)
    expect(compared.rows).toEqual([
      { list: 'items', key: 'tea', differs: false, object: tea, redis: null, record: tea },
      { list: 'items', key: 'mug', differs: false, object: tea, redis: null, record: tea },
    ])
  })

  test('each differing row is marked, also one that a copy lacks', () => {
    const object = copy(4, { items: { tea: { ...tea, quantity: 2 }, mug: tea } })
    const redis = copy(4, { items: { tea: { ...tea, quantity: 2 }, mug: tea } })
    const record = copy(3, { items: { tea, jar: tea, mug: tea } })
    const { agree, rows } = compareCopies({ object, redis, record })
    expect(agree).toBe(false)
    expect(rows.map(({ key, differs }) => [key, differs])).toEqual([
      ['tea', true],
      ['mug', false],
      ['jar', true],
    ])
  })

  test('rows that shoppers never see are compared, and shown only by their size', () => {
    const address = { name: 'Lin', line1: 'Street 1' }
    const object = copy(3, { checkouts: { ord_1: address } })
    const { agree, rows } = compareCopies({
      object,
      redis: null,
      record: copy(3, { checkouts: { ord_1: { name: 'Li' } } }),
    })
    expect([agree, rows[0]?.differs]).toEqual([false, true])
    expect(JSON.stringify(rows)).not.toContain('Lin')
  })

  test('no copy at all, and tombstones at one position, agree; a tombstone beside a live copy does not', () => {
    const none = { object: null, redis: null, record: null }
    const tombstone: Tombstone = {
      kind: 'cart',
      id: 'gst_1',
      schema: 2,
      epoch: 7,
      version: 3,
      updatedAt: 1,
      state: 'expired',
    }
    expect(compareCopies(none)).toEqual({ agree: true, rows: [] })
    expect(compareCopies({ ...none, object: tombstone, record: tombstone }).agree).toBe(true)
    expect(compareCopies({ ...none, object: tombstone, record: copy(3, {}) }).agree).toBe(false)
    expect(compareCopies({ ...none, object: copy(4, {}), record: copy(3, {}) }).agree).toBe(false)
  })
})
