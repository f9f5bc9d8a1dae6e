/**
 * The tokens in the links of messages: ids, and Pannier's mark (an HMAC). They are derived when the message is sent and
 * stored nowhere. The account remembers only that the id of a link is unused; the link that ends reminders works as
 * often and as long as it is opened, and does nothing else.
 */
import type { MailLink } from '../../domain/mail/template.ts'
import type { Seal } from '../seal.ts'

export async function linkTokenOf({ userId, tokenId }: MailLink, seal: Seal): Promise<string> {
  const text = `${userId}.${tokenId}`
  return `pml_${text}.${await seal.linkMarkOf(text)}`
}

const TOKEN = /^pml_((usr_[0-9A-Z]{26})\.([0-9A-Z]{26}))\.([0-9a-f]{64})$/

/** Null when Pannier did not make the token. */
export async function readLinkToken(token: string, seal: Seal): Promise<MailLink | null> {
  const [, text, userId, tokenId, mark] = TOKEN.exec(token) ?? []
  if (text === undefined || userId === undefined || tokenId === undefined || mark === undefined) return null
  return isSame(mark, await seal.linkMarkOf(text)) ? { userId, tokenId } : null
}

export async function unsubscribeTokenOf(userId: string, seal: Seal): Promise<string> {
  return `pun_${userId}.${await seal.unsubscribeMarkOf(userId)}`
}

const UNSUBSCRIBE = /^pun_(usr_[0-9A-Z]{26})\.([0-9a-f]{64})$/

/** The user's id; null when Pannier did not make the token. */
export async function readUnsubscribeToken(token: string, seal: Seal): Promise<string | null> {
  const [, userId, mark] = UNSUBSCRIBE.exec(token) ?? []
  if (userId === undefined || mark === undefined) return null
  return isSame(mark, await seal.unsubscribeMarkOf(userId)) ? userId : null
}

/** Both have the same length. */
function isSame(mark: string, expected: string): boolean {
  const encoder = new TextEncoder()
  return crypto.subtle.timingSafeEqual(encoder.encode(mark), encoder.encode(expected))
}
