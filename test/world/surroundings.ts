/** The part of a world that its witness uses. */
import { PLATFORM } from './clocks.ts'
import type { Surroundings } from './witness/witness.ts'
import type { World } from './world.ts'

export function surroundingsOf(world: World): Surroundings {
  return {
    meant: world.meant,
    orders: world.orders,
    wall: ({ name }) => world.scheduler.wall(name),
    mayErase: (cartId) => world.mayErase(cartId),
    hasJumped: ({ name }) =>
      world.scheduler.skewMs !== 0 || [name, PLATFORM].some((clock) => world.scheduler.clocks.wasSet(clock)),
    recordPosition: (kind, id) => world.copies.recordPosition(kind, id),
    copiesRead: (cartId) => world.copiesRead.get(cartId) ?? [],
    wrote: (host, operation, rows) => world.onWrote(host, operation, rows),
    over: (names) => {
      for (const name of names) world.ended.add(name)
    },
    isShaken: () => world.isShaken,
    fail: (message) => world.breach(message),
  }
}
