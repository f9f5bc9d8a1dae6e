/**
 * What must hold when all is quiet: the object, the record and L2 say the same, every answered write is in, and what
 * was erased or has expired left nothing behind.
 */
import { compare, formatPosition, same } from '../../src/domain/position.ts'
import { SECRET } from './intentions.ts'
import { textOf } from './model-cart.ts'
import type { Shopper } from './shopper.ts'
import type { World } from './world.ts'

export function checkQuiet(world: World, shoppers: readonly Shopper[]): void {
  for (const shopper of shoppers) {
    const { state } = world.witness.truth(shopper.id)
    // One that was put back to a time when its rows were in the tiers alone waits for an operator.
    const stuck = state === 'evicted' && world.witness.restored.has(shopper.id)
    if (state === 'none' || stuck) continue
    checkTiers(world, shopper.id)
    checkWrites(world, shopper)
    checkEnded(world, shopper.id)
  }
}

function checkTiers(world: World, id: string): void {
  const { position, state, model, dirty } = world.witness.truth(id)
  const fail = (message: string) => world.fail(`${id} in the end: ${message}`)
  const text = state === 'live' || state === 'evicted' ? textOf(model) : state
  const held = world.recordPosition(id)
  if (dirty) fail('it is still dirty')
  if (!held || !same(held, position)) {
    fail(`the record is at ${held && formatPosition(held)}, the object at ${formatPosition(position)}`)
  }
  if (world.recordText(id) !== text) fail(`the record holds ${world.recordText(id)}, the object ${text}`)
  const copy = world.l2.peek(id)
  if (!copy) return
  if (compare(copy, position) > 0) fail('L2 is ahead of the object')
  if (same(copy, position)) {
    if (world.l2Text(id) !== text) fail(`L2 holds ${world.l2Text(id)}, the object ${text}`)
    return
  }
  // L2 may lag only when a fault kept this very position out; a tombstone is not confirmed before L2 has it.
  const missed = world.l2.missed.get(id)
  if (state === 'expired' || state === 'erased') fail(`L2 has no tombstone, but ${world.l2Text(id)}`)
  else if (!missed || compare(missed, position) < 0) fail(`L2 lags at ${formatPosition(copy)} without a cause`)
}

function checkWrites(world: World, { id, accepted, refusedNames }: Shopper): void {
  const { applied, state } = world.witness.truth(id)
  for (const name of refusedNames) if (applied.has(name)) world.fail(`${id}: ${name} was refused, but took effect`)
  // An ended life has no writes to show; a restored object has lost some.
  if (state === 'expired' || state === 'erased' || world.witness.restored.has(id)) return
  const lost = [...accepted].filter((name) => !applied.has(name) && !world.ended.has(name))
  if (lost.length > 0) world.fail(`${id}: ${lost.join(', ')} were answered with success, but are lost`)
}

/** Nothing personal outlives a cart: every place that could hold a word of its shopper is searched. */
function checkEnded(world: World, id: string): void {
  const { state } = world.witness.truth(id)
  if (state !== 'expired' && state !== 'erased') return
  const { disk } = world.host(id)
  const places: readonly [string, string][] = [
    ['the object', JSON.stringify(disk.image())],
    ['the record', JSON.stringify(world.d1.look('SELECT * FROM carts WHERE id = ?', id))],
    ['the dead letters', JSON.stringify(world.d1.look('SELECT * FROM dead_letters'))],
    ['L2', world.l2.text(id)],
  ]
  for (const [place, text] of places) {
    if (text.includes(`${SECRET} ${id}`)) world.fail(`${id} has ${state}, but ${place} still knows its shopper`)
  }
}

/** When nothing fails, a cart sends at most one message a second. */
export function checkRate(world: World): void {
  const last = new Map<string, number>()
  for (const { id, at } of world.sends) {
    const before = last.get(id)
    if (before !== undefined && at - before < 1_000) world.fail(`${id} sent twice within ${at - before} ms`)
    last.set(id, at)
  }
}
