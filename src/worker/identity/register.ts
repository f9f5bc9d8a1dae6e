/** New accounts: by registration, and the one that the configuration makes an admin's. */
import type { SignedIn } from '../../contract/account-object.ts'
import { Problem, unavailable } from '../../contract/problem.ts'
import type { AccountRole } from '../../domain/account/account.ts'
import { normalizeEmail } from '../../domain/account/email.ts'
import { newId } from '../../domain/id.ts'
import { callObject } from '../object-call.ts'
import type { Ports } from '../ports.ts'
import { newPassword } from './passwords.ts'
import type { Asking } from './sign-in.ts'

interface NewAccount {
  readonly email: string
  readonly password: string
  readonly name: string | null
}

/** Throws `email_taken` or `rate_limited`. */
export async function register(ports: Ports, account: NewAccount, { from, requestId }: Asking): Promise<SignedIn> {
  const { objects, seal, watch } = ports
  await watch.tryRegistration(from)
  const claim = await seal.claimOf(account.email)
  // Only to spare the work: the claim itself decides.
  const owner = await callObject(true, () => objects.claim(claim).owner())
  const userId = owner ? null : await create(ports, claim, account, 'customer', requestId)
  if (!userId) throw new Problem('email_taken', 'There is an account with this e-mail address already.')
  const signedIn = await callObject(false, () => objects.account(userId).enter(from.tag, requestId))
  if (!signedIn) throw unavailable('The account was made, but is gone already.')
  return signedIn
}

/** The new user's id, or null when the address belongs to another account. */
async function create(
  { objects }: Ports,
  claim: string,
  { email, name, password: text }: NewAccount,
  role: AccountRole,
  requestId: string,
): Promise<string | null> {
  const userId = newId('usr', Date.now())
  const password = await newPassword(text)
  const registration = { claim, email: email.trim(), name, role, password, requestId }
  return (await callObject(false, () => objects.account(userId).register(registration))) ? userId : null
}

/**
 * The account of ADMIN_EMAIL, made sure of when an isolate starts, and before somebody signs in or registers with that
 * address. One that stands there as something else becomes an admin's, with ADMIN_PASSWORD and without its sign-ins:
 * whoever made it must not inherit the role. One that is an admin's already keeps the password it has by now.
 */
export class AdminAccount {
  #sure = false

  /** Throws ObjectDown. */
  async ensure(ports: Ports, email: string, requestId: string): Promise<void> {
    const { admin } = ports.config
    if (this.#sure || !admin || normalizeEmail(email) !== normalizeEmail(admin.email)) return
    const { objects, seal } = ports
    const claim = await seal.claimOf(admin.email)
    // Twice: between two isolates that begin at once, one is told that the address is taken, by the other's account.
    for (let look = 0; look < 2 && !this.#sure; look++) {
      const owner = await callObject(true, () => objects.claim(claim).owner())
      if (owner) await this.#promote(ports, owner, admin.password, requestId)
      else await create(ports, claim, { ...admin, name: null }, 'admin', requestId)
      this.#sure = owner !== null
    }
  }

  async #promote({ objects, watch }: Ports, userId: string, password: string, requestId: string): Promise<void> {
    const user = await callObject(true, () => objects.account(userId).user())
    if (!user || user.role === 'admin') return
    const stored = await newPassword(password)
    await callObject(true, () => objects.account(userId).makeAdmin(stored, requestId))
    await watch.raise({ kind: 'role_changed', subject: userId, addressPrefix: '-', count: 1 })
  }
}
