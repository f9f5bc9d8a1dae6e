/** One shopper's way through every command of the cart, only over HTTP and the typed client. */
import { expect } from 'vitest'
import { anybody, cartOf, type Seen, type Shopper } from './shopper.ts'

/** The products for sale as a stranger sees them; at least four. */
export async function productsForSale(url: string): Promise<readonly [string, string, string, string]> {
  const response = await anybody(url).v1.products.$get({ query: { inStock: 'true', limit: '4', locale: 'en' } })
  expect(response.status).toBe(200)
  const { items, nextCursor } = await response.json()
  expect(nextCursor).not.toBeNull()
  const [a, b, c, d] = items
  if (!a || !b || !c || !d) throw new Error('fewer than four products are in stock')
  expect(a.title).not.toBe('')
  expect(a.price).toEqual({ amount: expect.any(Number), currency: 'CNY' })
  return [a.sku, b.sku, c.sku, d.sku]
}

/** Nine writes, each checked in its answer. @returns the cart at the end: lines b and c, and d removed. */
export async function driveCart({ api }: Shopper, skus: readonly [string, string, string, string]): Promise<Seen> {
  const [a, b, c, d] = skus
  const { cart } = api.v1
  const lines = ({ cart }: Seen) => cart.items.map(({ sku, quantity }) => [sku, quantity])

  const added = await cartOf(cart.items.$post({ json: { sku: a, quantity: 2, attributes: { engraving: '致 Lin' } } }))
  expect(added.cart).toMatchObject({
    version: 1,
    items: [{ sku: a, quantity: 2, attributes: { engraving: '致 Lin' } }],
  })
  await cartOf(cart.items.$post({ json: { sku: b, quantity: 1 } }))

  const set = await cartOf(cart.items[':sku'].$patch({ param: { sku: b }, json: { quantity: 5 } }))
  expect(lines(set)).toEqual([
    [a, 2],
    [b, 5],
  ])

  const removed = await cartOf(cart.items[':sku'].$delete({ param: { sku: a } }))
  expect([lines(removed), removed.cart.removed]).toMatchObject([[[b, 5]], [{ sku: a, quantity: 2 }]])

  const restored = await cartOf(cart.items[':sku'].restore.$post({ param: { sku: a } }))
  expect(restored.cart.items).toContainEqual(
    expect.objectContaining({ sku: a, quantity: 2, attributes: { engraving: '致 Lin' } }),
  )
  expect(restored.cart.removed).toEqual([])

  const batch = await cart.batch.$post({
    json: {
      operations: [
        { type: 'add', sku: c, quantity: 3 },
        { type: 'add', sku: d, quantity: 1 },
        { type: 'remove', sku: a },
        { type: 'remove', sku: d },
      ],
    },
  })
  expect((await cartOf(batch)).cart).toMatchObject({ version: 6, removed: [{ sku: d }, { sku: a }] })

  await cartOf(cart.items[':sku'].$delete({ param: { sku: c } }))
  const undone = await cartOf(cart.undo.$post())
  expect(lines(undone)).toEqual([
    [b, 5],
    [c, 3],
  ])

  const chosen = await cartOf(cart.selection.$put({ json: { selected: false, skus: [c] } }))
  expect(chosen.cart.totals).toMatchObject({ itemCount: 8, selectedCount: 5 })

  const history = await cart.history.$get({ query: {} })
  expect((await history.json()).items.map(({ version, kind }) => [version, kind])).toEqual(
    ['add', 'add', 'set', 'remove', 'restore', 'batch', 'remove', 'undo', 'select'].map((kind, at) => [at + 1, kind]),
  )

  const read = await cart.$get()
  expect(read.headers.get('x-cart-source')).toBe('object')
  const seen = await cartOf(read)
  expect(seen).toEqual(chosen)
  return seen
}
