/**
 * The object of one recipient, named by the HMAC of the e-mail address: binds the recipient's messages to storage and
 * provider, and renders each message when it is sent.
 */
import { DurableObject } from 'cloudflare:workers'
import { configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { jsonLog } from '../../contract/log.ts'
import { MailRefused } from '../../contract/mail/mailer.ts'
import type { MailRequest } from '../../contract/mail/request.ts'
import type { MailsObject } from '../../contract/rpc/mails.ts'
import { staticTexts } from '../../contract/static-texts.ts'
import { type Message, messageOf } from '../../domain/mail/letters.ts'
import { isSendable, oneLine } from '../../domain/mail/plain-text.ts'
import type { MailLink } from '../../domain/mail/template.ts'
import { durableStorage } from '../aggregate/durable-storage.ts'
import { metricsOf } from '../metrics/isolate-metrics.ts'
import { Seal } from '../seal.ts'
import { linkTokenOf, unsubscribeTokenOf } from './link-token.ts'
import { mailerOf } from './mailers.ts'
import { Mails } from './mails.ts'

export class MailDurableObject extends DurableObject<Env> implements MailsObject {
  readonly #mails: Mails

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    const { MAIL_PER_HOUR, LOG_LEVEL } = configOf(env)
    this.#mails = new Mails(durableStorage(ctx), {
      now: () => Date.now(),
      send: (request) => send(env, request),
      perHour: MAIL_PER_HOUR,
      log: jsonLog(LOG_LEVEL),
      metrics: metricsOf(env).registry,
    })
    void ctx.blockConcurrencyWhile(() => this.#mails.wake())
  }

  async accept(request: MailRequest): Promise<void> {
    this.#mails.accept(request)
  }

  async drop(): Promise<void> {
    this.#mails.drop()
  }

  override async alarm(): Promise<void> {
    await this.#mails.deliver()
    metricsOf(this.env).sendSoon((work) => this.ctx.waitUntil(work))
  }
}

async function send(env: Env, { id, template, locale, to, data, at }: MailRequest): Promise<void> {
  const mailer = mailerOf(env)
  const { sender: from, PUBLIC_ORIGIN: origin = '', ACCOUNT_SECRET, LOCALES } = configOf(env)
  // A message from a time when the shop had a provider waits, because the shop may get one again.
  if (!mailer || !from) throw new Error('MAIL_PROVIDER is not set')
  const name = to.name ? oneLine(to.name, 100) : null
  if (!isSendable(to.email)) throw new MailRefused('the address cannot be written into a header')
  // The cast: a request has the data of its template.
  const message = { template, data } as Message
  const token = await tokenOf(message, new Seal(ACCOUNT_SECRET))
  const shop = { name: from.name ?? from.email, origin }
  // Fails closed: while the texts cannot be read, the message waits for its next attempt.
  const { mail: texts } = await staticTexts(env)
  const rendered = messageOf(message, { locale: locale || (LOCALES[0] ?? 'en'), shop, token, at, texts })
  await mailer.send({ id, from, to: { name, email: to.email }, ...rendered })
}

async function tokenOf({ template, data }: Message, seal: Seal): Promise<string | null> {
  if (template === 'cart_waiting') return unsubscribeTokenOf(data.userId, seal)
  // The cast: only links have these ids.
  return 'tokenId' in data ? linkTokenOf(data as MailLink, seal) : null
}
