/**
 * One history of clients that number their operations: devices lie in drawers for weeks with a queue, lose answers, send
 * again, are forgotten, and continue at another cart after a sign-in. Then faults end, every queue is sent, and each
 * answered operation must have been decided exactly once.
 */

import { endOrRestore } from '../history.ts'
import { type Company, DAY_MS, HOUR_MS, heal, type Images, look, misfortune, pauseOf, settle } from '../quiet.ts'
import { Shopper } from '../shopper.ts'
import { type Told, type Trace, tell } from '../tell.ts'
import { wakeWhatIsCalled } from '../waking.ts'
import { drawWeather } from '../weather.ts'
import type { World } from '../world.ts'
import { Device } from './device.ts'

/** The probability per history that more devices use one cart than it knows. */
const CROWD = 0.25
const MAX_ROUNDS = 30

export function tellClients(seed: number, trace: Trace = null): Promise<Told> {
  return tell(seed, trace, live)
}

async function live(world: World): Promise<void> {
  const { scheduler, weather } = world
  const ids = ['gst_ann', 'usr_bob', 'gst_cid'].slice(0, scheduler.between(1, 3))
  const users = ids.filter((id) => id.startsWith('usr_'))
  const shoppers = ids.map((id) => new Shopper(id, world, users))
  const devices = ids.flatMap((id) =>
    ['phone', 'tablet'].map((kind) => new Device(`${kind}-${id.slice(4)}`, id, world)),
  )
  const company: Company = {
    shoppers,
    unrest: () => {
      const busy = devices.find((device) => device.waiting)
      return busy ? `${busy.name} waits for an answer` : null
    },
  }
  Object.assign(weather, drawWeather(scheduler))
  const images: Images = new Map()
  const pass = async () => {
    await world.pass(scheduler.chance(0.12) ? scheduler.between(1, 30) * DAY_MS : pauseOf(world, weather))
  }
  for (let turns = scheduler.between(10, 45); turns > 0; turns--) {
    const shopper = scheduler.pick(shoppers)
    const device = scheduler.pick(devices)
    if (scheduler.chance(0.25)) scheduler.in(0, `${shopper.id} acts`, () => shopper.act())
    else scheduler.in(0, `${device.name} acts`, () => device.act())
    if (scheduler.chance(0.03)) device.startOver()
    await pass()
    if (world.hosts().length === 0) continue
    misfortune(world, shopper.id)
    endOrRestore(world, shopper.id, images)
  }
  if (scheduler.chance(CROWD)) await crowd(world, scheduler.pick(ids), devices)
  heal(world)
  // Idle objects leave memory meanwhile, and one that was due weeks ago takes its alarm for lost only after an hour.
  await world.pass(HOUR_MS)
  for (const host of world.hosts()) host.kill('because it is idle')
  await wakeWhatIsCalled(world, shoppers)
  await settle(world, company)
  await sendAll(world, devices)
  await settle(world, company)
  if (scheduler.chance(0.4)) await world.pass(scheduler.between(26, 60) * HOUR_MS)
  await look(world, company)
  check(world, devices)
}

/** Seventeen more clients use the cart, so that it forgets those that were used before. */
async function crowd(world: World, shopperId: string, devices: Device[]): Promise<void> {
  for (let number = 0; number < 17; number++) {
    const device = new Device(`guest-${number}-${shopperId.slice(4)}`, shopperId, world)
    devices.push(device)
    world.scheduler.in(0, `${device.name} acts`, () => device.act())
    await world.pass(world.scheduler.between(0, 1_000))
  }
}

async function sendAll(world: World, devices: readonly Device[]): Promise<void> {
  for (let rounds = 0; devices.some(({ unsent }) => unsent > 0); rounds++) {
    if (rounds === MAX_ROUNDS) return world.fail('a queue is never empty, although nothing fails')
    for (const device of devices) {
      world.scheduler.in(0, `${device.name} sends`, () => device.send())
      await world.pass(world.scheduler.between(0, 2_000))
    }
    await world.pass(20_000)
  }
}

/** Each answered operation was decided; the witness has checked that none was decided twice. */
function check(world: World, devices: readonly Device[]): void {
  const { witness } = world
  for (const { acknowledged } of devices) {
    for (const { client, seq, cartId } of acknowledged) {
      const isLost = witness.restored.has(cartId) || witness.sequences.isForgotten(client)
      if (!isLost && !witness.sequences.isDecided(client, seq)) {
        world.fail(`${client} ${seq} was answered by ${cartId}, but never decided`)
      }
    }
  }
  world.check()
}
