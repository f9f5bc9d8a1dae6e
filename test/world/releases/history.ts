/**
 * One history of two releases: the present code reads data that the released version wrote. Carts live in calm weather;
 * then all data gets the form of the released version, whose messages are still under way and some of whose objects
 * still hand carts over. The present code continues in some weather, and every promise holds.
 */
import { type Company, HOUR_MS, heal, look, misfortune, pauseOf, settle } from '../quiet.ts'
import { Shopper } from '../shopper.ts'
import { type Told, type Trace, tell } from '../tell.ts'
import { wakeWhatIsCalled } from '../waking.ts'
import { drawWeather } from '../weather.ts'
import type { World } from '../world.ts'
import { becomeReleased } from './released.ts'

export function tellReleases(seed: number, trace: Trace = null): Promise<Told> {
  return tell(seed, trace, live)
}

async function live(world: World): Promise<void> {
  const { scheduler, weather } = world
  const users = ['usr_bob', 'usr_dee']
  const shoppers = ['gst_ann', 'gst_cid', ...users].map((id) => new Shopper(id, world, users))
  const company: Company = { shoppers, unrest: () => null }
  const act = async (turns: number) => {
    for (; turns > 0; turns--) {
      const shopper = scheduler.pick(shoppers)
      scheduler.in(0, `${shopper.id} acts`, () => shopper.act())
      await world.pass(pauseOf(world, weather))
      misfortune(world, shopper.id)
    }
  }
  await act(scheduler.between(4, 16))
  await settle(world, company)
  // Some carts sleep by then, so that only the copies have their rows.
  if (scheduler.chance(0.4)) await world.pass(scheduler.between(26, 60) * HOUR_MS)
  await settle(world, company)
  becomeReleased(world)
  Object.assign(weather, drawWeather(scheduler), { restore: 0, erase: 0 })
  world.releasedCallers = scheduler.chance(0.5) ? 0.5 : 0
  for (const shopper of shoppers) if (scheduler.chance(0.3)) scheduler.in(0, 'sent again', () => shopper.repeat())
  await act(scheduler.between(8, 30))
  heal(world)
  world.releasedCallers = 0
  await wakeWhatIsCalled(world, shoppers)
  await settle(world, company)
  await look(world, company)
}
