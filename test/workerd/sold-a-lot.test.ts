/**
 * A stock object with many sales, in the real runtime. Invariant: wake, hold and sale read and write as many rows as
 * with few.
 */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { expect, it } from 'vitest'
import type { StockObject } from '../../src/contract/rpc/stock.ts'
import { settledOrders } from '../domain/stock/sold.ts'
import { billed } from './support/objects.ts'
import { bindings, stockMany } from './support/shop.ts'

async function costWith(sku: string, count: number) {
  const object = bindings.STOCK.getByName(sku)
  // The methods of the contract, without the types that RPC makes of them.
  const stock = () => bindings.STOCK.getByName(sku) as unknown as StockObject
  const until = Date.now() + 3600_000
  await stock().hold({ orderId: 'ord_first', quantity: 1, until })
  await stock().commit('ord_first', 1)
  await runInDurableObject(object, (_, { storage }) => {
    const run = (query: string, ...parameters: readonly SqlStorageValue[]) => storage.sql.exec(query, ...parameters)
    settledOrders({ run }, count, Date.now())
  })
  await evictDurableObject(object)
  const wake = await billed(() => stock().view())
  const hold = await billed(() => stock().hold({ orderId: 'ord_new', quantity: 1, until }))
  const commit = await billed(() => stock().commit('ord_new', 1))
  return { wake, hold, commit }
}

it('a stock object with 100,000 settled orders wakes, holds and sells with the rows of one that has ten', async () => {
  const [few = '', many = ''] = await stockMany('sold', 2, { onHand: 50 })
  const [ten, hundredThousand] = [await costWith(few, 10), await costWith(many, 100_000)]
  expect(hundredThousand).toEqual(ten)
  expect(ten.wake.read).toBeLessThan(60)
  expect(ten.hold.written).toBeLessThanOrEqual(5)
  expect(ten.commit.written).toBeLessThanOrEqual(5)
})
