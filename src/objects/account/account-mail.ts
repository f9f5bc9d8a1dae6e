/**
 * The links and messages of an account.
 * Invariant: an owed message is given to the object of its recipient until that has accepted it; without MAIL_PROVIDER
 * nothing is owed, and no address can be confirmed.
 */
import { ulid } from 'ulid'
import { profileOf } from '../../domain/account/account.ts'
import type { AccountCommand } from '../../domain/account/decide.ts'
import type { Letter } from '../../domain/account/decide-mail.ts'
import { linkOf } from '../../domain/account/links.ts'
import type { StoredPassword } from '../../domain/account/password.ts'
import { newId } from '../../domain/id.ts'
import type { MailData, MailTemplate } from '../../domain/mail/template.ts'
import { waitingRows } from '../../domain/outbox.ts'
import type { RowsView } from '../../domain/rows.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'
import type { MailsPort } from '../mail/mails-port.ts'

type MailPorts = AggregatePorts & { readonly mails: MailsPort }
export type Write = (name: string, command: AccountCommand, requestId: string) => Promise<'done' | 'refused'>

/** A request waits no longer for the object of a recipient. */
const SEND_MS = 5_000

export class AccountMail {
  readonly #id: string
  readonly #ports: MailPorts
  readonly #rows: () => RowsView
  readonly #write: Write

  constructor(id: string, ports: MailPorts, rows: () => RowsView, write: Write) {
    this.#id = id
    this.#ports = ports
    this.#rows = rows
    this.#write = write
  }

  /** The ids of a message and its link; null when the shop sends no messages. */
  letter(locale: string | undefined): Letter | null {
    if (!this.#ports.mails.isOn || locale === undefined) return null
    const [now, random] = [this.#ports.now(), () => this.#ports.random()]
    return { id: newId('msg', now, random), userId: this.#id, linkId: ulid(now, random), locale }
  }

  async sendLink(type: 'send_confirmation' | 'send_reset', locale: string, requestId: string): Promise<void> {
    const letter = this.letter(locale)
    if (!letter || !profileOf(this.#rows())) return
    await this.#write(type, { type, letter }, requestId)
  }

  isResetLink(linkId: string): boolean {
    return linkOf(this.#rows(), linkId, this.#ports.now())?.purpose === 'reset'
  }

  /** False when the link no longer works. */
  async confirm(linkId: string, requestId: string): Promise<boolean> {
    return (await this.#write('confirm_email', { type: 'confirm_email', linkId }, requestId)) === 'done'
  }

  /** False when the link no longer works. */
  async resetPassword(linkId: string, password: StoredPassword, requestId: string, locale?: string): Promise<boolean> {
    const command = { type: 'reset_password', linkId, password, letter: this.letter(locale) } as const
    return (await this.#write('reset_password', command, requestId)) === 'done'
  }

  /** Sends what is owed at once. Never throws: the alarm sends what is left. */
  async sendSoon(requestId: string): Promise<void> {
    await this.#ports.deadline(this.send(), SEND_MS).catch((error: unknown) => {
      const reason = error instanceof Error ? error.name : 'unknown'
      this.#ports.log('warn', 'account.left', { what: 'mail', reason, requestId })
    })
  }

  /** The duty: gives each owed message to the object of its recipient. Throws when that does not answer. */
  async send(): Promise<void> {
    for (const [id, row] of waitingRows(this.#rows())) {
      if (row.to !== 'mail') continue
      const { template, locale = '', email = '', data, at, expiresAt } = row
      const profile = profileOf(this.#rows())
      // An address that is not confirmed may belong to somebody else, who must not learn the name.
      const name = profile?.verifiedAt !== undefined && profile.email === email ? profile.name : null
      await this.#ports.mails.accept({
        ...{ id, template, locale, to: { email, name }, at },
        // The cast: a decision owes each template with its data.
        data: data as unknown as MailData[MailTemplate],
        ...(expiresAt !== undefined && { expiresAt }),
      })
      await this.#write('mailed', { type: 'outbox_accepted', ids: [id] }, 'mail')
    }
  }
}
