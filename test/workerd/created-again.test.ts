/**
 * A product that is created again under the SKU of a deleted one. Invariants: it begins without units for sale; held
 * units stay with their open orders, and are for sale again when such an order is cancelled.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { adminProductSchema } from '../../src/contract/answers/admin-catalogue.ts'
import { productSchema } from '../../src/contract/answers/catalogue.ts'
import { importReportSchema } from '../../src/contract/answers/import.ts'
import { operator, Shopper, stranger } from './support/client.ts'
import { checkOut, ordered, paid, unitsOf } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

const SKUS = ['lamp', 'sofa', 'desk', 'rug', 'bed', 'shelf']
beforeAll(() => stock(...SKUS.map((sku) => product(sku, { onHand: 20 }))))

const body = (sku: string) => ({
  ...{ sku, title: { en: 'The new one' }, category: 'things', price: { amount: 900, currency: 'CNY' } },
})
const create = (sku: string) => operator.call('POST', '/v1/admin/products', body(sku))
const drop = async (sku: string) => {
  const reply = await operator.call('DELETE', `/v1/admin/products/${sku}`, undefined, { 'if-match': '*' })
  expect(reply.status, reply.text).toBe(204)
}
const put = (sku: string, change: object) => operator.call('PUT', `/v1/admin/stock/${sku}`, change)
const withOrder = async (sku: string, quantity: number) => {
  const shopper = await Shopper.guest()
  await shopper.add(sku, quantity)
  return { shopper, order: await ordered(shopper) }
}

describe('a product that is created again under an old SKU', () => {
  it('a product that is created again has none of the old units in any answer, and accepts new ones', async () => {
    await put('lamp', { adjust: 5 })
    await drop('lamp')
    const created = await create('lamp')
    expect(created.status, created.text).toBe(201)
    expect(created.as(adminProductSchema).availability).toBe('out_of_stock')
    expect(await unitsOf('lamp')).toMatchObject({ onHand: 0, held: 0, available: 0 })
    expect((await stranger.get('/v1/products/lamp')).as(productSchema).availability).toBe('out_of_stock')
    const shopper = await Shopper.guest()
    await shopper.add('lamp', 1)
    ;(await checkOut(shopper)).refusal(409, 'insufficient_stock')
    expect((await put('lamp', { onHand: 3 })).status).toBe(200)
    expect(await unitsOf('lamp')).toMatchObject({ onHand: 3, available: 3 })
    expect((await checkOut(shopper)).status).toBe(201)
  })

  it('a product that is created again keeps the held units for open orders, which can be paid', async () => {
    const [kept, lost] = [await withOrder('sofa', 2), await withOrder('sofa', 3)]
    await drop('sofa')
    await create('sofa')
    expect(await unitsOf('sofa')).toMatchObject({ onHand: 5, held: 5, available: 0 })
    const other = await Shopper.guest()
    await other.add('sofa', 1)
    ;(await checkOut(other)).refusal(409, 'insufficient_stock')
    await paid(kept.shopper, kept.order)
    expect(await unitsOf('sofa')).toMatchObject({ onHand: 3, held: 3, available: 0 })
    // The released units are for sale, because they exist.
    await lost.shopper.call('POST', `/v1/orders/${lost.order.id}/cancel`)
    expect(await unitsOf('sofa')).toMatchObject({ onHand: 3, held: 0, available: 3 })
  })

  it('two simultaneous creations make one product, and the loser removes no units', async () => {
    await drop('desk')
    const replies = await Promise.all([create('desk'), create('desk')])
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409])
    await put('desk', { onHand: 7 })
    ;(await create('desk')).refusal(409, 'already_exists')
    expect(await unitsOf('desk')).toMatchObject({ onHand: 7 })
  })

  it('a product loses its units at each creation, and at none of its edits', async () => {
    for (const units of [4, 6]) {
      await drop('rug')
      await create('rug')
      expect(await unitsOf('rug')).toMatchObject({ onHand: 0 })
      await put('rug', { onHand: units })
    }
    const edit = await operator.call('PATCH', '/v1/admin/products/rug', { labels: ['new'] }, { 'if-match': '*' })
    expect(edit.status).toBe(200)
    expect(await unitsOf('rug')).toMatchObject({ onHand: 6 })
  })

  it('an import that creates a product again gives it no units, and an import of another keeps its units', async () => {
    await drop('bed')
    const file = 'id,title,price,category\nbed,The new bed,1,things\nshelf,The same shelf,1,things\n'
    const send = (path: string) => operator.call('POST', path, file, { 'content-type': 'text/csv' })
    await send('/v1/admin/import/products?dryRun=true')
    const report = await send('/v1/admin/import/products')
    expect(report.as(importReportSchema)).toMatchObject({ created: 1, updated: 1, rejected: [] })
    expect((await stranger.get('/v1/products/bed')).as(productSchema).availability).toBe('out_of_stock')
    expect(await unitsOf('bed')).toMatchObject({ onHand: 0 })
    expect(await unitsOf('shelf')).toMatchObject({ onHand: 20 })
  })
})
