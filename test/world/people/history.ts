/**
 * One history of people: they register, sign in, move, merge and erase themselves in some weather. Then faults end and
 * everything is checked; newcomers take the free addresses, and everything is checked again.
 */
import { type Company, DAY_MS, heal, misfortune, pauseOf, settle } from '../quiet.ts'
import { Shopper } from '../shopper.ts'
import { type Told, type Trace, tell } from '../tell.ts'
import { wakeWhatIsCalled } from '../waking.ts'
import { drawWeather } from '../weather.ts'
import type { World } from '../world.ts'
import { Book } from './book.ts'
import { checkPeople, newcomers, unrestOf } from './checker.ts'
import { Front } from './front.ts'
import { Person } from './person.ts'

export function tellPeople(seed: number, trace: Trace = null): Promise<Told> {
  return tell(seed, trace, live)
}

async function live(world: World): Promise<void> {
  const { scheduler, weather } = world
  const book = new Book(world)
  const front = new Front(world, book)
  const shoppers: Shopper[] = []
  let numbers = 0
  const crowd = { world, front, shoppers, number: () => numbers++ }
  const people = ['ada', 'ben', 'cleo'].slice(0, scheduler.between(1, 3)).map((name) => new Person(name, crowd))
  // A user of another provider, who has a cart here but no account.
  const outsider = new Shopper('usr_outside', world)
  shoppers.push(outsider)
  const company: Company = { shoppers, unrest: () => unrestOf(world, book, front) }
  // Other kinds of histories cover carts that are put back or erased on their own.
  Object.assign(weather, drawWeather(scheduler), { restore: 0, erase: 0 })
  book.jumps = weather.clockJump > 0
  for (let turns = scheduler.between(12, 50); turns > 0; turns--) {
    const person = scheduler.pick(people)
    scheduler.in(0, 'somebody acts', () => (scheduler.chance(0.1) ? outsider.act() : person.act()))
    if (scheduler.chance(0.01)) void front.eraseAnyone(outsider.id)
    await world.pass(pauseOf(world, weather))
    misfortune(world, scheduler.pick(world.hosts().map(({ id }) => id)) ?? '')
  }
  heal(world)
  await wakeWhatIsCalled(world, shoppers)
  await settle(world, company)
  checkPeople(world, book)
  world.check()
  await newcomers(world, book, front)
  await settle(world, company)
  checkPeople(world, book)
  world.check()
  if (!scheduler.chance(0.2)) return
  await world.pass(scheduler.between(26 / 24, 45) * DAY_MS)
  await settle(world, company)
  checkPeople(world, book)
  world.check()
}
