/** The variables of e-mail. Without MAIL_PROVIDER the shop sends no messages. */
import * as z from 'zod/mini'
import { EMAIL } from '../email.ts'

/** Two weeks: the objects of recipients remember the ids of messages for longer. */
const MAX_REMINDER_HOURS = 14 * 24

const MAIL_PROVIDERS = ['cloudflare', 'smtp', 'http', 'dev'] as const

/** `shop@example.com`, or `Shop <shop@example.com>`; the name may not contain characters with a meaning in headers. */
const SENDER = /^(?:([^\p{Cc}"<>\\]+) <([^<>\s]+)>|([^<>\s]+))$/u

export interface Sender {
  readonly name: string | null
  readonly email: string
}

/** Null for a text that is not a sender. */
export function senderOf(text: string): Sender | null {
  const [, name = null, inBrackets, bare] = SENDER.exec(text) ?? []
  const email = inBrackets ?? bare
  return email !== undefined && EMAIL.test(email) ? { name: name?.trim() ?? null, email } : null
}

const isSmtpUrl = (text: string) => /^smtps?:/.test(text) && (URL.parse(text)?.hostname ?? '') !== ''

export const MAIL_VARIABLES = {
  MAIL_PROVIDER: z.optional(z.enum(MAIL_PROVIDERS, { error: `must be one of ${MAIL_PROVIDERS.join(', ')}` })),
  MAIL_FROM: z.optional(
    z
      .string()
      .check(z.refine((text) => senderOf(text) !== null, { error: 'is not an address like Shop <shop@example.com>' })),
  ),
  MAIL_SMTP_URL: z.optional(
    z.string().check(z.refine(isSmtpUrl, { error: 'is not a URL like smtps://user:password@mail.example:465' })),
  ),
  MAIL_HTTP_URL: z._default(
    z.url({ protocol: /^https?$/, error: 'is not an http(s) URL' }),
    'https://api.resend.com/emails',
  ),
  MAIL_HTTP_KEY: z.optional(z.string().check(z.minLength(1))),
  MAIL_PER_HOUR: z._default(
    z.coerce
      .number({ error: 'is not a number' })
      .check(z.int({ error: 'is not a whole number' }), z.minimum(1, { error: 'must be at least 1' })),
    20,
  ),
  CART_REMINDER_HOURS: z._default(
    z.coerce
      .number({ error: 'is not a number' })
      .check(z.minimum(0, { error: 'is below 0' }), z.maximum(MAX_REMINDER_HOURS, { error: 'must be at most 336' })),
    24,
  ),
}

type Given = { readonly [Name in keyof typeof MAIL_VARIABLES]?: unknown } & { readonly PUBLIC_ORIGIN?: unknown }

/** The name of a variable that the chosen provider needs and that is missing; null if none is. */
export function missingForMail(given: Given): string | null {
  const { MAIL_PROVIDER: provider } = given
  if (provider === undefined) return null
  const needed: (keyof Given)[] = ['MAIL_FROM']
  // Only the mailbox of this machine shows links without an origin.
  if (provider !== 'dev') needed.push('PUBLIC_ORIGIN')
  if (provider === 'smtp') needed.push('MAIL_SMTP_URL')
  if (provider === 'http') needed.push('MAIL_HTTP_KEY')
  return needed.find((name) => !given[name]) ?? null
}
