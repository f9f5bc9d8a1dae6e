/** Brings a history to rest: faults end, work under way ends, and then everything is checked. */
import { checkQuiet } from './checker.ts'
import { CONSUMER, PLATFORM } from './clocks.ts'
import type { AnyHost } from './host.ts'
import type { Image } from './object-storage.ts'
import type { Shopper } from './shopper.ts'
import { calm, type Weather } from './weather.ts'
import type { Truth } from './witness/truth.ts'
import type { World } from './world.ts'

export const HOUR_MS = 3600_000
export const DAY_MS = 24 * HOUR_MS
/** The longest pause between two drains is an hour and twelve minutes. */
const QUIET_WITHIN_MS = 4 * HOUR_MS
const LATEST_MESSAGE_MS = 4 * DAY_MS

export interface Company {
  readonly shoppers: readonly Shopper[]
  /** Names other work that is still under way; null if there is none. */
  unrest(): string | null
}

/** An object's image at some moment, to which it can be put back. */
export type Images = Map<string, { readonly image: Image; readonly truth: Truth }>

export function pauseOf({ scheduler }: World, weather: Weather): number {
  if (scheduler.chance(weather.idle)) {
    return scheduler.chance(0.25) ? scheduler.between(35, 60) * DAY_MS : scheduler.between(22, 60) * HOUR_MS
  }
  const drawn = scheduler.random()
  if (drawn < 0.55) return scheduler.between(0, 400)
  if (drawn < 0.9) return scheduler.between(400, 5_000)
  return scheduler.between(10_000, 30 * 60_000)
}

/** Accidents that may happen to a world between two steps of its people. */
export function misfortune(world: World, id: string): void {
  const { scheduler, weather } = world
  if (scheduler.chance(weather.killIdle)) scheduler.pick(world.hosts())?.kill('at random')
  if (scheduler.chance(weather.queueRestart)) world.queue.restart()
  if (scheduler.chance(weather.clockJump)) setClock(world)
  if (scheduler.chance(weather.outage)) {
    const tier = scheduler.pick(['record', 'l2', 'queue'] as const)
    world.down.add(tier)
    const long = scheduler.pick([20_000, 600_000, 8 * HOUR_MS, 40 * HOUR_MS])
    scheduler.in(long, `${tier} answers again`, () => void world.down.delete(tier))
  }
  if (scheduler.chance(weather.recordRefuses)) {
    world.refused.add(id)
    scheduler.in(
      scheduler.between(1_000, 2 * HOUR_MS),
      `the record accepts ${id} again`,
      () => void world.refused.delete(id),
    )
  }
}

/** All clocks jump together, or one of them by minutes or by seconds. */
function setClock(world: World): void {
  const { scheduler } = world
  const by = scheduler.chance(0.5) ? 600_000 : 2_000
  const offsetMs = scheduler.between(-by, by)
  if (scheduler.chance(0.3)) scheduler.skewMs = offsetMs
  else scheduler.clocks.set(scheduler.pick([PLATFORM, CONSUMER, ...world.hosts().map(({ name }) => name)]), offsetMs)
}

/** From here on no fault occurs. */
export function heal(world: World): void {
  Object.assign(world.weather, calm())
  world.down.clear()
  world.refused.clear()
  world.away.clear()
  world.scheduler.trace?.('--- all faults have ended')
}

/** Runs until nothing is under way, then checks. */
export async function settle(world: World, company: Company): Promise<void> {
  for (let further = 0; ; further++) {
    await restUntil(world, company, world.scheduler.time + QUIET_WITHIN_MS)
    // Then the last late messages arrive, which must not change anything any more.
    if (!world.queue.idle) await restUntil(world, company, world.scheduler.time + LATEST_MESSAGE_MS)
    world.check()
    const restless = unrest(world, company)
    if (restless) world.breach(`the world does not become quiet: ${restless}`)
    // A restored object at or behind the tiers' position learns of the restore at its next writes.
    const suspects = company.shoppers.filter(({ id }) => world.witness.restored.has(id) && world.mayWrite(id))
    if (further === 2 || suspects.length === 0) break
    for (const shopper of suspects) shopper.nudge()
  }
  world.check()
  checkQuiet(world, company.shoppers)
  world.check()
}

/** Every shopper reads the cart, and the cart must answer. */
export async function look(world: World, company: Company): Promise<void> {
  for (const shopper of company.shoppers) {
    const must = !world.witness.restored.has(shopper.id)
    world.scheduler.in(0, `${shopper.id} looks`, () => void shopper.read(must))
    await world.pass(20_000)
  }
  await settle(world, company)
}

async function restUntil(world: World, company: Company, end: number): Promise<void> {
  while (unrest(world, company) !== null && (await world.step(end)));
}

/** Names the work that is still under way; null if there is none. */
function unrest(world: World, company: Company): string | null {
  if (!world.queue.idle) return 'the queue is busy'
  if (world.remote.pending > 0) return 'a call has not taken effect'
  if (world.erasing > 0) return 'an erasure is under way'
  const waiting = company.shoppers.find((shopper) => shopper.waiting)
  if (waiting) return `${waiting.id} waits for an answer`
  for (const { kind, id, name, disk, forsaken } of world.hosts()) {
    if (forsaken) continue
    const { dirty, model } = world.witness.truth(kind, id)
    if (dirty) return `${name} is dirty`
    if (model.bound?.done === false) return `${name} is handing its lines over`
    if (kind === 'cart' && isL2Awaited(disk)) return `${name} waits until L2 has its copy`
  }
  return company.unrest()
}

/** Whether the object still has the duty that asks for its copy in L2. A disk that was never written has no tables. */
function isL2Awaited(disk: AnyHost['disk']): boolean {
  if (disk.run("SELECT name FROM sqlite_master WHERE name = 'dues'").length === 0) return false
  return disk.run("SELECT at FROM dues WHERE name = 'l2' AND at IS NOT NULL").length > 0
}
