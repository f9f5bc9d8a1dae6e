/**
 * The Worker calls an account's object through this interface. A new Worker can meet an old object for some seconds of
 * a deploy: methods and shapes change compatibly.
 */
import type { AccountRole } from '../../domain/account/account.ts'
import type { BookCommand, BookEntry } from '../../domain/account/book.ts'
import type { Device } from '../../domain/account/device.ts'
import type { Turn } from '../../domain/account/families.ts'
import type { LockDetection } from '../../domain/account/lockout.ts'
import type { Passkey, PasskeyCommand, PasskeyUse } from '../../domain/account/passkeys.ts'
import type { StoredPassword } from '../../domain/account/password.ts'
import type { Challenge, Proof } from '../../domain/account/prove.ts'
import type { Standing } from '../../domain/account/standing.ts'
import type { AggregateObject } from './aggregate.ts'

export interface User {
  readonly id: string
  readonly role: AccountRole
  readonly email: string
  readonly name: string | null
  readonly emailVerified: boolean
  /** The address to which a change waits for its confirmations. */
  readonly newEmail?: string
  /** The consent to reminders of a cart that was left, if it stands: the time (RFC 3339) and the version of the text. */
  readonly cartReminders?: { readonly agreedAt: string; readonly text: string }
}

/** A reminder of a left cart. The recipient's object accepts its id once. */
export interface CartReminder {
  readonly id: string
  readonly skus: readonly string[]
}

/** An account as operators see it; times in milliseconds since 1970. */
export interface AccountDetails extends User {
  readonly createdAt: number
  readonly lockedAt: number | null
  /** The number of addresses in the address book. */
  readonly addresses: number
  /** The sign-ins that are still valid, the last used first. */
  readonly signIns: readonly SignInDetails[]
}

export interface SignInDetails {
  /** The id of the family of refresh tokens. */
  readonly id: string
  readonly startedAt: number
  readonly lastUsedAt: number
  readonly device: Device | null
}

/** The user of a sign-in, with the family and turn from which the refresh token is derived. */
export interface SignedIn {
  readonly user: User
  readonly family: string
  readonly turn: Turn
}

export type ProofRefusal =
  | { readonly status: 'wrong'; readonly detected: LockDetection | null }
  | { readonly status: 'locked'; readonly seconds: number }
  /** The password is right, but an operator has locked the account. */
  | { readonly status: 'account_locked' }
  /** The account does not exist. */
  | { readonly status: 'unknown' }

export interface Registration {
  /** HMAC of the normalized e-mail address. */
  readonly claim: string
  readonly email: string
  readonly name: string | null
  readonly role: AccountRole
  readonly password: StoredPassword
  readonly requestId: string
  /** The language of the message that asks to confirm the address; absent for an account of the configuration. */
  readonly locale?: string
}

export interface NewEmail {
  readonly claim: string
  readonly email: string
  /** Present if both addresses must confirm the change; `keep` is the sign-in that goes on after it. */
  readonly confirm?: { readonly locale: string; readonly keep: string | null }
}

export interface NewPassword {
  readonly password: StoredPassword
  /** The sign-in that goes on. */
  readonly keep: string | null
  /** The language of the notice to the owner. */
  readonly locale?: string
}

export interface ProfileChange {
  readonly name?: string | null
  readonly email?: NewEmail
}

/** `entry` is the address as it is now; absent once it is removed. */
export interface BookReply {
  readonly status: 'done' | 'no_account' | 'unknown_address' | 'address_changed' | 'address_exists' | 'address_limit'
  readonly entry?: BookEntry
}

export type PasskeyFound =
  | { readonly status: 'open'; readonly passkey: Passkey }
  | { readonly status: 'locked'; readonly seconds: number }
  | { readonly status: 'unknown' }

export interface PasskeyReply {
  readonly status: 'done' | 'no_account' | 'unknown_passkey' | 'passkey_exists' | 'passkey_limit' | 'passkey_refused'
  readonly passkey?: Passkey
}

export type EmailChangeReply =
  | { readonly status: 'invalid' | 'waiting' | 'taken' }
  /** `keep` is the sign-in that goes on. */
  | { readonly status: 'changed'; readonly keep: string | null }

export type RefreshReply =
  | ({ readonly status: 'turned' } & SignedIn)
  | { readonly status: 'reused' }
  | { readonly status: 'unknown' }

export interface AccountObject extends AggregateObject {
  /** False when the address belongs to another account; then nothing remains of this one. */
  register(registration: Registration): Promise<boolean>
  /** Returns the salt and cost with which the Worker must hash a password before the object can judge it. */
  challenge(address: string): Promise<Challenge>
  signIn(
    proof: Proof,
    requestId: string,
    device?: Device | null,
    /** The language of a notice to the owner. */
    locale?: string,
  ): Promise<({ readonly status: 'in' } & SignedIn) | ProofRefusal>
  /** Signs in without a proof, right after the registration. */
  enter(address: string, requestId: string, device?: Device | null): Promise<SignedIn | null>
  /** Sends a link, unless one was sent within the last minute. */
  sendLink(type: 'send_confirmation' | 'send_reset', locale: string, requestId: string): Promise<void>
  /** False when the link no longer works. */
  confirmEmail(linkId: string, requestId: string): Promise<boolean>
  /** Confirms a change of the address by one of its links; the last one makes the change. */
  confirmEmailChange(linkId: string, requestId: string): Promise<EmailChangeReply>
  isResetLink(linkId: string): Promise<boolean>
  /** Sets the password and ends all sign-ins. False when the link no longer works. */
  resetPassword(linkId: string, password: StoredPassword, requestId: string, locale?: string): Promise<boolean>
  /** Stores the consent to reminders. False if the account does not exist. */
  agreeToReminders(text: string, locale: string, requestId: string): Promise<boolean>
  withdrawReminders(requestId: string): Promise<void>
  /** Sends the reminder if the person agreed, the address is confirmed, and one of the products is for sale. */
  remindOfCart(reminder: CartReminder, requestId: string): Promise<void>
  refresh(family: string, turn: Turn, requestId: string): Promise<RefreshReply>
  signOut(family: string, requestId: string): Promise<void>
  /** Null if the account does not exist. */
  user(): Promise<User | null>
  /** For operators. Null if the account does not exist. */
  details(): Promise<AccountDetails | null>
  /** Locks or unlocks the account; a lock ends all sign-ins. Null if the account does not exist. */
  setLock(isLocked: boolean, requestId: string): Promise<AccountDetails | null>
  /** The present rights of this sign-in; null if the account does not exist or the sign-in has ended. */
  standing(session: string): Promise<Standing | null>
  /** Judges a password and changes nothing else. */
  checkPassword(proof: Proof, requestId: string): Promise<{ readonly status: 'right' } | ProofRefusal>
  changePassword(
    proof: Proof,
    change: NewPassword,
    requestId: string,
  ): Promise<{ readonly status: 'changed' } | ProofRefusal>
  /** Stores the same password hashed with other parameters, unless the password has changed in the meantime. */
  rehash(proof: Proof, password: StoredPassword, requestId: string): Promise<void>
  changeProfile(
    proof: Proof,
    change: ProfileChange,
    requestId: string,
  ): Promise<{ readonly status: 'changed'; readonly user: User } | { readonly status: 'taken' } | ProofRefusal>
  /** The address book, the default first. Null if the account does not exist. */
  book(): Promise<readonly BookEntry[] | null>
  changeBook(command: BookCommand, requestId: string): Promise<BookReply>
  /** The passkeys, the newest first. Null if the account does not exist. */
  passkeys(): Promise<readonly Passkey[] | null>
  changePasskeys(command: PasskeyCommand, requestId: string, locale?: string): Promise<PasskeyReply>
  /** The passkey with the authenticator's id, before its signature is verified. */
  passkey(credentialId: string, address: string): Promise<PasskeyFound>
  /** Signs in by a passkey whose signature was verified. */
  enterByPasskey(
    use: PasskeyUse,
    address: string,
    requestId: string,
    device: Device | null,
    locale: string,
  ): Promise<({ readonly status: 'in' } & SignedIn) | ProofRefusal>
  /** Counts a passkey's answer that was not accepted. */
  failPasskey(address: string, requestId: string): Promise<ProofRefusal>
  /** Sets the role and ends all sign-ins. Null if the account does not exist. */
  setRole(role: AccountRole, requestId: string): Promise<User | null>
  /** Makes this the configured admin account: sets role and password, and ends all other sign-ins. */
  makeAdmin(password: StoredPassword, requestId: string): Promise<void>
  /** Erases the person: account, cart, merged guests' carts, claims. Answers as soon as the erasure is stored. */
  eraseByOwner(proof: Proof, requestId: string): Promise<{ readonly status: 'erased' } | ProofRefusal>
  eraseByOperator(requestId: string): Promise<void>
}
