// An erasure may reach an order before the call that begins it: then the checkout is refused, and nothing has failed.
import { expect, test } from 'vitest'
import { IMMORTAL } from '../remote.ts'
import { Shopper } from '../shopper.ts'
import { calm } from '../weather.ts'
import { World } from '../world.ts'
import { Checkouts, hashOf } from './checkout.ts'
import { Shop } from './shop.ts'

const ID = 'usr_ann'
const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1)

/** @returns whether the erasure came first */
async function checkOutWhileErased(seed: number): Promise<boolean> {
  const world = new World(seed, calm())
  try {
    const shop = new Shop(world)
    shop.market.edit('tea', 10)
    world.scheduler.in(0, 'somebody adds', () => {
      new Shopper(ID, world).write({ type: 'add', sku: 'tea', quantity: 1 })
    })
    await world.pass(5_000)
    const wish = { key: 'key', hash: hashOf('key'), skus: null }
    world.scheduler.in(0, 'somebody orders', () => void new Checkouts(ID, shop, () => {}).make(wish))
    const { model } = world.witness.cart(ID)
    while (world.witness.cart(ID).model.checkouts.size === model.checkouts.size) await world.step(Infinity)
    const [orderId = ''] = world.witness.cart(ID).model.checkouts.keys()
    world.erasable.add(ID)
    world.scheduler.in(0, 'the erasure begins', () => {
      void world.host('order', orderId).call(IMMORTAL, 'the order forgets', (order) => order.forgetPerson())
    })
    await world.pass(20_000)
    world.check()
    expect([...world.witness.cart(ID).model.checkouts.values()].some(({ starting }) => starting)).toBe(false)
    return shop.orders.get(orderId) === undefined
  } finally {
    world.close()
  }
}

test('a checkout whose order was erased before it began is refused without a shortage, and its lines come back', async () => {
  const wasFirst: boolean[] = []
  for (const seed of SEEDS) wasFirst.push(await checkOutWhileErased(seed))
  expect(new Set(wasFirst)).toEqual(new Set([true, false]))
})
