/** The object of one recipient's address, named by the HMAC of the address. */
import type { MailRequest } from '../mail/request.ts'

export interface MailsObject {
  /** Stores the message; a repeated id changes nothing. Answers when the message is stored, before it is sent. */
  accept(request: MailRequest): Promise<void>
  /** Deletes every message that waits, because the person was erased. */
  drop(): Promise<void>
}
