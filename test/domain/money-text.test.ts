// Amounts as text: the digits of ISO 4217, which `Intl` does not give by itself, and every digit of large amounts.
import { expect, test } from 'vitest'
import { decimalOf, factorOf, moneyText } from '../../src/domain/money-text.ts'

test('amounts are exact decimal numbers of the currency', () => {
  expect([decimalOf(-5, 'EUR'), decimalOf(1_234, 'JPY'), decimalOf(7, 'KWD'), decimalOf(0, 'EUR')]).toEqual([
    '-0.05',
    '1234',
    '0.007',
    '0.00',
  ])
  expect(decimalOf(Number.MAX_SAFE_INTEGER, 'EUR')).toBe('90071992547409.91')
})

test.each([
  ['HUF', 'HUF 268.00'],
  ['IDR', 'IDR 268.00'],
  ['JPY', 'JPY 26,800'],
  ['BHD', 'BHD 26.800'],
  ['CNY', 'CNY 268.00'],
])('an amount in %s has the digits in which shops count it, for people too', (currency, shown) => {
  expect(moneyText({ amount: 26_800, currency }, 'en', 'code').replace('\u00a0', ' ')).toBe(shown)
  expect(26_800 / factorOf(currency)).toBe(Number(decimalOf(26_800, currency)))
})
