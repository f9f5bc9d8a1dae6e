/** The consent to reminders of a left cart, and the reminders, over the shared mechanism. */
import type { CartReminder } from '../../contract/rpc/account.ts'
import { profileOf } from '../../domain/account/account.ts'
import { consentOf, remindedIn } from '../../domain/account/reminders.ts'
import { availabilityOf, type Product, textIn } from '../../domain/product.ts'
import type { RowsView } from '../../domain/rows.ts'
import type { MailsPort } from '../mail/mails-port.ts'
import type { Write } from './account-mail.ts'

export interface ReminderSource {
  readonly mails: Pick<MailsPort, 'isOn'>
  /** Throws TierError. */
  products(skus: readonly string[]): Promise<ReadonlyMap<string, Product>>
  /** The languages of products, the first choice first. */
  readonly locales: readonly string[]
}

/** A message names no more products. */
const MAX_TITLES = 10

export class AccountReminders {
  readonly #id: string
  readonly #ports: ReminderSource
  readonly #rows: () => RowsView
  readonly #write: Write

  constructor(id: string, ports: ReminderSource, rows: () => RowsView, write: Write) {
    this.#id = id
    this.#ports = ports
    this.#rows = rows
    this.#write = write
  }

  /** False if the account does not exist. */
  async agree(text: string, locale: string, requestId: string): Promise<boolean> {
    const command = { type: 'agree_to_reminders', text, locale } as const
    return (await this.#write('agree_to_reminders', command, requestId)) === 'done'
  }

  /** Changes nothing without a consent, or without an account. */
  async withdraw(requestId: string): Promise<void> {
    if (consentOf(this.#rows())) await this.#write('withdraw_reminders', { type: 'withdraw_reminders' }, requestId)
  }

  /** Sends nothing unless the person agreed and can buy one of the products now. Throws when the record does not answer. */
  async remind({ id, skus }: CartReminder, requestId: string): Promise<void> {
    const locale = this.#ports.mails.isOn ? remindedIn(this.#rows(), profileOf(this.#rows())) : null
    if (locale === null) return
    const products = await this.#ports.products(skus)
    const titles = skus.flatMap((sku) => {
      const product = products.get(sku)
      const isSold = product && !['discontinued', 'out_of_stock'].includes(availabilityOf(product))
      return isSold ? [textIn(product.title, [locale, ...this.#ports.locales])] : []
    })
    if (titles.length === 0) return
    const letter = { id, locale }
    const command = { type: 'remind', letter, userId: this.#id, titles: titles.slice(0, MAX_TITLES) } as const
    await this.#write('remind', command, requestId)
  }
}
