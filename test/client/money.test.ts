// Amounts of money in pages. Invariant: a page shows an amount with the digits in which the API counts it, even if the
// platform gives the currency other digits.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { moneyText } from '../../client/src/money.ts'
import { minorDigitsOf } from '../../src/domain/currency.ts'
import { moneyText as workerText } from '../../src/domain/money-text.ts'

const ROOT = join(import.meta.dirname, '../..')

test('the client shows every currency as the shop does', () => {
  const currencies = Intl.supportedValuesOf('currency').filter((code) => minorDigitsOf(code) !== null)
  expect(currencies.length).toBeGreaterThan(140)
  for (const currency of currencies) {
    for (const amount of [0, 1, -5, 599_900, 123_456_789_012_345]) {
      for (const locale of ['en', 'zh-CN']) {
        const money = { amount, currency }
        expect(moneyText(money, locale), currency).toBe(workerText(money, locale))
      }
    }
  }
  expect(moneyText({ amount: 599_900, currency: 'HUF' }, 'en')).toMatch(/5,999\.00$/)
})

test('no other code formats money, because the digits of the platform are wrong for some currencies', async () => {
  const found: string[] = []
  for (const folder of ['src', 'client/src', 'examples', 'dev', 'bench']) {
    for (const entry of await readdir(join(ROOT, folder), { recursive: true })) {
      if (!/\.(?:tsx?|js)$/.test(entry) || entry.includes('node_modules')) continue
      const text = await readFile(join(ROOT, folder, entry), 'utf8')
      if (/style: *['"]currency['"]/.test(text)) found.push(`${folder}/${entry}`)
    }
  }
  expect(found.sort()).toEqual(['client/src/money.ts', 'src/domain/money-text.ts'])
})
