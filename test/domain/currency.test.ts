// Currencies of ISO 4217 and their minor units. Invariant: a shop with a currency that does not exist does not start.
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/contract/config.ts'
import { minorDigitsOf } from '../../src/domain/currency.ts'
import { TEST_KEY } from '../support/secrets.ts'

const config = (CURRENCY: string) =>
  readConfig({ AUTH_KEYS: JSON.stringify({ keys: [TEST_KEY] }), ACCOUNT_SECRET: 'x'.repeat(32), CURRENCY })

describe('a currency', () => {
  test.each([
    ['CNY', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['IDR', 2],
    ['XCG', 2],
    ['ABC', null],
    ['XAU', null],
    ['DEM', null],
    ['eur', null],
    ['D A', null],
    ['', null],
  ])('the currency %s has this many digits of minor units: %s', (currency, digits) => {
    expect(minorDigitsOf(currency)).toBe(digits)
  })

  test('every currency is known to the platform, which prints as many digits of it or none', () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
    const all = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)))
    const ours = all.filter((code) => minorDigitsOf(code) !== null)
    expect(ours).toHaveLength(155)
    const known = new Set(Intl.supportedValuesOf('currency'))
    // A second currency of Venezuela in ISO 4217, for large amounts only.
    expect(ours.filter((code) => !known.has(code))).toEqual(['VED'])
    for (const currency of ours) {
      const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
      expect([0, minorDigitsOf(currency)], currency).toContain(maximumFractionDigits)
    }
  })

  test.each(['RMB', 'DEM', 'cny', 'XXX', '¥'])('the currency %s stops a shop from starting, with one line', (code) => {
    expect(() => config(code)).toThrow('CURRENCY is not a currency of ISO 4217, written like CNY, EUR or JPY')
  })

  test.each(['JPY', 'KWD', 'EUR'])('a shop starts with %s', (code) => {
    expect(config(code).CURRENCY).toBe(code)
  })
})
