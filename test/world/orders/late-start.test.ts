// An order that lost its alarm is called again long after its deadline: while it waits for the stock, it expires and even
// ends. Invariant: the cart then takes its lines back, and does not take the order for placed.
import { expect, test } from 'vitest'
import { IMMORTAL } from '../remote.ts'
import { Shopper } from '../shopper.ts'
import { calm } from '../weather.ts'
import { World } from '../world.ts'
import { Checkouts, hashOf } from './checkout.ts'
import { Shop } from './shop.ts'

const ID = 'usr_ann'
const MINUTE_MS = 60_000
const SEEDS = Array.from({ length: 30 }, (_, index) => index + 1)

/** @returns whether the order ended while its start waited for the stock */
async function startsLate(seed: number): Promise<boolean> {
  const world = new World(seed, calm())
  try {
    const shop = new Shop(world)
    for (const sku of ['tea', 'cup']) shop.market.edit(sku, 10)
    world.scheduler.in(0, 'somebody adds', () => {
      const shopper = new Shopper(ID, world)
      for (const sku of ['tea', 'cup']) void shopper.write({ type: 'add', sku, quantity: 1 })
    })
    await world.pass(5_000)
    for (const sku of ['tea', 'cup']) world.away.add(`stock ${sku}`)
    world.scheduler.in(0, 'somebody orders', () => {
      void new Checkouts(ID, shop, () => {}).make({ key: 'key', hash: hashOf('key'), skus: null })
    })
    await world.pass(2_000)
    const [orderId = ''] = world.witness.cart(ID).model.checkouts.keys()
    const order = world.host('order', orderId)
    world.away.add(order.name)
    await world.pass(MINUTE_MS)
    order.loseAlarm()
    order.kill('in the test')
    await world.pass(3 * 24 * 60 * MINUTE_MS)
    world.away.clear()
    world.weather.answerSlow = 0.5
    let isWaiting = false
    let hasEnded = false
    world.scheduler.trace = (line) => {
      if (line.includes(`asks ${orderId} to start arrives`)) isWaiting = true
      if (line.includes('logs info object.erased') && isWaiting) hasEnded = true
      if (line.includes(`asks ${orderId} to start: the answer arrives`)) isWaiting = false
    }
    world.scheduler.in(0, 'the cart calls the order again', () => {
      // The cart's alarm repeats a call that has no answer in time.
      world
        .cart(ID)
        .call(IMMORTAL, 'the cart resumes', (cart) => cart.checkouts.resume())
        .catch(() => {})
    })
    await world.pass(2 * 60 * MINUTE_MS)
    world.check()
    const { items, checkouts } = world.witness.cart(ID).model
    expect([items.size, checkouts.size]).toEqual([2, 0])
    return hasEnded
  } finally {
    world.close()
  }
}

test('a cart takes its lines back from an order that ended while its late start waited for the stock', async () => {
  const ended: boolean[] = []
  for (const seed of SEEDS) ended.push(await startsLate(seed))
  expect(ended).toContain(true)
})
