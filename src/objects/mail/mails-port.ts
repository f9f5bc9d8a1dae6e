/** Gives a message to the object of its recipient. Without MAIL_PROVIDER a message counts as accepted and is dropped. */
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import type { MailRequest } from '../../contract/mail/request.ts'
import { objectsOf } from '../objects.ts'
import { Seal } from '../seal.ts'

/** The port `mails` of an aggregate. */
export interface MailsPort {
  readonly isOn: boolean
  /** Answers when the message is stored; a repeated id changes nothing. */
  accept(request: MailRequest): Promise<void>
  /** Deletes the messages that wait for this address. */
  drop(email: string): Promise<void>
  /** The same, by the HMAC of the address. */
  dropOf(key: string): Promise<void>
}

export function mailsPort(env: Env): MailsPort {
  const { MAIL_PROVIDER, ACCOUNT_SECRET } = configOf(env)
  const isOn = MAIL_PROVIDER !== undefined
  const seal = new Seal(ACCOUNT_SECRET)
  const objectOf = async (email: string) => objectsOf(env).mails(await seal.claimOf(email))
  return {
    isOn,
    async accept(request) {
      if (isOn) await (await objectOf(request.to.email)).accept(request)
    },
    async dropOf(key) {
      if (isOn) await objectsOf(env).mails(key).drop()
    },
    async drop(email) {
      if (isOn) await (await objectOf(email)).drop()
    },
  }
}
