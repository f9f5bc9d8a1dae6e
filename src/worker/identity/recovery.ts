/**
 * Links in messages: a new password, and the confirmation of an address.
 * Invariant: an address without an account gets the same answer after the same time, and its attempt is counted alike; a
 * token without a valid mark reaches no object.
 */
import { waitUntil } from 'cloudflare:workers'
import { describeError } from '../../contract/log.ts'
import { Problem } from '../../contract/problem.ts'
import type { AccountObject } from '../../contract/rpc/account.ts'
import { readLinkToken, readUnsubscribeToken } from '../../objects/mail/link-token.ts'
import { callObject } from '../object-call.ts'
import { newPassword } from './passwords.ts'
import type { IdentityPorts } from './ports.ts'
import type { RequestOrigin } from './sign-in.ts'

/** Longer than the calls for an existing account usually take; the answer never waits for them. */
const ANSWER_MS = 400

/** Throws `mail_off`. */
export function requireMail({ config }: IdentityPorts): void {
  if (config.MAIL_PROVIDER === undefined) {
    throw new Problem('mail_off', 'This shop sends no e-mail, so it cannot send a link.')
  }
}

/** Throws `mail_off` or `rate_limited`. */
export async function recover(
  ports: IdentityPorts,
  email: string,
  { from, requestId }: RequestOrigin,
  locale: string,
): Promise<void> {
  requireMail(ports)
  const claim = await ports.seal.claimOf(email)
  await ports.watch.tryLogin(from, claim)
  // A person who waits in vain asks again, so this may be lost with the isolate.
  waitUntil(sendReset(ports, claim, locale, requestId))
  await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
}

async function sendReset({ objects, log }: IdentityPorts, claim: string, locale: string, requestId: string) {
  try {
    const userId = await callObject(true, () => objects.claim(claim).owner())
    if (userId) await callObject(true, () => objects.account(userId).sendLink('send_reset', locale, requestId))
  } catch (error) {
    log('warn', 'recovery.not_sent', { requestId, reason: describeError(error) })
  }
}

/** Throws `link_invalid`. */
export async function confirmEmail(ports: IdentityPorts, token: string, requestId: string): Promise<void> {
  const { account, linkId } = await linkIn(ports, token)
  if (!(await callObject(false, () => account().confirmEmail(linkId, requestId)))) throw linkInvalid()
}

/** Throws `link_invalid`, or `email_taken` if another account has claimed the new address meanwhile. */
export async function confirmEmailChange(ports: IdentityPorts, token: string, requestId: string) {
  const { account, linkId, userId } = await linkIn(ports, token)
  const reply = await callObject(true, () => account().confirmEmailChange(linkId, requestId))
  if (reply.status === 'invalid') throw linkInvalid()
  if (reply.status === 'taken') throw emailTaken()
  return reply.status === 'changed' ? { userId, ...reply } : { userId, status: 'waiting' as const, keep: null }
}

export function emailTaken(): Problem {
  return new Problem('email_taken', 'An account with this e-mail address already exists.')
}

/** @returns the user's id. Throws `link_invalid`. */
export async function resetPassword(
  ports: IdentityPorts,
  { token, newPassword: text }: { readonly token: string; readonly newPassword: string },
  requestId: string,
  locale: string,
): Promise<string> {
  const { account, linkId, userId } = await linkIn(ports, token)
  // Checked first, so that a used link causes no hash.
  if (!(await callObject(true, () => account().isResetLink(linkId)))) throw linkInvalid()
  const password = await newPassword(text)
  if (!(await callObject(false, () => account().resetPassword(linkId, password, requestId, locale))))
    throw linkInvalid()
  return userId
}

/** Needs no sign-in, and may be repeated. Throws `link_invalid`. */
export async function unsubscribe({ seal, objects }: IdentityPorts, token: string, requestId: string): Promise<void> {
  const userId = await readUnsubscribeToken(token, seal)
  if (userId === null) throw new Problem('link_invalid', 'The link is not complete. Copy all of it from the message.')
  await callObject(true, () => objects.account(userId).withdrawReminders(requestId))
}

async function linkIn({ seal, objects }: IdentityPorts, token: string) {
  const link = await readLinkToken(token, seal)
  if (!link) throw linkInvalid()
  const { userId, tokenId: linkId } = link
  return { userId, linkId, account: (): AccountObject => objects.account(userId) }
}

function linkInvalid(): Problem {
  return new Problem('link_invalid', 'The link was used, replaced by a newer one, or has expired. Ask for a new one.')
}
