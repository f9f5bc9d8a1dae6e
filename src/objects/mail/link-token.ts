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
