/** VAT numbers, checked by the form of their country. */
import { expect, test } from 'vitest'
import { vatNumberFrom } from '../../../src/domain/address/vat-number.ts'

test.each([
  ['DE123456789', 'DE', 'DE123456789'],
  ['de 123.456.789', 'FR', 'DE123456789'],
  ['123456789', 'DE', 'DE123456789'],
  ['123456789', 'GR', 'EL123456789'],
  ['GR123456789', 'DE', 'EL123456789'],
  ['ATU12345678', 'AT', 'ATU12345678'],
  ['NL123456789B01', 'NL', 'NL123456789B01'],
  ['CHE-123.456.789 MWST', 'CH', 'CHE123456789MWST'],
  ['GB999999973', 'DE', 'GB999999973'],
  ['53004085616', 'AU', '53004085616'],
  ['91310000MA1FL0000X', 'CN', '91310000MA1FL0000X'],
])('%s on a bill to %s is stored as %s', (text, country, kept) => {
  expect(vatNumberFrom(text, country)).toBe(kept)
})

test.each([
  ['DE12345678', 'DE'],
  ['DE12345678', 'CN'],
  ['12345', 'DE'],
  ['lin@example.com', 'CN'],
  ['', 'CN'],
])('%s on a bill to %s is refused as a VAT number', (text, country) => {
  expect(vatNumberFrom(text, country)).toBeNull()
})
