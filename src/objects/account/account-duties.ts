/** An account's duties at other objects, repeated until done: it frees claims and erases a person. */
import type { CartObject, Left } from '../../contract/rpc/cart.ts'
import type { ClaimTarget } from '../../contract/rpc/claim.ts'
import type { OrderObject } from '../../contract/rpc/order.ts'
import { type ClaimRow, claims, erasingSince, profileOf } from '../../domain/account/account.ts'
import type { AccountCommand } from '../../domain/account/decide.ts'
import type { AccountRefusal } from '../../domain/account/decision.ts'
import type { Copy } from '../../domain/copy.ts'
import type { Change } from '../../domain/rows.ts'
import type { Aggregate } from '../aggregate/aggregate.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'
import { type EventStream, eventsOwed } from '../events/event-stream.ts'
import type { MailsPort } from '../mail/mails-port.ts'
import { unsettled } from './account-definition.ts'
import type { AccountMail } from './account-mail.ts'
import type { ReminderSource } from './account-reminders.ts'

export interface AccountPorts extends AggregatePorts, ReminderSource {
  /** @param key HMAC of an e-mail address */
  claim(key: string): ClaimTarget
  cart(userId: string): Pick<CartObject, 'eraseAfter'>
  order(orderId: string): Pick<OrderObject, 'forgetPerson'>
  /** All orders of this user in the record, with any status. Throws TierError. */
  ordersInRecord(userId: string): Promise<readonly string[]>
  /** Guests whose carts are bound to this user in the record. Throws TierError. */
  guestsInRecord(userId: string): Promise<readonly string[]>
  /** Deletes security events, dead letters, and operators' reasons about this user and these orders. */
  forgetNotices(userId: string, orderIds: readonly string[]): Promise<void>
  readonly events: EventStream
  readonly mails: MailsPort
  /** Writes this account's copy into the record now. Throws TierError. */
  putInRecord(copy: Copy): Promise<void>
}

/** How long a request waits for claims, carts and orders. */
export const ANSWER_MS = 15_000

/** Concurrent calls of other objects: the platform allows six connections per request. */
const AT_ONCE = 6

export class AccountDuties {
  readonly #id: string
  readonly #ports: AccountPorts
  readonly #mail: AccountMail
  readonly #aggregate: () => Aggregate<AccountCommand, object, Change, AccountRefusal>

  constructor(
    id: string,
    ports: AccountPorts,
    aggregate: () => Aggregate<AccountCommand, object, Change, AccountRefusal>,
    mail: AccountMail,
  ) {
    this.#id = id
    this.#ports = ports
    this.#aggregate = aggregate
    this.#mail = mail
  }

  sendMails(): Promise<void> {
    return this.#mail.send()
  }

  /** Throws when the stream does not answer. */
  async sendEvents(): Promise<void> {
    const aggregate = this.#aggregate()
    const events = eventsOwed(aggregate.rows, `account:${this.#id}`, { userId: this.#id })
    if (events.length === 0) return
    await this.#ports.events.accept(events)
    await aggregate.writeOwn('reported', { type: 'outbox_accepted', ids: events.map(({ id }) => id) }, {}, 'events')
  }

  /** Releases one reservation that no request waits for, or frees one claim. */
  async settleClaim(): Promise<AccountCommand | null> {
    const aggregate = this.#aggregate()
    const [key, row] = unsettled(aggregate.rows, this.#ports.now()) ?? []
    // An erasure frees every claim.
    if (key === undefined || !row || erasingSince(aggregate.rows) !== null) return null
    if (row.state === 'reserving') {
      // Store this before the call, so that a slow registration cannot use the reservation any more.
      await aggregate.writeOwn('give_up', { type: 'give_up', claim: key }, {}, 'claims.due')
    }
    await this.#free(key, row)
    return null
  }

  /** Frees every claim that is marked for release. Throws when a call fails. */
  async release(): Promise<void> {
    for (const [key, row] of claims(this.#aggregate().rows)) {
      if (row.state === 'releasing') await this.#free(key, row)
    }
  }

  /**
   * Reserves what the account holds again, under the same tickets: a claim that lost its storage in a restore belongs
   * to the account again, and nothing changes at the others. Throws when a claim does not answer.
   */
  async claimAgain(): Promise<void> {
    const { rows } = this.#aggregate()
    if (erasingSince(rows) !== null) return
    for (const [key, { state, ticket }] of claims(rows)) {
      const isOurs = state !== 'held' || (await this.#ports.claim(key).reserve(this.#id, ticket))
      if (isOurs === false) this.#ports.log('error', 'account.claim_taken', { alert: true })
    }
  }

  /**
   * The duty of an erasure: deletes everything of this person, the account last. Throws when a party does not answer. A
   * cart is erased only if it names no unseen order or guest, so that none can begin in the meantime. The account stays
   * until every tier holds the tombstones of orders and carts: the sweep finds the erasure by the account's row, and
   * its repeated calls set alarms that were lost before those tombstones were sent.
   */
  async finishErasure(): Promise<'waiting' | null> {
    const aggregate = this.#aggregate()
    const isConfirmed = await this.eraseCarts()
    for (const [key, { ticket }] of claims(aggregate.rows)) {
      await this.#ports.mails.dropOf(key)
      await this.#ports.claim(key).release(ticket)
    }
    // The outbox ends with the account.
    await this.sendEvents()
    if (!isConfirmed || !aggregate.confirmedOrDue()) return 'waiting'
    aggregate.erase()
    return null
  }

  /**
   * Erases the carts, orders and notices of the person and of the guests that were merged into this person.
   * @returns whether every tier holds their tombstones
   */
  async eraseCarts(): Promise<boolean> {
    let isConfirmed = true
    for (const id of [...(await this.#ports.guestsInRecord(this.#id)), this.#id]) {
      isConfirmed = (await this.#erasePerson(id)) && isConfirmed
    }
    return isConfirmed
  }

  /**
   * Erases the orders, cart and notices of one id. Guests that the cart names come first, because only the cart has
   * their ids.
   */
  async #erasePerson(id: string): Promise<boolean> {
    const { cart, ordersInRecord, forgetNotices } = this.#ports
    const seen = { guests: new Set<string>(), orders: new Set<string>() }
    let left: Left = { guests: [], orders: await ordersInRecord(id), isConfirmed: false }
    let isConfirmed = true
    do {
      isConfirmed = (await this.#forgetIn(left.orders, seen.orders)) && isConfirmed
      for (const guestId of left.guests) {
        isConfirmed = (await this.#erasePerson(guestId)) && isConfirmed
        seen.guests.add(guestId)
      }
      left = await cart(id).eraseAfter({ guests: [...seen.guests], orders: [...seen.orders] })
    } while (left.orders.length + left.guests.length > 0)
    await forgetNotices(id, [...seen.orders])
    return isConfirmed && left.isConfirmed
  }

  async #forgetIn(orderIds: readonly string[], seen: Set<string>): Promise<boolean> {
    let isConfirmed = true
    for (let at = 0; at < orderIds.length; at += AT_ONCE) {
      const some = orderIds.slice(at, at + AT_ONCE)
      const confirmed = await Promise.all(some.map((orderId) => this.#ports.order(orderId).forgetPerson()))
      isConfirmed = confirmed.every(Boolean) && isConfirmed
      for (const orderId of some) seen.add(orderId)
    }
    return isConfirmed
  }

  /** Logs a failure that the alarm will retry. */
  left(what: string, error: unknown, requestId: string): void {
    const reason = error instanceof Error ? error.name : 'unknown'
    this.#ports.log('warn', 'account.left', { what, reason, requestId })
  }

  async #free(key: string, { ticket }: ClaimRow): Promise<void> {
    await this.#ports.claim(key).release(ticket)
    const aggregate = this.#aggregate()
    const { rows } = aggregate
    const last = claims(rows).every(([other]) => other === key)
    // Erase in the same step, so that a failed registration leaves nothing behind after a crash.
    if (last && !profileOf(rows) && erasingSince(rows) === null) aggregate.erase()
    else await aggregate.writeOwn('released', { type: 'released', claim: key, ticket }, {}, 'claims')
  }
}
