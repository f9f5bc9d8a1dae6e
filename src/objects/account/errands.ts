/** What an account does elsewhere until it is done: claims that are to be free again, and the erasure of a person. */
import type { CartObject } from '../../contract/cart-object.ts'
import type { ClaimTarget } from '../../contract/claim-object.ts'
import type { OrderObject } from '../../contract/order-object.ts'
import { type ClaimRow, claims, erasingSince, profileOf } from '../../domain/account/account.ts'
import type { AccountCommand, AccountRefusal } from '../../domain/account/decide.ts'
import type { Change } from '../../domain/rows.ts'
import type { Aggregate } from '../aggregate/aggregate.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'
import { unsettled } from './definition.ts'

export interface AccountPorts extends AggregatePorts {
  /** @param key HMAC of an e-mail address */
  claim(key: string): ClaimTarget
  cart(userId: string): Pick<CartObject, 'eraseBesides' | 'erase' | 'orderIds'>
  order(orderId: string): Pick<OrderObject, 'forgetPerson'>
  /** Every order of this user that the record has. Throws TierError. */
  ordersInRecord(userId: string): Promise<readonly string[]>
  /** Drops what the operators were told about this user. */
  forgetEvents(userId: string): Promise<void>
}

export class Errands {
  readonly #id: string
  readonly #ports: AccountPorts
  readonly #aggregate: () => Aggregate<AccountCommand, object, Change, AccountRefusal>

  constructor(
    id: string,
    ports: AccountPorts,
    aggregate: () => Aggregate<AccountCommand, object, Change, AccountRefusal>,
  ) {
    this.#id = id
    this.#ports = ports
    this.#aggregate = aggregate
  }

  /** The duty: gives up a reservation that nobody waits for any more, or frees a claim. One at a time. */
  async settleClaim(): Promise<AccountCommand | null> {
    const aggregate = this.#aggregate()
    const [key, row] = unsettled(aggregate.rows, this.#ports.now()) ?? []
    // An erasure frees them all.
    if (key === undefined || !row || erasingSince(aggregate.rows) !== null) return null
    if (row.state === 'reserving') {
      // Written first: a registration that is only slow must not find its reservation standing.
      await aggregate.writeOwn('give_up', { type: 'give_up', claim: key }, {}, 'claims.due')
    }
    await this.#free(key, row)
    return null
  }

  /** Frees every claim that is to be free. Throws when one could not be. */
  async release(): Promise<void> {
    for (const [key, row] of claims(this.#aggregate().rows)) {
      if (row.state === 'releasing') await this.#free(key, row)
    }
  }

  /** The duty: everything of this person goes, the account last. Throws when something does not answer. */
  async finishErasure(): Promise<null> {
    const aggregate = this.#aggregate()
    const { cart, claim, forgetEvents, ordersInRecord } = this.#ports
    // Before the carts, which alone know of orders that the record has not heard of yet.
    await this.#forgetIn([...(await ordersInRecord(this.#id)), ...(await cart(this.#id).orderIds())])
    const gone: string[] = []
    for (let left = await cart(this.#id).eraseBesides(gone); left.length > 0; ) {
      for (const guestId of left) {
        await this.#forgetIn(await cart(guestId).orderIds())
        await cart(guestId).erase()
      }
      gone.push(...left)
      left = await cart(this.#id).eraseBesides(gone)
    }
    for (const [key, { ticket }] of claims(aggregate.rows)) await claim(key).release(ticket)
    await forgetEvents(this.#id)
    aggregate.erase()
    return null
  }

  async #forgetIn(orderIds: readonly string[]): Promise<void> {
    for (const orderId of new Set(orderIds)) await this.#ports.order(orderId).forgetPerson()
  }

  /** The alarm goes on with it. */
  left(what: string, error: unknown, requestId: string): void {
    const reason = error instanceof Error ? error.name : 'unknown'
    this.#ports.log('warn', 'account.left', { what, reason, requestId })
  }

  async #free(key: string, { ticket }: ClaimRow): Promise<void> {
    await this.#ports.claim(key).release(ticket)
    const aggregate = this.#aggregate()
    const { rows } = aggregate
    const last = claims(rows).every(([other]) => other === key)
    // In one step: what never became an account leaves nothing behind, whatever dies.
    if (last && !profileOf(rows) && erasingSince(rows) === null) aggregate.erase()
    else await aggregate.writeOwn('released', { type: 'released', claim: key, ticket }, {}, 'claims')
  }
}
