// The messages. Invariants: HTML and plain text say the same and have the same links, each on the shop's origin; texts
// from outside are escaped; no text ends a header.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Message, messageOf } from '../../../src/domain/mail/letters.ts'
import { isSendable, oneLine } from '../../../src/domain/mail/plain-text.ts'
import { MAIL_TEXTS } from '../../../src/domain/mail/texts.ts'
import { MESSAGES } from '../../support/mails.ts'

const ORIGIN = 'https://shop.example'
const reading = (locale: string) => ({
  locale,
  shop: { name: 'Pannier', origin: ORIGIN },
  token: 'pml_t',
  at: 0,
  texts: MAIL_TEXTS,
})
const hrefs = (html: string) => [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)
const links = (text: string) => text.split('\n').filter((line) => line.startsWith('http'))

/** Where the button of each message leads, within a language. */
const PATHS: Readonly<Record<Message['template'], string>> = {
  confirm_email: '/confirm-email?token=pml_t',
  reset_password: '/reset-password?token=pml_t',
  change_email: '/change-email?token=pml_t',
  email_changed: '/account',
  new_sign_in: '/account',
  password_changed: '/forgot-password',
  passkey_added: '/account',
  passkey_removed: '/account',
  order_confirmed: '/orders/ord_01J00000000000000000000000',
  payment_failed: '/orders/ord_01J00000000000000000000000',
  order_shipped: '/orders/ord_01J00000000000000000000000',
  order_delivered: '/orders/ord_01J00000000000000000000000',
  order_edited: '/orders/ord_01J00000000000000000000000',
  return_requested: '/orders/ord_01J00000000000000000000000',
  return_approved: '/orders/ord_01J00000000000000000000000',
  return_refused: '/orders/ord_01J00000000000000000000000',
  return_received: '/orders/ord_01J00000000000000000000000',
  order_cancelled: '/orders/ord_01J00000000000000000000000',
  order_refunded: '/orders/ord_01J00000000000000000000000',
  cart_waiting: '/cart',
}

describe.each(['zh-CN', 'en', 'fr'])('in %s', (locale) => {
  const language = locale === 'zh-CN' ? 'zh' : 'en'

  it.each(MESSAGES)('$template has its links in HTML and plain text, all on the shop', (message) => {
    const { subject, html, text, unsubscribe } = messageOf(message, reading(locale))
    expect(hrefs(html)[0]).toBe(`${ORIGIN}/${language}${PATHS[message.template]}`)
    expect(links(text)).toEqual(hrefs(html))
    const isReminder = message.template === 'cart_waiting'
    expect(unsubscribe).toBe(isReminder ? `${ORIGIN}/${language}/unsubscribe?token=pml_t` : null)
    expect(links(text).at(-1) === unsubscribe).toBe(isReminder)
    expect(subject).not.toMatch(/[{}]|undefined|null/)
    expect(text).not.toMatch(/[{}]|undefined|null|NaN/)
    expect(html).toContain(`<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">`)
  })
})

it('every template has a message here', () => {
  const texts = Object.entries(MAIL_TEXTS.en).filter(([, text]) => typeof text === 'object' && 'subject' in text)
  expect(MESSAGES.map(({ template }) => template).sort()).toEqual(texts.map(([name]) => name).sort())
})

it('amounts have the digits of their currency and the form of the locale', () => {
  const data = { orderId: 'ord_1', number: '1', total: { amount: 1234567, currency: 'JPY' } }
  const shown = messageOf({ template: 'order_delivered', data }, reading('en')).text
  expect(shown).toContain('¥1,234,567')
})

it('the place and the label of a return are whole in the message, however long they are', () => {
  const answer = 'Returns, 1 Example Street, '.repeat(40).slice(0, 998).concat('.')
  const labelUrl = `https://carrier.example/label?signature=${'a1'.repeat(470)}.`
  const total = { amount: 0, currency: 'CNY' }
  const data = { orderId: 'ord_1', number: '1', total, answer, labelUrl }
  const { html, text } = messageOf({ template: 'return_approved', data }, reading('en'))
  for (const shown of [html, text]) expect([shown.includes(answer), shown.includes(labelUrl)]).toEqual([true, true])
  const cells = html.match(/<td[^>]*>[^<]*/g) ?? []
  expect(cells.filter((cell) => cell.includes('nowrap') && cell.includes(labelUrl.slice(0, 40)))).toEqual([])
})

it('a title is shown as it is, and never as markup or as a line of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (title) => {
      const hostile = `${title}<img src=x onerror=1>"&\r\nBcc: eve@example.com`
      const zero = { amount: 0, currency: 'CNY' }
      const lines = [{ title: hostile, quantity: 1, charged: zero }]
      const data = { orderId: 'ord_1', number: '1', total: zero, lines, shipping: zero, discount: null }
      const { html, text, subject } = messageOf({ template: 'order_confirmed', data }, reading('en'))
      expect(html).not.toMatch(/<img/)
      expect(text).not.toMatch(/^Bcc:/m)
      expect(subject).toBe('Order 1 is confirmed')
    }),
  )
})

it('a line has no control character, line separator or change of direction', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(oneLine(`${text}\r\n\0\u2028\u202e`)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect(oneLine(text).length).toBeLessThanOrEqual(200)
    }),
  )
})

it.each([
  ['ann@example.com', true],
  ['用户@例子.广告', true],
  ['ann+tag@example.com', true],
  ['ann@example.com\r\nRCPT TO:<eve@example.com>', false],
  ['ann@example.com>', false],
  ['ann\0@example.com', false],
  ['ann@example.com, eve@example.com', false],
  ['<eve@example.com>ann@example.com', false],
  ['@example.com', false],
])('%j can be written into a header: %s', (address, expected) => {
  expect(isSendable(address)).toBe(expected)
})
