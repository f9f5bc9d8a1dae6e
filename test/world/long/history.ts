/**
 * One long history: a person orders more than a hundred times in more than ninety days, with a cart that never sleeps
 * and gets more writes than its ring has slots. Then faults end, everything is checked, and the person is erased
 * everywhere.
 */
import { SLOTS } from '../../../src/objects/aggregate/ring.ts'
import { bookShop } from '../lives/history.ts'
import { Admin } from '../orders/admin.ts'
import { Buyer } from '../orders/buyer.ts'
import { checkOrders, checkOver, unrestOf as unrestOfOrders } from '../orders/checker.ts'
import { COUNTED } from '../orders/codes.ts'
import { SKUS } from '../orders/market.ts'
import type { Shop } from '../orders/shop.ts'
import { checkPeople, unrestOf as unrestOfPeople } from '../people/checker.ts'
import { Front } from '../people/front.ts'
import { type Company, DAY_MS, HOUR_MS, heal, misfortune, settle } from '../quiet.ts'
import { Shopper } from '../shopper.ts'
import { type Told, type Trace, tell } from '../tell.ts'
import { wakeWhatIsCalled } from '../waking.ts'
import { drawWeather } from '../weather.ts'
import type { World } from '../world.ts'

const ID = 'usr_regular'
/** A page of a person's orders has a hundred entries, and so has the cart's own list. */
const ORDERS = 101
const DAYS = 91
const MAX_TURNS = 600
/** A rare fault per action; over so many actions faults are frequent. */
const MAX_RATE = 0.004

export function tellLong(seed: number, trace: Trace = null): Promise<Told> {
  return tell(seed, trace, live)
}

async function live(world: World): Promise<void> {
  const { scheduler, weather } = world
  const { book, shop } = bookShop(world)
  const front = new Front(world, book)
  const admin = new Admin(shop)
  const shopper = new Shopper(ID, world)
  const buyer = new Buyer(ID, shop, [], [], shopper)
  const company: Company = {
    shoppers: [shopper],
    unrest: () => unrestOfPeople(world, book, front) ?? unrestOfOrders(shop),
  }
  for (const sku of SKUS) shop.market.edit(sku, 2_000)
  const faults = Object.entries(drawWeather(scheduler)).map(([fault, rate]) => [fault, Math.min(rate, MAX_RATE)])
  // A lost alarm would end the history; other kinds of histories cover lost alarms.
  Object.assign(weather, Object.fromEntries(faults), { restore: 0, erase: 0, idle: 0, alarmLost: 0, alarmDropped: 0 })
  book.jumps = weather.clockJump > 0
  const started = scheduler.time
  for (let turns = 0; !isLong(shop, started); turns++) {
    if (turns === MAX_TURNS) return world.fail('the history stays too short: the orders do not succeed')
    scheduler.in(0, 'the regular customer adds a product', () => buyer.fill())
    // A used-up coupon would block every further order.
    for (const { code } of COUNTED) {
      scheduler.in(0, `the regular customer removes ${code}`, () => shopper.write({ type: 'remove_coupon', code }))
    }
    await world.pass(scheduler.between(1_000, 5_000))
    scheduler.in(0, 'the regular customer acts', () => (scheduler.chance(0.7) ? buyer.checkOut() : buyer.act()))
    if (scheduler.chance(0.2)) scheduler.in(0, 'somebody works', () => admin.act())
    // The other operators set some units to a few now and then.
    for (const sku of SKUS) shop.market.edit(sku, 50)
    // Carts sleep after 25 hours.
    await world.pass(scheduler.between(HOUR_MS, 22 * HOUR_MS))
    misfortune(world, scheduler.pick(world.hosts()).id)
  }
  heal(world)
  await wakeWhatIsCalled(world, company.shoppers)
  const rest = async () => {
    await settle(world, company)
    checkPeople(world, book)
    checkOrders(shop)
    world.check()
  }
  await settle(world, company)
  scheduler.in(0, 'an operator reads units', () => admin.look())
  await world.pass(world.orderTimeoutMs + 4 * HOUR_MS)
  await rest()
  checkOver(shop)
  scheduler.in(0, 'the regular customer is erased', () => void front.eraseAnyone(ID))
  await world.pass(HOUR_MS)
  await rest()
}

function isLong({ world, orders }: Shop, started: number): boolean {
  const { version } = world.witness.cart(ID).position
  // Refused orders are in no list.
  const listed = orders.all().filter(([, { owner }]) => owner !== null)
  return listed.length >= ORDERS && version > SLOTS && world.scheduler.time - started > DAYS * DAY_MS
}
