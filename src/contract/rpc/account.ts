/**
 * The Worker calls an account's object through this interface. A new Worker can meet an old object for some seconds of
 * a deploy: methods and shapes change compatibly.
 */
import type { AccountRole } from '../../domain/account/account.ts'
import type { Turn } from '../../domain/account/families.ts'
import type { LockDetection } from '../../domain/account/lockout.ts'
import type { Cost, StoredPassword } from '../../domain/account/password.ts'
import type { Proof } from '../../domain/account/prove.ts'
import type { Standing } from '../../domain/account/standing.ts'
import type { AggregateObject } from './aggregate.ts'

export interface User {
  readonly id: string
  readonly role: AccountRole
  readonly email: string
  readonly name: string | null
}

/** The user of a sign-in, with the family and turn that a refresh token is made from. */
export interface SignedIn {
  readonly user: User
  readonly family: string
  readonly turn: Turn
}

export type ProofRefusal =
  | { readonly status: 'wrong'; readonly detected: LockDetection | null }
  | { readonly status: 'locked'; readonly seconds: number }
  /** There is no such account. */
  | { readonly status: 'unknown' }

export type Challenge =
  | { readonly status: 'open'; readonly salt: string; readonly cost: Cost }
  | { readonly status: 'locked'; readonly seconds: number }
  | { readonly status: 'unknown' }

export interface Registration {
  /** HMAC of the normalized e-mail address. */
  readonly claim: string
  readonly email: string
  readonly name: string | null
  readonly role: AccountRole
  readonly password: StoredPassword
  readonly requestId: string
}

export interface NewEmail {
  readonly claim: string
  readonly email: string
}

export interface ProfileChange {
  readonly name?: string | null
  readonly email?: NewEmail
}

export type RefreshReply =
  | ({ readonly status: 'turned' } & SignedIn)
  | { readonly status: 'reused' }
  | { readonly status: 'unknown' }

export interface AccountObject extends AggregateObject {
  /** False when the address belongs to another account; then nothing remains of this one. */
  register(registration: Registration): Promise<boolean>
  /** Answers the salt and cost that the Worker must hash a password with before the object can judge it. */
  challenge(address: string): Promise<Challenge>
  signIn(proof: Proof, requestId: string): Promise<({ readonly status: 'in' } & SignedIn) | ProofRefusal>
  /** A sign-in that needs no proof: right after the registration. */
  enter(address: string, requestId: string): Promise<SignedIn | null>
  refresh(family: string, turn: Turn, requestId: string): Promise<RefreshReply>
  signOut(family: string, requestId: string): Promise<void>
  /** Null when there is no such account. */
  user(): Promise<User | null>
  /** The account's rights at this moment by this sign-in; null when the account is gone or the sign-in has ended. */
  standing(session: string): Promise<Standing | null>
  /** Judges a password and changes nothing else. */
  checkPassword(proof: Proof, requestId: string): Promise<{ readonly status: 'right' } | ProofRefusal>
  changePassword(
    proof: Proof,
    change: { readonly password: StoredPassword; readonly keep: string | null },
    requestId: string,
  ): Promise<{ readonly status: 'changed' } | ProofRefusal>
  /** The same password with other parameters; nothing happens when it is another one by now. */
  rehash(proof: Proof, password: StoredPassword, requestId: string): Promise<void>
  changeProfile(
    proof: Proof,
    change: ProfileChange,
    requestId: string,
  ): Promise<{ readonly status: 'changed'; readonly user: User } | { readonly status: 'taken' } | ProofRefusal>
  /** Ends its sign-ins. Null when there is no such account. */
  setRole(role: AccountRole, requestId: string): Promise<User | null>
  /** Makes this the admin of the configuration: with this role and password, all other sign-ins ended. */
  makeAdmin(password: StoredPassword, requestId: string): Promise<void>
  /** Erases the person: account, cart, merged guests' carts, claims. Answers once it is bound to happen. */
  eraseByOwner(proof: Proof, requestId: string): Promise<{ readonly status: 'erased' } | ProofRefusal>
  eraseByOperator(requestId: string): Promise<void>
}
