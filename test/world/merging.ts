/**
 * A guest who logs in: the cart is merged into a user's cart, sometimes by two simultaneous requests, or for two users.
 * Each answer is compared with what the witness saw.
 */
import type { MergeReply } from '../../src/contract/rpc/cart.ts'
import { Lost } from './host.ts'
import { STRATEGIES, type Strategy } from './model/merge.ts'
import { DiskFault } from './object-storage.ts'
import { IMMORTAL } from './remote.ts'
import { isCalm } from './weather.ts'
import type { World } from './world.ts'

const MAX_ATTEMPTS = 5

export class Merging {
  readonly #guestId: string
  readonly #world: World
  #numbers = 0
  underWay = 0

  constructor(guestId: string, world: World) {
    this.#guestId = guestId
    this.#world = world
  }

  /** Logs in as one of the users, or as two of them at once. */
  begin(users: readonly string[]): void {
    const { scheduler } = this.#world
    const userId = scheduler.pick(users)
    void this.merge(userId, scheduler.pick(STRATEGIES))
    if (scheduler.chance(0.3))
      void this.merge(scheduler.chance(0.5) ? userId : scheduler.pick(users), scheduler.pick(STRATEGIES))
  }

  /** Resolves after an answer, or when no more attempts are made. */
  async merge(userId: string, strategy: Strategy, number = 1): Promise<void> {
    const { scheduler, witness } = this.#world
    const guestId = this.#guestId
    if (witness.bindings.isOver(guestId)) return
    witness.bindings.ask(guestId, userId, strategy)
    const requestId = `${guestId}-merge-${this.#numbers++}`
    const calm = isCalm(this.#world.weather) && !this.#world.mayBeUnavailable(guestId)
    this.underWay++
    let again = true
    try {
      const label = `${guestId} is merged into ${userId}, ${strategy}`
      await this.#world
        .cart(guestId)
        .call(IMMORTAL, label, async (cart) => {
          const reply = await cart.merge({ userId, strategy, requestId })
          scheduler.trace?.(`    ${label}: ${JSON.stringify(reply)}`)
          // The user's cart may have become unreachable during the merge.
          this.#check(userId, reply, calm && !this.#world.away.has(userId))
          return reply
        })
        .then((reply) => {
          again = reply.status === 'pending' || (reply.status === 'refused' && reply.code === 'unavailable')
        })
    } catch (error) {
      if (!(error instanceof Lost || error instanceof DiskFault)) {
        this.#fail(`the merge threw ${error instanceof Error ? error.stack : error}`)
      }
    } finally {
      this.underWay--
    }
    if (!again || number >= MAX_ATTEMPTS || scheduler.chance(0.2)) return
    scheduler.in(scheduler.between(200, 20_000), `${guestId} logs in again`, () => {
      void this.merge(userId, strategy, number + 1)
    })
  }

  /** Runs in the turn in which the object answers. @param calm whether the weather was calm since the call */
  #check(userId: string, reply: MergeReply, calm: boolean): void {
    const { witness } = this.#world
    const guest = witness.cart(this.#guestId)
    const user = witness.cart(userId)
    const binding = witness.bindings.get(this.#guestId)
    if (reply.status === 'refused') {
      const { code } = reply
      const other = guest.seal !== null && guest.seal !== userId
      const erased = guest.state === 'erased' || user.state === 'erased'
      if (code === 'guest_already_merged' ? !other : code === 'erased' ? !erased : code !== 'unavailable') {
        this.#fail(`the merge into ${userId} was refused with ${code}, but the guest is bound to ${guest.seal}`)
      }
      if (code === 'unavailable' && calm) this.#fail('a merge was unavailable without a cause')
      return
    }
    // An erasure at the same moment leaves no seal.
    if (guest.state === 'erased') return
    if (guest.seal !== userId)
      this.#fail(`the merge into ${userId} is ${reply.status}, but the guest is bound to ${guest.seal}`)
    if (reply.status === 'pending') {
      if (calm) this.#fail('a merge is pending without a cause')
      return
    }
    if (witness.bindings.isShaken(this.#guestId)) return
    const reported = JSON.stringify(reply.report)
    const gone = user.state === 'erased' && reported === '[]'
    if (!gone && reported !== JSON.stringify(binding?.report)) {
      this.#fail(`the merge reported ${reported}, but the user's cart stored ${JSON.stringify(binding?.report)}`)
    }
  }

  #fail(message: string): void {
    this.#world.fail(`${this.#guestId}: ${message}`)
  }
}
