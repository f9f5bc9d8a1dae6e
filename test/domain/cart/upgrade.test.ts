// Carts from before lines had ids stay readable: on disk, in copies, in the undo of a write, and from an object that
// still runs the earlier version.
import { describe, expect, test } from 'vitest'
import { ITEMS, type Line, lines, REMOVED, SAVED, savedLines } from '../../../src/domain/cart/cart.ts'
import { checkoutOf, checkouts } from '../../../src/domain/cart/checkout-rows.ts'
import { upgradeCart } from '../../../src/domain/cart/upgrade.ts'
import type { Lists, LiveCopy } from '../../../src/domain/copy.ts'
import { copyFromFields } from '../../../src/tiers/redis/copy.ts'
import { Disk } from '../../world/object-storage.ts'
import { CART, openCart } from '../aggregate/bench.ts'

const line = (quantity: number, rank: number) => ({
  ...{ quantity, selected: true, attributes: {}, title: 'Tea', price: 100, image: null, labels: [] },
  ...{ addedAt: 1, updatedAt: 1, rank },
})

/** The rows of a cart as the earlier release wrote them. */
const EARLIER: Lists = {
  [ITEMS]: { tea: { ...line(2, 128), attributes: { engraving: 'For Lin' } }, pot: line(1, 256) },
  [SAVED]: { tea: { ...line(3, 384), attributes: { engraving: 'For Bo' } } },
  [REMOVED]: { cup: { ...line(4, 512), removedAt: Date.UTC(2026, 10, 22) } },
  checkouts: { ord_01K9ZQ4V6E8Y3TN5W2R7XB0MCD: { at: 1, key: 'k', lines: [['tea', line(5, 640)]], start: null } },
}
const IDS = ['tea~items', 'pot~items', 'tea~saved', 'cup~items', 'tea~R7XB0MCD']

function idsIn(lists: Lists): readonly unknown[] {
  const rows = [ITEMS, SAVED, REMOVED].flatMap((list) => Object.values(lists[list] ?? {}) as Line[])
  const away = Object.values(lists.checkouts ?? {}).flatMap(
    (row) => (row as unknown as { lines: [string, Line][] }).lines,
  )
  return [...rows, ...away.map(([, each]) => each)].map(({ lineId }) => lineId)
}

describe('a cart of the earlier release', () => {
  test('each line of an old cart gets its own id, which is the same wherever the cart is read', () => {
    const upgraded = upgradeCart(EARLIER, 1)
    expect(idsIn(upgraded)).toEqual(IDS)
    expect(upgradeCart(upgraded, 2)).toBe(upgraded)
    expect(upgradeCart({}, 1)).toMatchObject({ [ITEMS]: {} })
  })

  test('an old cart is read from its disk, usable by SKU and by id, and open to further lines of a SKU', async () => {
    const disk = new Disk()
    const before = await openCart({ disk, definition: { ...CART, schema: 1, upgrade: (lists) => lists } })
    await before.write([{ type: 'add', sku: 'tea', quantity: 2 }])
    // Rows of the earlier release have no ids.
    for (const { list, key, value } of disk.run('SELECT list, key, value FROM rows')) {
      const { lineId: _, ...earlier } = JSON.parse(String(value)) as Line
      disk.run('UPDATE rows SET value = ? WHERE list = ? AND key = ?', JSON.stringify(earlier), list ?? '', key ?? '')
    }
    const { cart, write } = await openCart({ disk })
    expect(lines(cart.rows)).toMatchObject([['tea', { lineId: 'tea~items', quantity: 2 }]])
    const undone = await cart.undo({ requestId: 'undo', key: null, ifMatch: null })
    expect(undone).toMatchObject({ refusal: { code: 'nothing_to_undo' } })
    await write([{ type: 'add', sku: 'tea', quantity: 1, attributes: { engraving: 'For Lin' } }])
    await write([{ type: 'set', sku: 'tea~items', quantity: 7 }])
    await write([{ type: 'save', sku: 'tea~items' }])
    expect(lines(cart.rows)).toMatchObject([['tea', { quantity: 1 }]])
    expect(savedLines(cart.rows)).toMatchObject([['tea', { lineId: 'tea~items', quantity: 7 }]])
    disk.close()
  })

  test('an old cart is read from Redis and from the record, and continues with its object’s ids', async () => {
    const { [ITEMS]: items = {}, ...rest } = EARLIER
    const head = { epoch: 5, version: 3, schema: 1, state: 'live', updatedAt: 1, seal: null }
    const fields = new Map([
      ['meta', JSON.stringify({ ...head, rows: 2, lists: rest })],
      ...Object.entries(items).map(([sku, row]) => {
        return [`sku:${sku}`, JSON.stringify({ ...(row as object), '@position': '5-3' })] as const
      }),
    ])
    const copy = copyFromFields('cart', 'usr_ann', fields) as LiveCopy
    expect(idsIn(upgradeCart(copy.lists, copy.schema))).toEqual(IDS)
    const bench = await openCart({ id: 'usr_ann' })
    // A user's cart without rows asks the record.
    bench.held = { ...copy, lists: JSON.parse(JSON.stringify(EARLIER)) as Lists }
    await bench.cart.ready()
    expect(lines(bench.cart.rows).map(([, { lineId }]) => lineId)).toEqual(['tea~items', 'pot~items'])
    const [[orderId] = ['']] = checkouts(bench.cart.rows)
    await bench.cart.writeOwn('give_back', { type: 'give_back', orderId }, { products: new Map() }, 'order')
    expect(checkoutOf(bench.cart.rows, orderId)).toBeUndefined()
    // A line without attributes beside the engraved one.
    expect(lines(bench.cart.rows).map(([sku, { quantity, lineId }]) => [sku, quantity, lineId])).toEqual([
      ['tea', 2, 'tea~items'],
      ['pot', 1, 'pot~items'],
      ['tea', 5, 'tea~R7XB0MCD'],
    ])
    bench.disk.close()
  })
})
