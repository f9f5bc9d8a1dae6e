/** The object of one account: binds it to its storage, the queue, the record, and the objects that it needs. */

import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import type {
  AccountObject,
  CartReminder,
  NewPassword,
  ProfileChange,
  Registration,
} from '../../contract/rpc/account.ts'
import type { AccountRole } from '../../domain/account/account.ts'
import type { BookCommand } from '../../domain/account/book.ts'
import type { Device } from '../../domain/account/device.ts'
import type { Turn } from '../../domain/account/families.ts'
import type { PasskeyCommand, PasskeyUse } from '../../domain/account/passkeys.ts'
import type { StoredPassword } from '../../domain/account/password.ts'
import type { Proof } from '../../domain/account/prove.ts'
import { openTiers } from '../../tiers/open.ts'
import { deadLetterOf } from '../../tiers/record/entries.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { AggregateDurableObject } from '../aggregate-object.ts'
import { mailsPort } from '../mail/mails-port.ts'
import { metricsOf } from '../metrics/isolate-metrics.ts'
import { objectPorts } from '../object-ports.ts'
import { objectsOf } from '../objects.ts'
import { Account } from './account.ts'
import { AccountBook } from './account-book.ts'
import type { AccountPorts } from './account-duties.ts'
import { AccountPasskeys } from './account-passkeys.ts'
import { allOrderIds } from './order-ids.ts'

export class AccountDurableObject extends AggregateDurableObject implements AccountObject {
  readonly #account: Account
  readonly #book = new AccountBook(() => this.#account.aggregate)
  readonly #passkeys = new AccountPasskeys(() => this.#account, Date.now)
  protected readonly aggregate: Account['aggregate']

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const objects = objectsOf(env)
    const { record } = openTiers(configOf(env), env, metricsOf(env).registry)
    const ports: AccountPorts = {
      ...objectPorts('account', env),
      claim: (key) => objects.claim(key),
      cart: (userId) => objects.cart(userId),
      order: (orderId) => objects.order(orderId),
      ordersInRecord: (userId) => allOrderIds(record, userId),
      async putInRecord(copy) {
        await record.putCopies('account', [copy])
      },
      events: { accept: (events) => objects.acceptEvents(events) },
      mails: mailsPort(env),
      products: (skus) => record.getProducts(skus),
      locales: configOf(env).LOCALES,
      guestsInRecord: (userId) => record.listSealedTo(userId),
      async forgetNotices(userId, orderIds) {
        await objects.securityEvents().forget(userId)
        for (const kind of ['cart', 'account'] as const) await record.dropDeadLetter(deadLetterOf(kind, userId))
        const orders = orderIds.map((id) => `order:${id}`)
        await record.forgetReasons([`account:${userId}`, `cart:${userId}`, ...orders])
      },
    }
    this.#account = new Account(this.name, durableStorage(ctx), ports)
    this.aggregate = this.#account.aggregate
    this.awaken()
  }

  register(registration: Registration) {
    return this.#account.register(registration)
  }

  async challenge(address: string) {
    return this.#account.challenge(address)
  }

  signIn(proof: Proof, requestId: string, device?: Device | null, locale?: string) {
    return this.#account.signIn(proof, requestId, device, locale)
  }

  sendLink(type: 'send_confirmation' | 'send_reset', locale: string, requestId: string) {
    return this.#account.mail.sendLink(type, locale, requestId)
  }

  confirmEmail(linkId: string, requestId: string) {
    return this.#account.mail.confirm(linkId, requestId)
  }

  confirmEmailChange(linkId: string, requestId: string) {
    return this.#account.email.confirmChange(linkId, requestId)
  }

  agreeToReminders(text: string, locale: string, requestId: string) {
    return this.#account.reminders.agree(text, locale, requestId)
  }

  withdrawReminders(requestId: string) {
    return this.#account.reminders.withdraw(requestId)
  }

  remindOfCart(reminder: CartReminder, requestId: string) {
    return this.#account.reminders.remind(reminder, requestId)
  }

  async isResetLink(linkId: string) {
    return this.#account.mail.isResetLink(linkId)
  }

  resetPassword(linkId: string, password: StoredPassword, requestId: string, locale?: string) {
    return this.#account.mail.resetPassword(linkId, password, requestId, locale)
  }

  enter(address: string, requestId: string, device?: Device | null) {
    return this.#account.enter(address, requestId, device)
  }

  refresh(family: string, turn: Turn, requestId: string) {
    return this.#account.refresh(family, turn, requestId)
  }

  signOut(family: string, requestId: string) {
    return this.#account.signOut(family, requestId)
  }

  async user() {
    return this.#account.user
  }

  async details() {
    return this.#account.details
  }

  setLock(isLocked: boolean, requestId: string) {
    return this.#account.setLock(isLocked, requestId)
  }

  async standing(session: string) {
    return this.#account.standing(session)
  }

  checkPassword(proof: Proof, requestId: string) {
    return this.#account.checkPassword(proof, requestId)
  }

  changePassword(proof: Proof, change: NewPassword, requestId: string) {
    return this.#account.changePassword(proof, change, requestId)
  }

  rehash(proof: Proof, password: StoredPassword, requestId: string) {
    return this.#account.rehash(proof, password, requestId)
  }

  changeProfile(proof: Proof, change: ProfileChange, requestId: string) {
    return this.#account.changeProfile(proof, change, requestId)
  }

  async book() {
    return this.#book.entries
  }

  changeBook(command: BookCommand, requestId: string) {
    return this.#book.change(command, requestId)
  }

  async passkeys() {
    return this.#passkeys.all
  }

  changePasskeys(command: PasskeyCommand, requestId: string, locale?: string) {
    return this.#passkeys.change(command, requestId, locale)
  }

  async passkey(credentialId: string, address: string) {
    return this.#passkeys.find(credentialId, address)
  }

  enterByPasskey(use: PasskeyUse, address: string, requestId: string, device: Device | null, locale: string) {
    return this.#passkeys.enter(use, address, requestId, device, locale)
  }

  failPasskey(address: string, requestId: string) {
    return this.#passkeys.fail(address, requestId)
  }

  setRole(role: AccountRole, requestId: string) {
    return this.#account.setRole(role, requestId)
  }

  makeAdmin(password: StoredPassword, requestId: string) {
    return this.#account.makeAdmin(password, requestId)
  }

  eraseByOwner(proof: Proof, requestId: string) {
    return this.#account.eraseByOwner(proof, requestId)
  }

  eraseByOperator(requestId: string) {
    return this.#account.eraseByOperator(requestId)
  }
}
