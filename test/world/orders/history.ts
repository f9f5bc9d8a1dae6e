/**
 * One history of orders: shoppers, operators and another system act in some weather. Then faults end, and the ledger is
 * checked when quiet; again after the payment deadlines, and after days or months of rest.
 */
import { same } from '../../../src/domain/position.ts'
import { Disk } from '../object-storage.ts'
import { type Company, DAY_MS, HOUR_MS, heal, type Images, look, misfortune, pauseOf, settle } from '../quiet.ts'
import type { Servers } from '../servers.ts'
import { type Told, type Trace, tell } from '../tell.ts'
import { wakeWhatIsCalled } from '../waking.ts'
import { drawWeather, isCalm, type Weather } from '../weather.ts'
import { UNBORN } from '../witness/truth.ts'
import type { World } from '../world.ts'
import { Admin } from './admin.ts'
import { Buyer } from './buyer.ts'
import { checkOrders, checkOver, unrestOf } from './checker.ts'
import { SKUS } from './market.ts'
import { Shop } from './shop.ts'
import { StripeModel } from './stripe-model.ts'

const MINUTE_MS = 60_000

export function tellOrders(seed: number, trace: Trace = null, servers: Servers | null = null): Promise<Told> {
  return tell(seed, trace, live, servers)
}

/** The same with the Stripe provider and a stand-in of its API. */
export function tellStripe(seed: number, trace: Trace = null, servers: Servers | null = null): Promise<Told> {
  return tell(
    seed,
    trace,
    (world) => {
      world.provider = new StripeModel(world)
      return live(world)
    },
    servers,
  )
}

async function live(world: World): Promise<void> {
  const { scheduler, weather } = world
  // A shop may wait for a bank transfer for longer than a guest's cart lives.
  world.orderTimeoutMs = scheduler.chance(0.06) ? 45 * DAY_MS : scheduler.pick([90_000, 10 * MINUTE_MS, 30 * MINUTE_MS])
  const ids = ['gst_ann', 'usr_bob', 'gst_cid', 'usr_dee'].slice(0, scheduler.between(1, 4))
  const users = ids.filter((id) => id.startsWith('usr_'))
  const shop = new Shop(world)
  const admin = new Admin(shop)
  const buyers = ids.map((id) => new Buyer(id, shop, users))
  const shoppers = buyers.map(({ shopper }) => shopper)
  const company: Company = { shoppers, unrest: () => unrestOf(shop) }
  // A morning without faults fills the carts.
  for (const buyer of buyers) {
    for (let lines = scheduler.between(1, 4); lines > 0; lines--) scheduler.in(0, 'somebody adds', () => buyer.fill())
    if (scheduler.chance(0.6)) scheduler.in(0, 'a shopper adds a code', () => buyer.useCode())
  }
  await world.pass(MINUTE_MS)
  Object.assign(weather, softened(drawWeather(scheduler), scheduler.pick([0.03, 0.03, 0.08, 0.2])))
  // Other kinds of histories put objects back; an erased cart has open orders now and then.
  Object.assign(weather, { restore: 0, erase: scheduler.chance(0.15) ? 0.02 : 0, idle: weather.idle / 2 })
  const loses = scheduler.chance(0.4)
  // A stock that is put back dies during calls.
  shop.calm = isCalm(weather) && !loses
  const images: Images = new Map()
  if (!isCalm(weather) && scheduler.chance(0.4)) weather.answerSlow = scheduler.pick([0.02, 0.08])
  for (let turns = scheduler.between(25, 70); turns > 0; turns--) {
    const place = scheduler.between(0, buyers.length - 1)
    const before = buyers[place] as Buyer
    const buyer = before.successor
    if (buyer !== before) {
      buyers[place] = buyer
      shoppers.push(buyer.shopper)
    }
    scheduler.in(0, 'somebody acts', () => (scheduler.chance(0.2) ? admin.act() : buyer.act()))
    await world.pass(pauseOf(world, weather))
    const hosts = world.hosts()
    if (hosts.length === 0) continue
    misfortune(world, scheduler.pick(hosts).id)
    if (scheduler.chance(weather.outage * 2)) loseSight(shop)
    if (loses) putStockBack(shop, images)
    if (scheduler.chance(weather.erase)) world.erase(buyer.shopper.id)
  }
  heal(world)
  await wakeWhatIsCalled(world, shoppers)
  await rest(world, company, shop, admin)
  // An alarm may be three hours late, and clocks may have been wrong by ten minutes.
  await world.pass(world.orderTimeoutMs + 4 * HOUR_MS)
  await rest(world, company, shop, admin)
  checkOver(shop)
  world.check()
  if (scheduler.chance(0.25)) {
    await world.pass(scheduler.between(26, 60) * HOUR_MS)
    await look(world, company)
    await rest(world, company, shop, admin)
  }
  if (!scheduler.chance(0.1)) return
  await world.pass(scheduler.pick([41, 50, 95]) * DAY_MS)
  await look(world, company)
  await rest(world, company, shop, admin)
}

/** A checkout makes a dozen calls: in a storm nearly all of them fail. */
function softened(weather: Weather, most: number): Weather {
  const faults = Object.entries(weather).map(([fault, probability]) => [fault, Math.min(probability, most)])
  // These are the same faults as before.
  return Object.fromEntries(faults) as Weather
}

/**
 * Some stock loses its storage or is put back to an older state; it must not lose the state that the record has by
 * then.
 */
function putStockBack({ world, stock }: Shop, images: Images): void {
  const { scheduler, witness } = world
  const sku = scheduler.pick(SKUS)
  const host = world.host('stock', sku)
  const { position, dirty } = witness.truth('stock', sku)
  const held = world.copies.recordPosition('stock', sku)
  if (host.firing || dirty || !held || !same(held, position)) return
  const kept = scheduler.chance(0.5) ? { image: new Disk().image(), truth: UNBORN } : images.get(sku)
  if (kept && scheduler.chance(0.4)) {
    host.restore(kept.image)
    witness.restore('stock', sku, kept.truth)
    stock.shaken.add(sku)
  } else images.set(sku, { image: host.disk.image(), truth: witness.truth('stock', sku) })
}

/** For a while one of the objects cannot be reached; often it is a stock. */
function loseSight(shop: Shop): void {
  const { world } = shop
  const { scheduler } = world
  const all = world.hosts()
  const stock = all.filter(({ kind }) => kind === 'stock')
  const { name } = scheduler.pick(stock.length > 0 && scheduler.chance(0.5) ? stock : all)
  shop.lose(name, scheduler.pick([20_000, 2 * MINUTE_MS, 40 * MINUTE_MS, 3 * HOUR_MS]))
}

async function rest(world: World, company: Company, shop: Shop, admin: Admin): Promise<void> {
  // Stock that was put back learns of it at the next call.
  world.scheduler.in(0, 'an operator reads units', () => admin.look())
  await world.pass(20_000)
  await settle(world, company)
  world.scheduler.in(0, 'an operator reads units', () => admin.look())
  await world.pass(20_000)
  await settle(world, company)
  checkOrders(shop)
  world.check()
}
