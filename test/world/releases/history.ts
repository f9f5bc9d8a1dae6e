/**
 * One history of two releases: what the released version wrote meets the present code. Carts live in calm weather, then
 * everything becomes such as the released version left it; some of its messages are still on their way, and some of its
 * objects still hand carts over. Then the present code goes on, in some weather, and every promise holds.
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
  // Some carts sleep by then: their rows are in the copies only.
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
