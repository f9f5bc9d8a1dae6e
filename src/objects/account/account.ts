/**
 * An account over the shared mechanism: it claims its e-mail address, checks passwords and rotates refresh tokens.
 * Invariant: the account stores its intent before it calls another object, and its alarm finishes work that stopped
 * half-way. So an address never stays claimed by an account that does not exist.
 */
import { ulid } from 'ulid'
import { timeOf } from '../../contract/http/shapes.ts'
import type {
  AccountDetails,
  NewEmail,
  NewPassword,
  ProofRefusal,
  RefreshReply,
  Registration,
  SignedIn,
  User,
} from '../../contract/rpc/account.ts'
import { failuresOf, familyOf, passwordOf, profileOf } from '../../domain/account/account.ts'
import type { AccountCommand } from '../../domain/account/decide.ts'
import type { AccountRefusal } from '../../domain/account/decision.ts'
import { detailsOf } from '../../domain/account/details.ts'
import type { Device } from '../../domain/account/device.ts'
import { emailChangeOf } from '../../domain/account/email-change.ts'
import { judge, type Turn } from '../../domain/account/families.ts'
import { lockDetectedIn } from '../../domain/account/lockout.ts'
import type { PasskeyUse } from '../../domain/account/passkeys.ts'
import { type StoredPassword, sameHash } from '../../domain/account/password.ts'
import { type Challenge, challengeOf, type Proof, prove } from '../../domain/account/prove.ts'
import { consentOf } from '../../domain/account/reminders.ts'
import { type Standing, standingOf } from '../../domain/account/standing.ts'
import type { Change } from '../../domain/rows.ts'
import { Aggregate } from '../aggregate/aggregate.ts'
import type { Migration } from '../aggregate/schema.ts'
import type { Storage } from '../aggregate/storage.ts'
import { accountDefinition } from './account-definition.ts'
import { AccountDuties, type AccountPorts } from './account-duties.ts'
import { AccountEmail } from './account-email.ts'
import { AccountErasure } from './account-erasure.ts'
import { AccountMail, type Write } from './account-mail.ts'
import { AccountReminders } from './account-reminders.ts'

export class Account {
  readonly aggregate: Aggregate<AccountCommand, object, Change, AccountRefusal>
  readonly #id: string
  readonly #ports: AccountPorts
  readonly #duties: AccountDuties
  readonly #erasure: AccountErasure
  readonly mail: AccountMail
  readonly email: AccountEmail
  readonly reminders: AccountReminders

  constructor(id: string, storage: Storage, ports: AccountPorts, migrations?: readonly Migration[]) {
    this.#id = id
    this.#ports = ports
    const rows = () => this.aggregate.rows
    this.mail = new AccountMail(id, ports, rows, (...of) => this.#write(...of))
    this.#duties = new AccountDuties(id, ports, () => this.aggregate, this.mail)
    const write: Write = (...of) => this.#write(...of)
    this.reminders = new AccountReminders(id, ports, rows, write)
    this.email = new AccountEmail(id, ports, rows, write, { duties: this.#duties, mail: this.mail })
    this.#erasure = new AccountErasure(ports, this.#duties, () => this.aggregate)
    this.aggregate = new Aggregate(id, accountDefinition(this.#duties, ports), storage, ports, migrations)
  }

  get user(): User | null {
    const profile = profileOf(this.aggregate.rows)
    if (!profile) return null
    const { createdAt: _, verifiedAt, ...shown } = profile
    const { email: newEmail } = emailChangeOf(this.aggregate.rows, this.#ports.now()) ?? {}
    const consent = consentOf(this.aggregate.rows)
    return {
      ...{ id: this.#id, ...shown, emailVerified: verifiedAt !== undefined, ...(newEmail && { newEmail }) },
      ...(consent && { cartReminders: { agreedAt: timeOf(consent.agreedAt), text: consent.text } }),
    }
  }

  get details(): AccountDetails | null {
    return this.user && { ...this.user, ...detailsOf(this.aggregate.rows, this.#ports.now()) }
  }

  standing(session: string): Standing | null {
    return standingOf(this.aggregate.rows, session, this.#ports.now())
  }

  async checkPassword(proof: Proof, requestId: string): Promise<{ readonly status: 'right' } | ProofRefusal> {
    return (await this.#refusalOf(proof, requestId)) ?? { status: 'right' }
  }

  /** Returns false when the address belongs to another account. Throws when a call fails; the alarm then cleans up. */
  async register({ claim, requestId, email, name, role, password, locale }: Registration): Promise<boolean> {
    if (!(await this.email.reserve(claim, requestId))) return false
    const create = { type: 'create', claim, email, name, role, password, letter: this.mail.letter(locale) } as const
    if ((await this.#write('register', create, requestId)) === 'done') return true
    throw new Error('the reservation was released before the registration ended')
  }

  challenge(address: string): Challenge {
    return challengeOf(this.aggregate.rows, address, this.#ports.now())
  }

  async signIn(
    proof: Proof,
    requestId: string,
    device: Device | null = null,
    locale?: string,
  ): Promise<({ readonly status: 'in' } & SignedIn) | ProofRefusal> {
    const refusal = await this.#refusalOf(proof, requestId)
    if (refusal) return refusal
    const signedIn = await this.enter(proof.address, requestId, device, locale)
    return signedIn ? { status: 'in', ...signedIn } : { status: 'unknown' }
  }

  async enter(
    address: string,
    requestId: string,
    device: Device | null = null,
    locale?: string,
    passkey?: PasskeyUse,
  ): Promise<SignedIn | null> {
    const family = ulid(this.#ports.now(), () => this.#ports.random())
    const { epoch } = this.aggregate.position
    const letter = this.mail.letter(locale)
    const command = { type: 'sign_in', family, address, epoch, device, letter, passkey } as const
    const done = await this.#write('sign_in', command, requestId)
    return done === 'done' ? this.#signedIn(family, { epoch, count: 0 }) : null
  }

  async refresh(family: string, presented: Turn, requestId: string): Promise<RefreshReply> {
    const { rows } = this.aggregate
    const standing = familyOf(rows, family)
    const verdict = judge(standing, presented, this.#ports.now())
    if (verdict === 'unknown' || !standing) return { status: 'unknown' }
    if (verdict === 'reused') {
      await this.#write('revoke', { type: 'revoke', family }, requestId)
      return { status: 'reused' }
    }
    if (verdict === 'present') {
      const { epoch } = this.aggregate.position
      await this.#write('turn', { type: 'turn', family, epoch }, requestId)
    }
    const { epoch, count } = familyOf(this.aggregate.rows, family) ?? standing
    const signedIn = this.#signedIn(family, { epoch, count })
    return signedIn ? { status: 'turned', ...signedIn } : { status: 'unknown' }
  }

  async signOut(family: string, requestId: string): Promise<void> {
    if (familyOf(this.aggregate.rows, family)) await this.#write('sign_out', { type: 'revoke', family }, requestId)
  }

  async changePassword(
    proof: Proof,
    { password, keep, locale }: NewPassword,
    requestId: string,
  ): Promise<{ readonly status: 'changed' } | ProofRefusal> {
    const refusal = await this.#refusalOf(proof, requestId)
    if (refusal) return refusal
    const letter = this.mail.letter(locale)
    await this.#write('set_password', { type: 'set_password', password, keep, letter }, requestId)
    return { status: 'changed' }
  }

  async rehash({ hash }: Proof, password: StoredPassword, requestId: string): Promise<void> {
    const standing = passwordOf(this.aggregate.rows)
    if (standing && sameHash(standing.hash, hash)) await this.#write('rehash', { type: 'rehash', password }, requestId)
  }

  async changeProfile(
    proof: Proof,
    { name, email }: { readonly name?: string | null; readonly email?: NewEmail },
    requestId: string,
  ): Promise<{ readonly status: 'changed'; readonly user: User } | { readonly status: 'taken' } | ProofRefusal> {
    const refusal = await this.#refusalOf(proof, requestId)
    if (refusal) return refusal
    if (email && !(await this.email.change(email, requestId))) return { status: 'taken' }
    if (name !== undefined) await this.#write('rename', { type: 'rename', name }, requestId)
    return this.user ? { status: 'changed', user: this.user } : { status: 'unknown' }
  }

  async setRole(role: User['role'], requestId: string): Promise<User | null> {
    const done = await this.#write('set_role', { type: 'set_role', role }, requestId)
    return done === 'done' ? this.user : null
  }

  async setLock(isLocked: boolean, requestId: string): Promise<AccountDetails | null> {
    const type = isLocked ? 'lock' : 'unlock'
    const done = await this.#write(type, { type }, requestId)
    return done === 'done' ? this.details : null
  }

  async makeAdmin(password: StoredPassword, requestId: string): Promise<void> {
    await this.setRole('admin', requestId)
    await this.setLock(false, requestId)
    await this.#write('set_password', { type: 'set_password', password, keep: null }, requestId)
  }

  async eraseByOwner(proof: Proof, requestId: string): Promise<{ readonly status: 'erased' } | ProofRefusal> {
    const refusal = await this.#refusalOf(proof, requestId)
    if (refusal) return refusal
    await this.eraseByOperator(requestId)
    return { status: 'erased' }
  }

  eraseByOperator(requestId: string): Promise<void> {
    return this.#erasure.erase(requestId)
  }

  /** Null when the password is right. A wrong guess is stored before it is answered. */
  async #refusalOf(proof: Proof, requestId: string): Promise<ProofRefusal | null> {
    const proven = prove(this.aggregate.rows, proof, this.#ports.now())
    if (proven.status === 'right') return null
    if (proven.status === 'locked') return proven
    if (proven.status === 'unknown' || proven.status === 'account_locked') return { status: proven.status }
    await this.#write('fail', { type: 'fail', address: proof.address }, requestId)
    return { status: 'wrong', detected: lockDetectedIn(failuresOf(this.aggregate.rows, proof.address)) }
  }

  #signedIn(family: string, turn: Turn): SignedIn | null {
    return this.user && { user: this.user, family, turn }
  }

  async #write(name: string, command: AccountCommand, requestId: string): Promise<'done' | 'refused'> {
    const outcome = await this.aggregate.writeOwn(name, command, {}, requestId)
    if ('letter' in command && command.letter) await this.mail.sendSoon(requestId)
    return outcome.status === 'refused' ? 'refused' : 'done'
  }
}
