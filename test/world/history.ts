/**
 * One history of carts: shoppers act in some weather, then faults end, and everything is checked when quiet. The check
 * repeats after a day of rest, so that sleeping carts wake unchanged, and after the carts' lifetime, so that ended
 * carts end in every tier.
 */
import { checkRate } from './checker.ts'
import { type Company, DAY_MS, HOUR_MS, heal, type Images, look, misfortune, pauseOf, settle } from './quiet.ts'
import type { Servers } from './servers.ts'
import { Shopper } from './shopper.ts'
import { type Told, type Trace, tell } from './tell.ts'
import { wakeWhatIsCalled } from './waking.ts'
import { drawWeather, isCalm } from './weather.ts'
import type { World } from './world.ts'

/** The probability per history of rare events. */
interface Rates {
  /** Customers come every few days, for months. */
  readonly regular: number
  /** One customer comes every day for two months, so that the cart never sleeps. */
  readonly daily: number
  /** Users' carts cannot be reached for longer than a guest's cart lives. */
  readonly absence: number
  /** At the end, no shopper comes for more than a day, or for longer than a guest's cart lives. */
  readonly day: number
  readonly lifetime: number
}

const USUAL: Rates = { regular: 0.01, daily: 0, absence: 0.005, day: 0.35, lifetime: 0.2 }
const LONG: Rates = { regular: 0.4, daily: 0.12, absence: 0.15, day: 0.6, lifetime: 0.7 }

/** The probability that a history ends with a line that two carts fill. */
const MANY = 0.3

export function tellHistory(seed: number, trace: Trace = null, servers: Servers | null = null): Promise<Told> {
  return tell(seed, trace, (world) => live(world, USUAL), servers)
}

/** The same over months: carts expire, sleep, and start again. */
export function tellEndings(seed: number, trace: Trace = null): Promise<Told> {
  return tell(seed, trace, (world) => live(world, LONG))
}

async function live(world: World, rates: Rates): Promise<void> {
  if (world.scheduler.chance(rates.daily)) return daily(world)
  const { scheduler, weather } = world
  const ids = ['gst_ann', 'usr_bob', 'gst_cid', 'usr_dee'].slice(0, scheduler.between(1, 4))
  const users = ids.filter((id) => id.startsWith('usr_'))
  const shoppers = ids.map((id) => new Shopper(id, world, users))
  const company: Company = { shoppers, unrest: () => null }
  Object.assign(weather, drawWeather(scheduler))
  const wasCalm = isCalm(weather)
  const isRegular = scheduler.chance(rates.regular)
  const images: Images = new Map()
  for (let turns = isRegular ? scheduler.between(10, 25) : scheduler.between(10, 45); turns > 0; turns--) {
    const shopper = scheduler.pick(shoppers)
    scheduler.in(0, `${shopper.id} acts`, () => shopper.act())
    await world.pass(isRegular ? scheduler.between(2 * HOUR_MS, 6 * DAY_MS) : pauseOf(world, weather))
    misfortune(world, shopper.id)
    endOrRestore(world, shopper.id, images)
  }
  if (scheduler.chance(rates.absence)) await absence(world, shoppers, users)
  heal(world)
  await wakeWhatIsCalled(world, shoppers)
  await settle(world, company)
  if (wasCalm) checkRate(world)
  await look(world, company)
  if (scheduler.chance(rates.day)) {
    await world.pass(scheduler.between(26, 60) * HOUR_MS)
    await look(world, company)
    // Carts that a read woke sleep again.
    await world.pass(scheduler.between(32, 50) * HOUR_MS)
    await settle(world, company)
  }
  if (scheduler.chance(rates.lifetime)) {
    await world.pass(scheduler.between(41, 50) * DAY_MS)
    await look(world, company)
    for (let turns = scheduler.between(1, 12); turns > 0; turns--) {
      const shopper = scheduler.pick(shoppers)
      scheduler.in(0, `${shopper.id} acts`, () => shopper.act())
      await world.pass(scheduler.between(0, 3_000))
    }
    await settle(world, company)
  }
  if (scheduler.chance(MANY)) await many(world, company)
}

/** A guest and a user who both have nearly the maximum quantity of a product: the merged line would exceed it. */
async function many(world: World, company: Company): Promise<void> {
  const free = company.shoppers.filter(({ id }) => world.mayWrite(id) && !world.witness.restored.has(id))
  const guest = free.find(({ id }) => id.startsWith('gst_'))
  const user = free.find(({ id }) => id.startsWith('usr_'))
  if (!guest || !user) return
  for (const shopper of [guest, user]) {
    world.scheduler.in(0, `${shopper.id} adds nearly the maximum quantity`, () =>
      shopper.write({ type: 'add', sku: 'tea', quantity: 990 }),
    )
  }
  await world.pass(5_000)
  world.scheduler.in(0, `${guest.id} logs in`, () => void guest.merging.merge(user.id, 'sum'))
  await world.pass(20_000)
  await settle(world, company)
}

async function daily(world: World): Promise<void> {
  const { scheduler } = world
  const shopper = new Shopper('gst_ann', world)
  const company: Company = { shoppers: [shopper], unrest: () => null }
  for (let visits = 80; visits > 0; visits--) {
    shopper.nudge()
    await world.pass(scheduler.between(12, 24) * HOUR_MS)
  }
  await look(world, company)
  await world.pass(scheduler.between(38, 45) * DAY_MS)
  await settle(world, company)
}

/** A user's cart cannot be reached for longer than a guest's cart lives, while guests log in. */
async function absence(world: World, shoppers: readonly Shopper[], users: readonly string[]): Promise<void> {
  const { scheduler, away } = world
  if (users.length === 0) return
  for (const { merging } of shoppers.filter(({ id }) => id.startsWith('gst_'))) merging.begin(users)
  // Some guests are bound by then, but have not handed their lines over.
  await world.pass(scheduler.between(0, 120))
  for (const user of users) away.add(user)
  await world.pass(scheduler.between(41, 44) * DAY_MS)
  for (const user of users) away.delete(user)
}

export function endOrRestore(world: World, id: string, images: Images): void {
  const { scheduler, weather, witness } = world
  if (scheduler.chance(weather.erase)) world.erase(id)
  const host = world.cart(id)
  if (weather.restore === 0 || host.firing) return
  const kept = images.get(id)
  if (kept && scheduler.chance(weather.restore)) {
    host.restore(kept.image)
    witness.restore('cart', id, kept.truth)
  } else if (scheduler.chance(0.2)) {
    const truth = witness.cart(id)
    // A cart that sleeps at an older position than the tiers hold cannot be read: operators adopt the record's copy.
    if (truth.state !== 'evicted') images.set(id, { image: host.disk.image(), truth })
  }
}
