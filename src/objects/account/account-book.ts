/** The address book of an account over the shared mechanism. */
import type { BookReply } from '../../contract/rpc/account.ts'
import { profileOf } from '../../domain/account/account.ts'
import { type BookCommand, type BookEntry, bookOf, sameIn } from '../../domain/account/book.ts'
import type { Account } from './account.ts'

export class AccountBook {
  readonly #aggregate: () => Account['aggregate']

  constructor(aggregate: () => Account['aggregate']) {
    this.#aggregate = aggregate
  }

  /** Null if the account does not exist. */
  get entries(): readonly BookEntry[] | null {
    const { rows } = this.#aggregate()
    return profileOf(rows) ? bookOf(rows) : null
  }

  async change(command: BookCommand, requestId: string): Promise<BookReply> {
    const aggregate = this.#aggregate()
    const outcome = await aggregate.writeOwn(command.type, command, {}, requestId)
    const book = bookOf(aggregate.rows)
    const entry =
      book.find(({ id }) => id === command.id) ??
      (command.type === 'add_address' ? sameIn(book, command.address) : undefined)
    if (outcome.status !== 'refused') return { status: 'done', ...(entry && { entry }) }
    const { code } = outcome.refusal
    switch (code) {
      case 'unknown_address':
      case 'address_changed':
      case 'address_exists':
      case 'address_limit':
        return { status: code, ...(entry && { entry }) }
      default:
        return { status: 'no_account' }
    }
  }
}
