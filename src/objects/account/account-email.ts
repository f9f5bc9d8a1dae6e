/**
 * The e-mail address of an account: its claim, and its change.
 * Invariant: the account has a claim on the address of its profile; a claim is stored as wanted before it is called.
 */
import { ulid } from 'ulid'
import type { EmailChangeReply, NewEmail } from '../../contract/rpc/account.ts'
import { claimOf } from '../../domain/account/account.ts'
import type { AccountCommand } from '../../domain/account/decide.ts'
import { emailChangeOf } from '../../domain/account/email-change.ts'
import type { RowsView } from '../../domain/rows.ts'
import { Unavailable } from '../aggregate/life.ts'
import { type AccountDuties, type AccountPorts, ANSWER_MS } from './account-duties.ts'
import type { AccountMail, Write } from './account-mail.ts'

export class AccountEmail {
  readonly #id: string
  readonly #ports: AccountPorts
  readonly #rows: () => RowsView
  readonly #write: Write
  readonly #duties: AccountDuties
  readonly #mail: AccountMail

  constructor(
    id: string,
    ports: AccountPorts,
    rows: () => RowsView,
    write: Write,
    { duties, mail }: { readonly duties: AccountDuties; readonly mail: AccountMail },
  ) {
    this.#id = id
    this.#ports = ports
    this.#rows = rows
    this.#write = write
    this.#duties = duties
    this.#mail = mail
  }

  /**
   * Claims the new address first, then frees the old one; or, if the change must be confirmed, sends the links. If the
   * account already holds the address, only the profile changes. False if another account has the address.
   */
  async change({ claim, email, confirm }: NewEmail, requestId: string): Promise<boolean> {
    const [old, latest] = [this.#mail.letter(confirm?.locale), this.#mail.letter(confirm?.locale)]
    if (!confirm || !old || !latest) return this.#moveTo({ type: 'change_email', claim, email }, requestId)
    const letters = { old, new: latest }
    const command = { type: 'begin_email_change', email, claim, keep: confirm.keep, letters } as const
    await this.#write('begin_email_change', command, requestId)
    await this.#mail.sendSoon(requestId)
    return true
  }

  /** A link may be used again until the change is done, so that a confirmation whose answer was lost can be repeated. */
  async confirmChange(linkId: string, requestId: string): Promise<EmailChangeReply> {
    const command = { type: 'confirm_email_change', linkId } as const
    if ((await this.#write('confirm_email_change', command, requestId)) === 'refused') return { status: 'invalid' }
    const change = emailChangeOf(this.#rows(), this.#ports.now())
    if (!change) return { status: 'invalid' }
    if (change.missing.length > 0) return { status: 'waiting' }
    const { claim, email, keep } = change
    const letter = this.#mail.letter(change.locale)
    if (await this.#moveTo({ type: 'change_email', claim, email, confirmed: { keep, letter } }, requestId)) {
      return { status: 'changed', keep }
    }
    await this.#write('drop_email_change', { type: 'drop_email_change' }, requestId)
    return { status: 'taken' }
  }

  /** Stores that the claim is wanted, then calls the claim. */
  async reserve(claim: string, requestId: string): Promise<boolean> {
    const ticket = ulid(this.#ports.now(), () => this.#ports.random())
    const done = await this.#write('reserve', { type: 'reserve', claim, ticket }, requestId)
    if (done === 'refused') throw new Error('the account no longer accepts claims')
    const isReserved = await this.#inTime(this.#ports.claim(claim).reserve(this.#id, ticket))
    if (isReserved === true) return true
    if (isReserved !== false) throw new Unavailable('the claim gave an unknown answer')
    // The call may arrive again when the address is free; the claim must refuse it then too.
    await this.#write('not_reserved', { type: 'give_up', claim }, requestId)
    await this.#release(requestId)
    return false
  }

  async #moveTo(command: AccountCommand & { readonly type: 'change_email' }, requestId: string): Promise<boolean> {
    const ours = claimOf(this.#rows(), command.claim)?.state === 'held'
    if (!ours && !(await this.reserve(command.claim, requestId))) return false
    const done = await this.#write('change_email', command, requestId)
    if (done === 'refused') throw new Error('the reservation was released before the change ended')
    await this.#mail.sendSoon(requestId)
    await this.#release(requestId)
    return true
  }

  async #release(requestId: string): Promise<void> {
    await this.#inTime(this.#duties.release()).catch((error: unknown) => this.#duties.left('release', error, requestId))
  }

  /** Callers wait no longer than this; the alarm does the rest. */
  #inTime<Value>(work: Promise<Value>): Promise<Value> {
    return this.#ports.deadline(work, ANSWER_MS)
  }
}
