// The format of a message. Invariant: for any names and subjects, the message has exactly its own headers, and
// a reader gets the texts back.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { headerText, mailboxOf, mimeOf } from '../../../src/objects/mail/mime.ts'

const HEADERS = ['From', 'To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted', 'MIME-Version', 'Content-Type']
const sender = { name: 'Shop, Ltd.', email: 'shop@example.com' }
const mailOf = (name: string, subject: string, text = 'text') => ({
  ...{ id: 'msg_1', from: sender, to: { name, email: 'ann@example.com' } },
  ...{ subject, html: `<p>${text}</p>`, text, unsubscribe: null },
})

/** The headers of a message by name, unfolded. */
function headersOf(message: string): Map<string, string> {
  const [head = ''] = message.split('\r\n\r\n', 1)
  return new Map(
    head
      .replace(/\r\n /g, ' ')
      .split('\r\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
}

/** Decodes encoded words, as RFC 2047 says: white space between two of them is none. */
function decoded(value: string): string {
  return value
    .replace(/\?= +=\?/g, '?==?')
    .replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, base64: string) => Buffer.from(base64, 'base64').toString())
}

it('hostile names and subjects add no header and no part', () => {
  const hostile = fc
    .string({ unit: 'binary', maxLength: 80 })
    .map((text) => `${text}\r\nBcc: eve@example.com\r\n\r\n<script>`)
  fc.assert(
    fc.property(hostile, hostile, (name, subject) => {
      const message = mimeOf(mailOf(name, subject), 0)
      expect([...headersOf(message).keys()]).toEqual(HEADERS)
      expect(message).not.toMatch(/^Bcc/m)
      expect(message).toMatch(/^[\r\n\x20-\x7e]*$/)
      expect(Math.max(...message.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
    }),
  )
})

it('readers get subjects and names of any language back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }), (text) => {
      // Longer texts are cut.
      fc.pre(text.length <= 200)
      // Characters that end a line or change the direction of text are no part of a header.
      const plain = text.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
      expect(decoded(headerText(text).replace(/\r\n /g, ' '))).toBe(plain)
    }),
  )
  expect(headerText('=?UTF-8?B?eA==?=')).toMatch(/^=\?UTF-8\?B\?/)
  expect(headerText('订单已确认')).toBe('=?UTF-8?B?6K6i5Y2V5bey56Gu6K6k?=')
})

it('each encoded word has at most 75 characters', () => {
  for (const line of headerText('订'.repeat(190)).split('\r\n ')) expect(line.length).toBeLessThanOrEqual(75)
})

it('a name with a comma or quotes stays one name', () => {
  expect(mailboxOf({ name: 'Shop, "Ltd"', email: 'shop@example.com' })).toBe('"Shop, \\"Ltd\\"" <shop@example.com>')
  expect(mailboxOf({ name: '小店', email: 'shop@example.com' })).toBe('=?UTF-8?B?5bCP5bqX?= <shop@example.com>')
})

it('an address that would end its header is refused', () => {
  expect(() => mailboxOf({ name: null, email: 'ann@example.com>\r\nBcc: eve@example.com' })).toThrow(
    'cannot be written',
  )
})

it('both parts come back as they were', () => {
  const message = mimeOf(mailOf('Ann', 'Hi', '你好\n.\nBcc: x\n'), 0)
  const parts = message.split('--=_msg_1').map((part) => part.split('\r\n\r\n')[1] ?? '')
  expect(Buffer.from(parts[1] ?? '', 'base64').toString()).toBe('你好\n.\nBcc: x\n')
  expect(Buffer.from(parts[2] ?? '', 'base64').toString()).toBe('<p>你好\n.\nBcc: x\n</p>')
  expect(headersOf(message).get('Date')).toBe('Thu, 01 Jan 1970 00:00:00 +0000')
  expect(headersOf(message).get('Message-ID')).toBe('<msg_1@example.com>')
})

it('a message that can be unsubscribed offers it by one click, and no other message does', () => {
  const unsubscribe = 'https://shop.example/en/unsubscribe?token=pun_usr_1.ab'
  const headers = headersOf(mimeOf({ ...mailOf('Ann', 'Hi'), unsubscribe }, 0))
  expect(headers.get('List-Unsubscribe')).toBe(`<${unsubscribe}>`)
  expect(headers.get('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
  expect(headersOf(mimeOf(mailOf('Ann', 'Hi'), 0)).has('List-Unsubscribe')).toBe(false)
})
