// Calls of an order that arrive at a stock after it has forgotten that order, which it may after 90 days.
// Invariant: the book of units takes such a call as the first one about the order, and it moves no units.
import { expect, test } from 'vitest'
import { IMMORTAL } from '../remote.ts'
import { calm } from '../weather.ts'
import { World } from '../world.ts'
import { Shop } from './shop.ts'

const DAY_MS = 24 * 3600_000
const ORDER = 'ord_late'

/** Units that were held and released, and then a second release after this time. */
async function releasedAgainAfter(days: number) {
  const world = new World(1, calm())
  const shop = new Shop(world)
  shop.market.edit('cup', 10)
  const { meant, statuses } = world.orders
  const quantities = new Map([['cup', 3]])
  meant.set(ORDER, { cartId: 'usr_ann', key: 'key', hash: '', lines: new Map(), quantities, coupons: [] })
  const call = (status: string, work: () => Promise<unknown>) => {
    statuses.set(ORDER, status)
    world.scheduler.in(0, `the order is ${status}`, () => void work())
    return world.pass(5_000)
  }
  const stock = world.host('stock', 'cup')
  const release = () => stock.call(IMMORTAL, 'release', (its) => its.release(ORDER))
  const until = world.scheduler.wall() + DAY_MS
  await call('holding', () => stock.call(IMMORTAL, 'hold', (its) => its.hold({ orderId: ORDER, quantity: 3, until })))
  expect(shop.stock.totals('cup').held).toBe(3)
  await call('cancelled', release)
  const version = () => world.witness.truth('stock', 'cup').position.version
  const before = version()
  await world.pass(days * DAY_MS)
  await call('cancelled', release)
  world.check()
  return { isWritten: version() > before, totals: shop.stock.totals('cup') }
}

test('a release that arrives again changes nothing while the stock remembers the order', async () => {
  expect(await releasedAgainAfter(60)).toMatchObject({ isWritten: false, totals: { held: 0, sold: 0 } })
})

test('a release that arrives after the stock has forgotten the order moves no units', async () => {
  expect(await releasedAgainAfter(138)).toMatchObject({ isWritten: true, totals: { held: 0, sold: 0 } })
})
