/**
 * The reports of left carts. Invariant: each state in which a user left a cart with lines is reported once, a day later,
 * even if the report was repeated and the shop itself wrote meanwhile; carts of guests never are.
 */
import { cartIdOf } from '../../src/domain/cart/cart.ts'
import type { World } from './world.ts'

const LEFT_MS = 24 * 3600_000

/** Skips carts that were put back, because they may report a state again. */
export function checkReminders(world: World, id: string): void {
  if (world.witness.restored.has(id) || world.isShaken) return
  const reports = world.stream.of(`cart:${cartIdOf(id)}`)
  if (!id.startsWith('usr_')) {
    if (reports.length > 0) world.fail(`${id} is a guest, but was reported`)
    return
  }
  const times = reports.map(({ at }) => at)
  if (new Set(times).size < times.length) world.fail(`${id} was left at ${times}: a state was reported twice`)
  for (const { data } of reports)
    if ((data.lines as readonly unknown[]).length === 0) world.fail(`${id} was reported without lines`)
  const { state, model, wroteAt, changedAt } = world.witness.cart(id)
  const due = changedAt + LEFT_MS
  if (times.some((at) => at > due))
    world.fail(`${id} was changed last at ${changedAt}, but reported for ${times.at(-1)}`)
  // The shop may have put lines back into a cart that was empty when its time came.
  const isLeft = state === 'evicted' && model.items.size > 0 && wroteAt === changedAt
  if (isLeft && !times.includes(due)) world.fail(`${id} was left at ${changedAt}, but never reported`)
}
