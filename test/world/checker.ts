/**
 * Checks what must hold when all is quiet: object, record and L2 agree, every answered write is present, and carts that
 * expired or were erased left nothing behind.
 */
import type { Kind } from '../../src/domain/copy.ts'
import { compare, formatPosition, same } from '../../src/domain/position.ts'
import { SECRET } from './intentions.ts'
import { nameOf } from './objects.ts'
import { checkReminders } from './reminders.ts'
import type { Shopper } from './shopper.ts'
import type { Binding } from './witness/bindings.ts'
import type { World } from './world.ts'

/** 25 hours, one hour more for another read, three for a late alarm, and a margin for clocks that jumped. */
const ASLEEP_AFTER_MS = 30 * 3600_000

/** Forty days, with the same margins as above. */
const GONE_AFTER_MS = 40 * 24 * 3600_000 + 5 * 3600_000

export function checkQuiet(world: World, shoppers: readonly Shopper[]): void {
  for (const { kind, id, name, forsaken } of world.hosts()) {
    if (forsaken || world.unfound.has(name) || isStuck(world, kind, id)) continue
    checkTiers(world, kind, id)
    if (kind !== 'cart') continue
    checkAsleep(world, id)
    checkExpired(world, id)
    checkReminders(world, id)
  }
  for (const shopper of shoppers) {
    if (world.cart(shopper.id).forsaken || world.witness.cart(shopper.id).state === 'none') continue
    if (isStuck(world, 'cart', shopper.id)) continue
    checkWrites(world, shopper)
    checkEnded(world, shopper.id)
  }
  for (const binding of world.witness.bindings.all()) checkMerged(world, binding)
}

/**
 * Excludes two carts that cannot learn of their restore: one that was put back to a time when only the tiers had its
 * rows waits for an operator; one that was already bound then receives no more writes.
 */
export function isStuck({ witness }: World, kind: Kind, id: string): boolean {
  const { state, seal } = witness.truth(kind, id)
  return kind === 'cart' && witness.restored.has(id) && (state === 'evicted' || seal !== null)
}

function checkTiers(world: World, kind: Kind, id: string): void {
  const { position, state, text: lists, dirty } = world.witness.truth(kind, id)
  if (state === 'none') return
  const fail = (message: string) => world.breach(`${nameOf(kind, id)} when all is quiet: ${message}`)
  const text = state === 'live' || state === 'evicted' ? lists : state
  const held = world.copies.recordPosition(kind, id)
  const recorded = world.copies.recordText(kind, id)
  if (dirty) fail('the object is still dirty')
  if (!held || !same(held, position)) {
    fail(`the record is at ${held && formatPosition(held)}, but the object is at ${formatPosition(position)}`)
  }
  if (recorded !== text) fail(`the record holds ${recorded}, but the object holds ${text}`)
  const copy = kind === 'cart' ? world.l2.peek(id) : null
  if (!copy) return
  const inL2 = world.copies.l2Text(id)
  if (compare(copy, position) > 0) fail('L2 is ahead of the object')
  if (same(copy, position)) {
    if (inL2 !== text) fail(`L2 holds ${inL2}, but the object holds ${text}`)
    return
  }
  // L2 may lag only if a fault kept this position out. A tombstone is not confirmed before L2 has it.
  const missed = world.l2.missed.get(id)
  if (state === 'expired' || state === 'erased') fail(`L2 holds ${inL2} instead of a tombstone`)
  else if (!missed || compare(missed, position) < 0) fail(`L2 lags at ${formatPosition(copy)} without a cause`)
}

/** A cart that was unused for a day and has nothing to do has evicted its rows, even if it had woken meanwhile. */
function checkAsleep(world: World, id: string): void {
  const { state, stirredAt, model } = world.witness.cart(id)
  const idleMs = world.scheduler.wall(id) - stirredAt
  if (state !== 'live' || model.bound?.done === false || model.checkouts.size > 0 || idleMs < ASLEEP_AFTER_MS) return
  world.fail(`${id} has been idle for ${Math.floor(idleMs / 3600_000)} hours, but still has its rows`)
}

/** A guest's cart without a write for its lifetime has ended, unless it has something to do. */
function checkExpired(world: World, id: string): void {
  const { state, wroteAt, model } = world.witness.cart(id)
  const idleMs = world.scheduler.wall(id) - wroteAt
  if (!id.startsWith('gst_') || (state !== 'live' && state !== 'evicted') || idleMs < GONE_AFTER_MS) return
  if (model.bound?.done === false || model.checkouts.size > 0) return
  world.fail(`${id} was not written for ${Math.floor(idleMs / 86_400_000)} days, but has not expired`)
}

/** No guest stays bound unless its lines have arrived; only the user has the lines that were handed over. */
function checkMerged(world: World, { guestId, userId, report }: Binding): void {
  const { witness } = world
  if (witness.bindings.isShaken(guestId) || world.cart(guestId).forsaken) return
  const guest = witness.cart(guestId)
  const gone = guest.state === 'erased' || witness.cart(userId).state === 'erased'
  if (!report && !gone) world.fail(`${guestId} is bound to ${userId}, but its lines never arrived`)
  if (guest.model.bound?.done === false) world.fail(`${guestId} does not know that its lines have arrived`)
}

function checkWrites(world: World, { id, accepted, refusedNames }: Shopper): void {
  const { witness, ended } = world
  const { applied } = witness.cart(id)
  for (const name of refusedNames)
    if (applied.has(name)) world.fail(`${id}: the write ${name} was refused, but took effect`)
  const lost = [...accepted].filter((name) => !ended.has(name) && !witness.isAccounted(id, name))
  if (lost.length > 0) world.fail(`${id}: writes were answered with success, but are lost: ${lost.join(', ')}`)
}

/** No personal data outlives a cart: every place that could hold a word of its shopper is searched. */
function checkEnded(world: World, id: string): void {
  const { state } = world.witness.cart(id)
  if (state !== 'expired' && state !== 'erased') return
  const places = [
    ['the object', JSON.stringify(world.cart(id).disk.image())],
    ...world.copies.places('cart', id),
  ] as const
  for (const [place, text] of places) {
    if (text.includes(`${SECRET} ${id}`)) world.fail(`${id} is ${state}, but ${place} still holds data of its shopper`)
  }
}

/** If nothing fails, a cart sends at most one message per second. */
export function checkRate(world: World): void {
  const last = new Map<string, number>()
  for (const { name, at } of world.sends) {
    const before = last.get(name)
    if (before !== undefined && at - before < 1_000) world.fail(`${name} sent twice within ${at - before} ms`)
    last.set(name, at)
  }
}
