/**
 * Sign-in: the attempt is counted before the account's own object judges it.
 * Invariant: an e-mail address without an account costs the same calls and the same hash as a wrong password, and gets
 * the same answer.
 */

import { describeError } from '../../contract/log.ts'
import { Problem } from '../../contract/problem.ts'
import type { AccountObject, ProofRefusal, SignedIn } from '../../contract/rpc/account.ts'
import type { Device } from '../../domain/account/device.ts'
import { isWeaker, PRESENT_COST } from '../../domain/account/password.ts'
import type { Challenge, Proof } from '../../domain/account/prove.ts'
import { counted } from '../metrics/outcome.ts'
import { callObject, ObjectDown } from '../object-call.ts'
import { hashPassword, newPassword, newSalt } from './passwords.ts'
import type { IdentityPorts } from './ports.ts'
import type { Origin } from './sign-in-watch.ts'

/** Data of a request besides its body. */
export interface RequestOrigin {
  readonly from: Origin
  readonly requestId: string
  readonly device: Device | null
}

/** Throws `invalid_credentials`, `login_locked` or `rate_limited`. */
export async function signIn(
  ports: IdentityPorts,
  { email, password }: { readonly email: string; readonly password: string },
  origin: RequestOrigin,
  locale?: string,
): Promise<SignedIn> {
  return countedSignIn(ports, async () => {
    const claim = await ports.seal.claimOf(email)
    await ports.watch.tryLogin(origin.from, claim)
    try {
      return await judge(ports, { claim, password }, origin, locale)
    } catch (error) {
      // An outage is not a failed attempt and must not lock out a client that retries.
      if (error instanceof ObjectDown) await ports.watch.forgive(origin.from)
      throw error
    }
  })
}

/** Counts a sign-in or a registration by its outcome. */
export function countedSignIn<Value>({ metrics }: IdentityPorts, work: () => Promise<Value>): Promise<Value> {
  return counted(
    (outcome) => metrics.counter('sign_ins_total', { outcome: outcome === 'done' ? 'succeeded' : outcome }),
    work,
  )
}

async function judge(
  ports: IdentityPorts,
  { claim, password }: { readonly claim: string; readonly password: string },
  { from, requestId, device }: RequestOrigin,
  locale?: string,
): Promise<SignedIn> {
  const { objects, watch } = ports
  const userId = await callObject(true, () => objects.claim(claim).owner())
  const challenge: Challenge = userId
    ? await callObject(true, () => objects.account(userId).challenge(from.tag))
    : await unknownChallenge(ports, claim)
  if (challenge.status === 'locked') throw signInLocked(challenge.seconds)
  const { salt, cost } = challenge.status === 'open' ? challenge : { salt: newSalt(), cost: PRESENT_COST }
  const proof: Proof = { hash: await hashPassword(password, salt, cost), address: from.tag }
  const answer =
    userId && challenge.status === 'open'
      ? await callObject(false, () => objects.account(userId).signIn(proof, requestId, device, locale))
      : await watch.fail(claim, from)
  if (answer.status !== 'in') throw await refused(ports, answer, { from, subject: userId ?? claim })
  await watch.forgive(from)
  if (isWeaker(cost, PRESENT_COST)) await strengthen(ports, answer.user.id, proof, password, requestId)
  return answer
}

/** Hashes the same password again with the current cost parameters. Fails open: the next sign-in tries again. */
async function strengthen(
  { objects, log }: IdentityPorts,
  userId: string,
  proof: Proof,
  password: string,
  requestId: string,
): Promise<void> {
  try {
    const stronger = await newPassword(password)
    await callObject(true, () => objects.account(userId).rehash(proof, stronger, requestId))
  } catch (error) {
    log('warn', 'password.not_strengthened', { requestId, reason: describeError(error) })
  }
}

/**
 * Verifies the password of a signed-in user. The attempt is counted by account and by network address before hashing.
 * Throws like `signIn`, and `not_found` without an account.
 */
export async function prove<Reply extends { readonly status: string }>(
  ports: IdentityPorts,
  proof: { readonly userId: string; readonly password: string },
  origin: RequestOrigin,
  act: (account: AccountObject, proof: Proof) => Promise<Reply | ProofRefusal>,
): Promise<Exclude<Reply, ProofRefusal>> {
  const { limits, seal, watch } = ports
  await limits.take('proof', proof.userId)
  await watch.tryLogin(origin.from, await seal.tagOf(proof.userId))
  try {
    const answer = await judgeProof(ports, proof, origin, act)
    await watch.forgive(origin.from)
    return answer
  } catch (error) {
    // After the right password, an outage or another limit is not a failed attempt.
    const isLimit = error instanceof Problem && error.code === 'rate_limited'
    if (isLimit || error instanceof ObjectDown) await watch.forgive(origin.from)
    throw error
  }
}

async function judgeProof<Reply extends { readonly status: string }>(
  ports: IdentityPorts,
  { userId, password }: { readonly userId: string; readonly password: string },
  { from }: RequestOrigin,
  act: (account: AccountObject, proof: Proof) => Promise<Reply | ProofRefusal>,
): Promise<Exclude<Reply, ProofRefusal>> {
  const account = () => ports.objects.account(userId)
  const challenge = await callObject(true, () => account().challenge(from.tag))
  if (challenge.status === 'locked') throw signInLocked(challenge.seconds)
  if (challenge.status === 'unknown') throw noAccount()
  const hash = await hashPassword(password, challenge.salt, challenge.cost)
  const answer = await callObject(false, () => act(account(), { hash, address: from.tag }))
  if (isRefusal(answer)) throw await refused(ports, answer, { from, subject: userId })
  // The cast: without the refusals, only Reply is left of the union.
  return answer as Exclude<Reply, ProofRefusal>
}

export function noAccount(): Problem {
  return new Problem('not_found', 'This user does not have an account.')
}

function isRefusal(answer: { readonly status: string }): answer is ProofRefusal {
  return ['wrong', 'locked', 'account_locked', 'unknown'].includes(answer.status)
}

export async function refused(
  { watch }: IdentityPorts,
  answer: ProofRefusal,
  { from, subject }: { readonly from: Origin; readonly subject: string },
): Promise<Problem> {
  if (answer.status === 'locked') return signInLocked(answer.seconds)
  if (answer.status === 'account_locked') {
    return new Problem('account_locked', 'The shop has locked this account. Ask the shop to unlock it.')
  }
  if (answer.status === 'wrong' && answer.detected) {
    await watch.raise({ ...answer.detected, subject, addressPrefix: from.prefix })
  }
  return new Problem('invalid_credentials', 'The e-mail address or the password is wrong.')
}

export function signInLocked(seconds: number): Problem {
  return new Problem(
    'login_locked',
    'Too many sign-ins failed. Wait, or sign in from a network that you have used before.',
    {
      headers: { 'Retry-After': String(seconds) },
    },
  )
}

async function unknownChallenge({ watch }: IdentityPorts, claim: string): Promise<Challenge> {
  const seconds = await watch.locked(claim)
  return seconds === null ? { status: 'unknown' } : { status: 'locked', seconds }
}
