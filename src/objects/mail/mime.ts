/**
 * A message in the format of RFC 5322 and MIME, with plain text and HTML, for SMTP. Bodies are base64, so that no line
 * of a body can be a command or exceed the limit of a line.
 * Invariant: header values are ASCII without control characters; other text is an encoded word (RFC 2047).
 */
import { type Mail, unsubscribeHeaders } from '../../contract/mail/mailer.ts'
import type { Sender } from '../../contract/mail/variables.ts'
import { isSendable, oneLine } from '../../domain/mail/plain-text.ts'

/** Bytes of an encoded word's text, so that the word has at most 75 characters. */
const WORD_BYTES = 42
const LINE = 76

/** Throws when an address cannot be written into a header. */
export function mimeOf(mail: Mail, now: number): string {
  const { id, from, to, subject, html, text } = mail
  const boundary = `=_${id}`
  return [
    `From: ${mailboxOf(from)}`,
    `To: ${mailboxOf(to)}`,
    `Subject: ${headerText(subject)}`,
    `Date: ${new Date(now).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${id}@${from.email.slice(from.email.lastIndexOf('@') + 1)}>`,
    // No vacation reply answers it (RFC 3834).
    'Auto-Submitted: auto-generated',
    ...Object.entries(unsubscribeHeaders(mail)).map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    ...part(boundary, 'text/plain', text),
    // Programs show the last part that they can show.
    ...part(boundary, 'text/html', html),
    `--${boundary}--`,
    '',
  ].join('\r\n')
}

/** Text as the value of a header. */
export function headerText(text: string): string {
  const line = oneLine(text)
  // Text that looks like an encoded word is encoded too.
  if (/^[\x20-\x7e]{0,60}$/.test(line) && !line.includes('=?')) return line
  const words: string[] = []
  let word = ''
  for (const character of line) {
    if (utf8(word + character).length > WORD_BYTES) {
      words.push(word)
      word = ''
    }
    word += character
  }
  return [...words, word].map((each) => `=?UTF-8?B?${base64(each)}?=`).join('\r\n ')
}

export function mailboxOf({ name, email }: Sender): string {
  if (!isSendable(email)) throw new Error('the address cannot be written into a header')
  if (!name) return email
  // A plain name is quoted, because commas and dots have a meaning.
  const shown = headerText(name)
  return `${shown.startsWith('=?') ? shown : `"${shown.replace(/["\\]/g, '\\$&')}"`} <${email}>`
}

function part(boundary: string, type: string, body: string): string[] {
  const lines = base64(body).match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
  return [`--${boundary}`, `Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: base64', '', ...lines]
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function base64(text: string): string {
  let bytes = ''
  for (const byte of utf8(text)) bytes += String.fromCharCode(byte)
  return btoa(bytes)
}
