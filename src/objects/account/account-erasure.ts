/**
 * Erases a person whose cart is here, with an account or from another identity provider.
 * Invariant: a stored erasure always completes, because the account's alarm continues it.
 */
import { erasingSince } from '../../domain/account/account.ts'
import type { AccountCommand } from '../../domain/account/decide.ts'
import type { AccountRefusal } from '../../domain/account/decision.ts'
import type { Change } from '../../domain/rows.ts'
import type { Aggregate } from '../aggregate/aggregate.ts'
import { Unavailable } from '../aggregate/life.ts'
import { type AccountDuties, type AccountPorts, ANSWER_MS } from './account-duties.ts'

export class AccountErasure {
  readonly #ports: AccountPorts
  readonly #duties: AccountDuties
  readonly #aggregate: () => Aggregate<AccountCommand, object, Change, AccountRefusal>

  constructor(
    ports: AccountPorts,
    duties: AccountDuties,
    aggregate: () => Aggregate<AccountCommand, object, Change, AccountRefusal>,
  ) {
    this.#ports = ports
    this.#duties = duties
    this.#aggregate = aggregate
  }

  /** A repeated call throws Unavailable when a party does not answer. */
  async erase(requestId: string): Promise<void> {
    const aggregate = this.#aggregate()
    if (aggregate.erased) return this.#eraseAgain(requestId)
    if (erasingSince(aggregate.rows) === null) {
      await aggregate.writeOwn('begin_erasure', { type: 'begin_erasure' }, {}, requestId)
      await this.#inTime(this.#duties.sendEvents()).catch((error: unknown) =>
        this.#duties.left('events', error, requestId),
      )
      await this.#inTime(this.#writeToRecord()).catch((error: unknown) => this.#duties.left('copy', error, requestId))
    }
    await this.#inTime(this.#duties.finishErasure()).catch((error: unknown) => {
      this.#duties.left('erasure', error, requestId)
    })
  }

  /** Writes the erasure to the record at once, so that the sweep finds it even when the alarm is lost. */
  async #writeToRecord(): Promise<void> {
    const copy = this.#aggregate().snapshot()
    if (copy) await this.#ports.putInRecord(copy)
  }

  /** Erases carts and orders that a restore brought back after the erasure. No alarm retries this. */
  async #eraseAgain(requestId: string): Promise<void> {
    try {
      await this.#inTime(this.#duties.eraseCarts())
    } catch (error) {
      this.#duties.left('erasure', error, requestId)
      throw new Unavailable('some objects of the erased person did not answer')
    }
  }

  #inTime<Value>(work: Promise<Value>): Promise<Value> {
    return this.#ports.deadline(work, ANSWER_MS)
  }
}
