/** A message that an aggregate owes to a person, as the object of the recipient's address accepts it. */
import type { MailData, MailTemplate } from '../../domain/mail/template.ts'

/**
 * @example
 * const request: MailRequest<'email_changed'> = {
 *   ...{ id: 'msg_01J00000000000000000000000', template: 'email_changed', locale: 'en', at: 1_000 },
 *   ...{ to: { email: 'ann@example.com' }, data: {} },
 * }
 * request.template // => 'email_changed'
 */
export interface MailRequest<Template extends MailTemplate = MailTemplate> {
  /** `msg_` and a ULID. The recipient's object accepts an id once. */
  readonly id: string
  readonly template: Template
  /** One of LOCALES; empty for the first of them. */
  readonly locale: string
  readonly to: { readonly email: string; readonly name?: string | null }
  readonly data: MailData[Template]
  /** When the change happened that owes the message, in milliseconds since 1970. */
  readonly at: number
  /** The message is dropped after this time, because its link no longer works. */
  readonly expiresAt?: number
}
