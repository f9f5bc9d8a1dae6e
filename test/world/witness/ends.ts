/** How an object of any kind may end, and when its alarm must be set. */
import type { AnyHost } from '../host.ts'
import type { Fail, Truth } from './truth.ts'
import type { Surroundings } from './witness.ts'

type Clocks = Pick<Surroundings, 'wall' | 'hasJumped'>

/** An alarm that rang with nothing due pauses a little before it rings again. */
const PAUSE_MS = 1_000
/** A message lives for at most 14 days. */
const RELEASED_AFTER_MS = 14 * 24 * 3600_000
const MAX_WAIT_MS = 75 * 60_000
/** A guest's cart ends this long after its last write. */
const GUEST_LIFETIME_MS = 40 * 24 * 3600_000

/** Only a guest's cart expires, one lifetime after its last write, with nothing under way. */
export function checkExpiry(host: AnyHost, was: Truth, around: Clocks, fail: Fail): void {
  // A claim ends when no account has the address any more: the book of accounts checks that.
  if (host.kind === 'claim') return
  if (host.kind !== 'cart' || !host.id.startsWith('gst_')) fail('the object expired, but only guests’ carts may expire')
  const early = was.wroteAt + GUEST_LIFETIME_MS - around.wall(host)
  if (early > 0) fail(`the cart expired ${Math.ceil(early / 1_000)} s before its time`)
  if (was.model.bound?.done === false) fail('the cart expired with lines that had not arrived')
  if (was.model.checkouts.size > 0) fail('the cart expired with a checkout under way')
}

/** An object that is gone from the disk had expired long ago in every tier; its position is remembered here. */
export function checkReleased(host: AnyHost, { state, dirty, stirredAt }: Truth, around: Clocks, fail: Fail): void {
  if (state !== 'expired') fail(`the storage was deleted although the object is ${state}`)
  if (dirty) fail('the storage was deleted before the record had the tombstone')
  const early = stirredAt + RELEASED_AFTER_MS - around.wall(host)
  if (early > 0 && !around.hasJumped(host))
    fail('the storage was deleted while messages of the object may be under way')
  if (host.disk.alarm !== null) fail('the alarm outlived the storage')
}

export function checkAlarm(host: AnyHost, { dirty }: Truth, around: Clocks, fail: Fail): void {
  // A lost alarm is noticed when it is overdue.
  if (host.firing || host.forsaken) return
  const { alarm } = host.disk
  const wall = around.wall(host)
  const hasJumped = around.hasJumped(host)
  const slack = hasJumped ? 60 * 60_000 : 0
  if (dirty && alarm === null) fail('the object is dirty, but no alarm is set')
  if (dirty && alarm !== null && alarm > wall + MAX_WAIT_MS + slack)
    fail('the object is dirty, but its alarm is set for too late')
  if (hasJumped) return
  for (const { name, at } of host.disk.run('SELECT name, at FROM dues WHERE at > ?', wall)) {
    if (alarm === null || alarm > Number(at) + PAUSE_MS) fail(`the alarm is set for a time after ${name} is due`)
  }
}
