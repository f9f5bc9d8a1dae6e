/** Messages from outside: gives one to its recipient's object, as an aggregate does, and reads the mailbox of npm start. */

import type { Mail } from '../../../src/contract/mail/mailer.ts'
import type { MailRequest } from '../../../src/contract/mail/request.ts'
import type { MailsObject } from '../../../src/contract/rpc/mails.ts'
import { newId } from '../../../src/domain/id.ts'
import { Seal } from '../../../src/objects/seal.ts'
import { TEST_VARS } from '../../support/secrets.ts'
import type { Worker } from './worker.ts'

export type NewMail = Pick<MailRequest, 'template' | 'data' | 'to'> & Partial<MailRequest>

/** @returns the id of the message */
export async function give({ miniflare }: Worker, mail: NewMail): Promise<string> {
  const namespace = await miniflare.getDurableObjectNamespace('MAILS')
  const name = await new Seal(TEST_VARS.ACCOUNT_SECRET).claimOf(mail.to.email)
  // The cast: the stub has the methods of the object.
  const object = namespace.get(namespace.idFromName(name)) as unknown as MailsObject
  const now = Date.now()
  const request: MailRequest = { id: newId('msg', now), locale: 'en', at: now, ...mail }
  await object.accept(request)
  return request.id
}

/** The messages of the mailbox to this address, the newest first. */
export async function mailsTo(url: string, email: string): Promise<readonly Mail[]> {
  const response = await fetch(`${url}/dev/mail`, { headers: { accept: 'application/json' } })
  // The cast: the mailbox stores what the worker sent.
  const { items } = (await response.json()) as { readonly items: readonly Mail[] }
  return items.filter(({ to }) => to.email === email)
}
