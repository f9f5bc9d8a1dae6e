/**
 * One history: shoppers at work in some weather, then everything healed and quiet, then the check; and again after
 * a day of rest, so that what sleeps wakes the same, and after the carts' lifetime, so that what ends ends everywhere.
 */
import { checkRate } from './checker.ts'
import { type Company, DAY_MS, HOUR_MS, heal, type Images, look, misfortune, pauseOf, settle } from './quiet.ts'
import { Shopper } from './shopper.ts'
import { type Told, type Trace, tell } from './tell.ts'
import { drawWeather, isCalm } from './weather.ts'
import type { World } from './world.ts'

export function tellHistory(seed: number, trace: Trace = null): Promise<Told> {
  return tell(seed, trace, live)
}

async function live(world: World): Promise<void> {
  const { scheduler, weather } = world
  const ids = ['gst_ann', 'usr_bob', 'gst_cid', 'usr_dee'].slice(0, scheduler.between(1, 4))
  const users = ids.filter((id) => id.startsWith('usr_'))
  const shoppers = ids.map((id) => new Shopper(id, world, users))
  const company: Company = { shoppers, unrest: () => null }
  Object.assign(weather, drawWeather(scheduler))
  const wasCalm = isCalm(weather)
  const images: Images = new Map()
  for (let turns = scheduler.between(10, 45); turns > 0; turns--) {
    const shopper = scheduler.pick(shoppers)
    scheduler.in(0, `${shopper.id} acts`, () => shopper.act())
    await world.pass(pauseOf(world, weather))
    misfortune(world, shopper.id)
    endOrRestore(world, shopper.id, images)
  }
  heal(world)
  // An alarm that the platform gave up is set again when its object is called.
  for (const shopper of shoppers) scheduler.in(0, `${shopper.id} looks`, () => void shopper.read())
  await settle(world, company)
  if (wasCalm) checkRate(world)
  await look(world, company)
  if (scheduler.chance(0.35)) {
    await world.pass(scheduler.between(26, 60) * HOUR_MS)
    await look(world, company)
  }
  if (scheduler.chance(0.2)) {
    await world.pass(scheduler.between(41, 50) * DAY_MS)
    await look(world, company)
    for (const shopper of shoppers) scheduler.in(0, `${shopper.id} acts`, () => shopper.act())
    await settle(world, company)
  }
}

function endOrRestore(world: World, id: string, images: Images): void {
  const { scheduler, weather, witness } = world
  if (scheduler.chance(weather.erase)) world.erase(id)
  const host = world.cart(id)
  if (weather.restore === 0 || host.firing) return
  const kept = images.get(id)
  if (kept && scheduler.chance(weather.restore)) {
    host.restore(kept.image)
    witness.restore(id, kept.truth)
  } else if (scheduler.chance(0.2)) images.set(id, { image: host.disk.image(), truth: witness.cart(id) })
}
