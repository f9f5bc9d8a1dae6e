/**
 * The adapters of the port Mailer: Cloudflare's binding, SMTP, an HTTP provider, and the mailbox of this machine.
 * Invariant: every call has a deadline, so that a provider that hangs delays no alarm.
 */
import { connect } from 'cloudflare:sockets'
import { type Config, configOf } from '../../contract/config.ts'
import type { Env } from '../../contract/env.ts'
import { type Mail, type Mailer, MailRefused, unsubscribeHeaders } from '../../contract/mail/mailer.ts'
import type { Sender } from '../../contract/mail/variables.ts'
import { withDeadline } from '../../tiers/calls/deadline.ts'
import { mimeOf } from './mime.ts'
import { SmtpSession } from './smtp-session.ts'

const ANSWER_MS = 20_000

/** Null without MAIL_PROVIDER. */
export function mailerOf(env: Env): Mailer | null {
  const config = configOf(env)
  switch (config.MAIL_PROVIDER) {
    case undefined:
      return null
    case 'cloudflare':
      return cloudflareMailer(env)
    case 'smtp':
      return smtpMailer(new URL(config.MAIL_SMTP_URL ?? ''))
    case 'http':
      return httpMailer(config)
    case 'dev':
      return devMailer(env)
  }
}

/** The errors of the binding that a repeat would meet again. */
const PERMANENT = /^E_(?:RECIPIENT|VALIDATION|CONTENT|HEADER)/

function cloudflareMailer({ EMAIL }: Env): Mailer {
  if (!EMAIL) throw new Error('MAIL_PROVIDER is cloudflare, but the binding EMAIL is missing')
  const addressOf = ({ name, email }: Sender) => (name ? { name, email } : email)
  return {
    async send(mail) {
      const { id, from, to, subject, html, text } = mail
      const headers = { 'Auto-Submitted': 'auto-generated', 'X-Entity-Ref-ID': id, ...unsubscribeHeaders(mail) }
      const message = { from: addressOf(from), to: to.email, subject, html, text, headers }
      await withDeadline(ANSWER_MS, () => EMAIL.send(message)).catch((error: unknown) => {
        const code = String((error as { code?: unknown } | null)?.code)
        throw PERMANENT.test(code) ? new MailRefused(code) : error
      })
    },
  }
}

function smtpMailer(url: URL): Mailer {
  const isSecure = url.protocol === 'smtps:'
  const server = {
    ...{ host: url.hostname, isSecure },
    ...{ user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
  }
  const address = { hostname: url.hostname, port: Number(url.port || (isSecure ? 465 : 587)) }
  return {
    async send(mail) {
      const socket = connect(address, { secureTransport: isSecure ? 'on' : 'starttls', allowHalfOpen: false })
      const session = new SmtpSession(socket)
      try {
        await withDeadline(ANSWER_MS, async () => {
          const { from, to } = mail
          await session.begin(server, from.email.slice(from.email.lastIndexOf('@') + 1))
          await session.send(from.email, to.email, mimeOf(mail, Date.now()))
        })
      } finally {
        session.end()
      }
    },
  }
}

function httpMailer({ MAIL_HTTP_URL, MAIL_HTTP_KEY }: Config): Mailer {
  return {
    async send(mail) {
      const { id, from, to, subject, html, text } = mail
      const body = { from: mailboxText(from), to: [to.email], subject, html, text, headers: unsubscribeHeaders(mail) }
      const headers = {
        ...{ authorization: `Bearer ${MAIL_HTTP_KEY}`, 'content-type': 'application/json' },
        // The provider sends a repeated key once.
        'idempotency-key': id,
      }
      const request = { method: 'POST', headers, body: JSON.stringify(body), redirect: 'manual' } as const
      const status = await withDeadline(ANSWER_MS, async (signal) => {
        const response = await fetch(MAIL_HTTP_URL, { ...request, signal })
        await response.body?.cancel()
        return response.status
      })
      if (status === 400 || status === 422) throw new MailRefused(`the provider answered ${status}`)
      if (status < 200 || status > 299) throw new Error(`the provider answered ${status}`)
    },
  }
}

function devMailer({ MAILBOX }: Env): Mailer {
  if (!MAILBOX) throw new Error('MAIL_PROVIDER is dev, but this is not npm start')
  return {
    async send(mail: Mail) {
      const request = { method: 'POST', body: JSON.stringify(mail) }
      const { ok, status } = await withDeadline(ANSWER_MS, () => MAILBOX.fetch('http://mailbox/messages', request))
      if (!ok) throw new Error(`the mailbox answered ${status}`)
    },
  }
}

/** Unlike in SMTP, the provider encodes the name. */
function mailboxText({ name, email }: Sender): string {
  return name ? `"${name.replace(/["\\]/g, '')}" <${email}>` : email
}
