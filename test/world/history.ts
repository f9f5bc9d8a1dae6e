/**
 * One history: shoppers at work in some weather, then everything healed and quiet, then the check; and again after
 * a day of rest, so that what sleeps wakes the same, and after the carts' lifetime, so that what ends ends everywhere.
 */

import { checkQuiet, checkRate } from './checker.ts'
import type { Image } from './object-storage.ts'
import { Shopper } from './shopper.ts'
import { calm, drawWeather, isCalm, type Weather } from './weather.ts'
import type { Truth } from './witness/truth.ts'
import { Broken, World } from './world.ts'

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS
/** The longest pause between two drains is an hour and twelve minutes. */
const QUIET_WITHIN_MS = 4 * HOUR_MS
const LATEST_MESSAGE_MS = 4 * DAY_MS

export interface Told {
  readonly seed: number
  /** What was broken, or null. */
  readonly broken: string | null
  readonly steps: number
}

export async function tellHistory(seed: number, trace: ((line: string) => void) | null = null): Promise<Told> {
  const world = new World(seed, calm())
  world.scheduler.trace = trace
  try {
    await live(world)
    return { seed, broken: null, steps: world.scheduler.steps }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    return { seed, broken: error.message, steps: world.scheduler.steps }
  } finally {
    world.close()
  }
}

async function live(world: World): Promise<void> {
  const { scheduler, weather } = world
  const ids = ['gst_ann', 'usr_bob', 'gst_cid', 'usr_dee'].slice(0, scheduler.between(1, 4))
  const users = ids.filter((id) => id.startsWith('usr_'))
  const shoppers = ids.map((id) => new Shopper(id, world, users))
  Object.assign(weather, drawWeather(scheduler))
  const wasCalm = isCalm(weather)
  const images = new Map<string, { readonly image: Image; readonly truth: Truth }>()
  for (let turns = scheduler.between(10, 45); turns > 0; turns--) {
    const shopper = scheduler.pick(shoppers)
    scheduler.in(0, `${shopper.id} acts`, () => shopper.act())
    await world.pass(pauseOf(world, weather))
    misfortune(world, weather, shopper.id, images)
  }
  heal(world)
  // An alarm that the platform gave up is set again when its object is called.
  for (const shopper of shoppers) scheduler.in(0, `${shopper.id} looks`, () => void shopper.read())
  await settle(world, shoppers)
  if (wasCalm) checkRate(world)
  await look(world, shoppers)
  if (scheduler.chance(0.35)) {
    await world.pass(scheduler.between(26, 60) * HOUR_MS)
    await look(world, shoppers)
  }
  if (scheduler.chance(0.2)) {
    await world.pass(scheduler.between(41, 50) * DAY_MS)
    await look(world, shoppers)
    for (const shopper of shoppers) scheduler.in(0, `${shopper.id} acts`, () => shopper.act())
    await settle(world, shoppers)
  }
}

function pauseOf({ scheduler }: World, weather: Weather): number {
  if (scheduler.chance(weather.idle)) {
    return scheduler.chance(0.25) ? scheduler.between(35, 60) * DAY_MS : scheduler.between(22, 60) * HOUR_MS
  }
  const drawn = scheduler.random()
  if (drawn < 0.55) return scheduler.between(0, 400)
  if (drawn < 0.9) return scheduler.between(400, 5_000)
  return scheduler.between(10_000, 30 * 60_000)
}

function misfortune(
  world: World,
  weather: Weather,
  id: string,
  images: Map<string, { readonly image: Image; readonly truth: Truth }>,
): void {
  const { scheduler, witness } = world
  const host = world.cart(id)
  if (scheduler.chance(weather.killIdle)) host.kill('for no reason')
  if (scheduler.chance(weather.queueRestart)) world.queue.restart()
  if (scheduler.chance(weather.clockJump)) scheduler.skewMs = scheduler.between(-600_000, 600_000)
  if (scheduler.chance(weather.outage)) {
    const tier = scheduler.pick(['record', 'l2', 'queue'] as const)
    world.down.add(tier)
    const long = scheduler.pick([20_000, 600_000, 8 * HOUR_MS, 40 * HOUR_MS])
    scheduler.in(long, `${tier} is back`, () => void world.down.delete(tier))
  }
  if (scheduler.chance(weather.recordRefuses)) {
    world.refused.add(id)
    scheduler.in(scheduler.between(1_000, 2 * HOUR_MS), `${id} is taken again`, () => void world.refused.delete(id))
  }
  if (scheduler.chance(weather.erase)) world.erase(id)
  if (weather.restore > 0 && !host.firing) {
    const kept = images.get(id)
    if (kept && scheduler.chance(weather.restore)) {
      host.restore(kept.image)
      witness.restore(id, kept.truth)
    } else if (scheduler.chance(0.2)) images.set(id, { image: host.disk.image(), truth: witness.cart(id) })
  }
}

/** From here on nothing fails. */
function heal(world: World): void {
  Object.assign(world.weather, calm())
  world.down.clear()
  world.refused.clear()
  world.scheduler.trace?.('--- all is well again')
}

/** Runs until nothing is under way, then checks. */
async function settle(world: World, shoppers: readonly Shopper[]): Promise<void> {
  for (let further = 0; ; further++) {
    await restUntil(world, shoppers, world.scheduler.time + QUIET_WITHIN_MS)
    // Then the last late messages, which change nothing any more.
    if (!world.queue.idle) await restUntil(world, shoppers, world.scheduler.time + LATEST_MESSAGE_MS)
    world.check()
    if (!isQuiet(world, shoppers)) world.fail(`it does not come to rest: ${unrest(world, shoppers)}`)
    // A restored object that stands where the tiers stand, or behind, finds out at its next writes.
    const suspects = shoppers.filter(({ id }) => world.witness.restored.has(id) && world.mayWrite(id))
    if (further === 2 || suspects.length === 0) break
    for (const shopper of suspects) shopper.nudge()
  }
  world.check()
  checkQuiet(world, shoppers)
  world.check()
}

async function restUntil(world: World, shoppers: readonly Shopper[], end: number): Promise<void> {
  while (!isQuiet(world, shoppers) && (await world.step(end)));
}

function isQuiet(world: World, shoppers: readonly Shopper[]): boolean {
  return unrest(world, shoppers) === null
}

/** What is still under way, or null. */
function unrest(world: World, shoppers: readonly Shopper[]): string | null {
  if (!world.queue.idle) return 'the queue is busy'
  if (world.remote.pending > 0) return 'a call has not taken effect'
  if (world.erasing > 0) return 'an erasure is under way'
  const waiting = shoppers.find((shopper) => shopper.waiting)
  if (waiting) return `${waiting.id} waits for an answer`
  for (const { kind, id, name } of world.hosts()) {
    const { dirty, model } = world.witness.truth(kind, id)
    if (dirty) return `${name} is dirty`
    if (model.bound?.done === false) return `the lines of ${name} are on their way`
  }
  return null
}

/** Every shopper looks at the cart, and the cart must answer. */
async function look(world: World, shoppers: readonly Shopper[]): Promise<void> {
  for (const shopper of shoppers) {
    const must = !world.witness.restored.has(shopper.id)
    world.scheduler.in(0, `${shopper.id} looks`, () => void shopper.read(must))
    await world.pass(20_000)
  }
  await settle(world, shoppers)
}
