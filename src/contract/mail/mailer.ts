/** The port to the provider that sends messages. An adapter that throws is called again later, under the same id. */
import type { Sender } from './variables.ts'

/** A message that is ready to be sent. Subject and names are single lines, addresses can be written into headers. */
export interface Mail {
  /** Stays the same at every attempt, so that a provider can recognize a repeat. */
  readonly id: string
  readonly from: Sender
  readonly to: Sender
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Where a POST ends such messages: List-Unsubscribe with one click (RFC 8058). */
  readonly unsubscribe: string | null
}

/** The header fields by which a program offers the way out of such messages. */
export function unsubscribeHeaders({ unsubscribe }: Pick<Mail, 'unsubscribe'>): Readonly<Record<string, string>> {
  if (unsubscribe === null) return {}
  return { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}

/**
 * @example
 * const sent: string[] = []
 * const mailer: Mailer = { send: async ({ id }) => void sent.push(id) }
 * const ann = { name: null, email: 'ann@example.com' }
 * await mailer.send({ id: 'msg_1', from: ann, to: ann, subject: 'Hi', html: '<p>Hi', text: 'Hi' }) // => undefined
 * sent // => ['msg_1']
 */
export interface Mailer {
  /** Throws MailRefused when a repeat would be refused too, and another error when the outcome is unknown. */
  send(mail: Mail): Promise<void>
}

/** The provider refuses the recipient or the message permanently. The text contains no address. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused'
}
