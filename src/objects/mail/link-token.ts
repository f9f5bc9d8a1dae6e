/**
 * The token in a message's link: ids, and Pannier's mark (an HMAC). It is derived when the message is sent and stored
 * nowhere; the account remembers only that its id is unused.
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
  const encoder = new TextEncoder()
  const expected = encoder.encode(await seal.linkMarkOf(text))
  return crypto.subtle.timingSafeEqual(encoder.encode(mark), expected) ? { userId, tokenId } : null
}
