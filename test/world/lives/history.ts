/**
 * One history of whole lives: people register, log in, merge, order, pay, and erase themselves at any moment, while
 * calls arrive minutes late. Then faults end, and every place is searched for data of erased people.
 */
import { Admin } from '../orders/admin.ts'
import { Buyer } from '../orders/buyer.ts'
import { checkOrders, unrestOf as unrestOfOrders } from '../orders/checker.ts'
import { Shop } from '../orders/shop.ts'
import { Book } from '../people/book.ts'
import { checkPeople, unrestOf as unrestOfPeople } from '../people/checker.ts'
import { Front } from '../people/front.ts'
import { Person } from '../people/person.ts'
import { type Company, DAY_MS, HOUR_MS, heal, misfortune, pauseOf, settle } from '../quiet.ts'
import { Shopper } from '../shopper.ts'
import { type Told, type Trace, tell } from '../tell.ts'
import { wakeWhatIsCalled } from '../waking.ts'
import { drawWeather, isCalm, type Weather } from '../weather.ts'
import type { World } from '../world.ts'

const MINUTE_MS = 60_000
/** A checkout makes a dozen calls: in a storm nearly all of them fail. */
const MAX_RATE = 0.08

export function tellLives(seed: number, trace: Trace = null): Promise<Told> {
  return tell(seed, trace, live)
}

async function live(world: World): Promise<void> {
  const { scheduler } = world
  const town = await liveOn(world)
  if (!scheduler.chance(0.2)) return
  await world.pass(scheduler.between(26 / 24, 45) * DAY_MS)
  await town.rest()
}

export interface Town {
  readonly company: Company
  /** Somebody performs one random action. */
  act(): void
  /** Runs until nothing is under way, and checks everything. */
  rest(): Promise<void>
}

/** @param between runs between two steps of the people; afterwards faults end, and everything is quiet and checked */
export async function liveOn(world: World, between: () => void = () => {}): Promise<Town> {
  const { scheduler, weather } = world
  world.orderTimeoutMs = scheduler.pick([90_000, 10 * MINUTE_MS, 30 * MINUTE_MS])
  const { book, shop } = bookShop(world)
  const front = new Front(world, book)
  const admin = new Admin(shop)
  const shoppers: Shopper[] = []
  const buyers = new Map<string, Buyer>()
  let numbers = 0
  const buyerOf = (shopper: Shopper) => {
    const buyer = buyers.get(shopper.id) ?? new Buyer(shopper.id, shop, [], [], shopper)
    buyers.set(shopper.id, buyer)
    return buyer
  }
  const buys = (shopper: Shopper) => {
    const buyer = buyerOf(shopper)
    if (scheduler.chance(0.3)) buyer.fill()
    buyer.act()
  }
  const crowd = { world, front, shoppers, buys, number: () => numbers++ }
  const people = ['ada', 'ben', 'cleo'].slice(0, scheduler.between(1, 3)).map((name) => new Person(name, crowd))
  // A user of another provider, who has a cart here but no account.
  const outsider = new Shopper('usr_outside', world)
  shoppers.push(outsider)
  const act = () => {
    const person = scheduler.pick(people)
    scheduler.in(0, 'somebody acts', () => {
      if (scheduler.chance(0.06)) return admin.act()
      if (scheduler.chance(0.08)) return buys(outsider)
      return scheduler.chance(0.55) ? person.buy() : person.act()
    })
  }
  const company: Company = { shoppers, unrest: () => unrestOfPeople(world, book, front) ?? unrestOfOrders(shop) }
  Object.assign(weather, drawn(world))
  book.jumps = weather.clockJump > 0
  for (let turns = scheduler.between(25, 70); turns > 0; turns--) {
    act()
    if (scheduler.chance(0.008)) void front.eraseAnyone(outsider.id)
    await world.pass(pauseOf(world, weather))
    const hosts = world.hosts()
    if (hosts.length === 0) continue
    misfortune(world, scheduler.pick(hosts).id)
    // Without faults every object can be reached, and nothing may be unavailable.
    if (scheduler.chance(0.05) && !isCalm(weather)) loseSight(shop)
    between()
  }
  heal(world)
  await wakeWhatIsCalled(world, shoppers)
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
  return { company, act, rest }
}

/** One book follows accounts and claims, another one orders and stock. */
export function bookShop(world: World): { readonly book: Book; readonly shop: Shop } {
  const shop = new Shop(world)
  const { onWrote: ofOrders } = world
  const book = new Book(world)
  const { onWrote: ofPeople } = world
  world.onWrote = (host, operation, rows) => {
    const hear = host.kind === 'order' || host.kind === 'stock' ? ofOrders : ofPeople
    hear(host, operation, rows)
  }
  return { book, shop }
}

/** Softened weather, with calls that arrive minutes late in most histories; nothing is put back. */
function drawn({ scheduler }: World): Partial<Weather> {
  const faults = Object.entries(drawWeather(scheduler)).map(([fault, rate]) => [fault, Math.min(rate, MAX_RATE)])
  const late = scheduler.chance(0.7) ? { callLate: MAX_RATE } : {}
  return { ...Object.fromEntries(faults), ...late, restore: 0, erase: 0 }
}

/** For a while no call reaches some cart, order or stock. */
function loseSight(shop: Shop): void {
  const { scheduler } = shop.world
  const all = shop.world.hosts().filter(({ kind }) => kind !== 'account')
  if (all.length > 0) shop.lose(scheduler.pick(all).name, scheduler.pick([20_000, 2 * MINUTE_MS, 3 * HOUR_MS]))
}
