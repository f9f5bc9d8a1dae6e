/** Creates accounts: by registration, and the configured admin account. */

import { Problem, unavailable } from '../../contract/problem.ts'
import type { SignedIn } from '../../contract/rpc/account.ts'
import type { AccountRole } from '../../domain/account/account.ts'
import { normalizeEmail } from '../../domain/account/email.ts'
import { newId } from '../../domain/id.ts'
import { callObject } from '../object-call.ts'
import { newPassword } from './passwords.ts'
import type { IdentityPorts } from './ports.ts'
import { countedSignIn, type RequestOrigin } from './sign-in.ts'

interface NewAccount {
  readonly email: string
  readonly password: string
  readonly name: string | null
  /** The language of the message that asks to confirm the address; absent for the admin of the configuration. */
  readonly locale?: string
}

/** Throws `email_taken` or `rate_limited`. */
export function register(
  ports: IdentityPorts,
  account: NewAccount,
  origin: RequestOrigin,
  locale: string,
): Promise<SignedIn> {
  return countedSignIn(ports, () => judge(ports, { ...account, locale }, origin))
}

async function judge(
  ports: IdentityPorts,
  account: NewAccount,
  { from, requestId, device }: RequestOrigin,
): Promise<SignedIn> {
  const { objects, seal, watch } = ports
  await watch.tryRegistration(from)
  const claim = await seal.claimOf(account.email)
  // This check only saves work; the claim itself decides.
  const owner = await callObject(true, () => objects.claim(claim).owner())
  const userId = owner ? null : await create(ports, claim, account, 'customer', requestId)
  if (!userId) throw new Problem('email_taken', 'An account with this e-mail address already exists.')
  const signedIn = await callObject(false, () => objects.account(userId).enter(from.tag, requestId, device))
  if (!signedIn) throw unavailable('The account was created, but no longer exists.')
  return signedIn
}

/** The new user's id, or null when the e-mail address belongs to another account. */
async function create(
  { objects }: IdentityPorts,
  claim: string,
  { email, name, password: text, locale }: NewAccount,
  role: AccountRole,
  requestId: string,
): Promise<string | null> {
  const userId = newId('usr', Date.now())
  const password = await newPassword(text)
  const registration = {
    claim,
    email: email.trim(),
    name,
    role,
    password,
    requestId,
    ...(locale !== undefined && { locale }),
  }
  return (await callObject(false, () => objects.account(userId).register(registration))) ? userId : null
}

/**
 * Ensures the account of ADMIN_EMAIL when an isolate starts, and before a sign-in or registration with that address. An
 * existing account with another role becomes an admin's with ADMIN_PASSWORD, and its sign-ins end, because its creator
 * must not inherit the role. An existing admin account keeps its current password.
 */
export class AdminAccount {
  #sure = false

  /** Throws ObjectDown. */
  async ensure(ports: IdentityPorts, email: string, requestId: string): Promise<void> {
    const { admin } = ports.config
    if (this.#sure || !admin || normalizeEmail(email) !== normalizeEmail(admin.email)) return
    const { objects, seal } = ports
    const claim = await seal.claimOf(admin.email)
    // Two tries: when two isolates start at once, one finds the address taken by the account that the other has made.
    for (let look = 0; look < 2 && !this.#sure; look++) {
      const owner = await callObject(true, () => objects.claim(claim).owner())
      if (owner) await this.#promote(ports, owner, admin.password, requestId)
      else await create(ports, claim, { ...admin, name: null }, 'admin', requestId)
      this.#sure = owner !== null
    }
  }

  async #promote(
    { objects, watch }: IdentityPorts,
    userId: string,
    password: string,
    requestId: string,
  ): Promise<void> {
    const user = await callObject(true, () => objects.account(userId).user())
    if (!user || user.role === 'admin') return
    const stored = await newPassword(password)
    await callObject(true, () => objects.account(userId).makeAdmin(stored, requestId))
    await watch.raise({ kind: 'role_changed', subject: userId, addressPrefix: '-', count: 1 })
  }
}
