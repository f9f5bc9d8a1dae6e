/** The generated table of address formats. Invariant: it is current, small, and has every country of ISO 3166-1. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { addressFormats } from '../../../dev/address-formats.ts'
import { formatOf } from '../../../src/domain/address/format.ts'

const FILE = join(import.meta.dirname, '../../../src/domain/address/formats.txt')

test('the table is current: `npm run address-formats` changes nothing', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(addressFormats())
})

test('the table is at most 11 KiB gzipped', () => {
  expect(gzipSync(readFileSync(FILE), { level: 9 }).byteLength).toBeLessThan(11 * 1024)
})

test('every country that the platform knows has a format, and its pattern matches its own example', () => {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  const letters = Array.from({ length: 26 }, (_, n) => String.fromCharCode(65 + n))
  const codes = letters.flatMap((first) => letters.map((second) => `${first}${second}`))
  // Reserved codes, unions, aliases and codes of the platform, which are not countries of ISO 3166-1.
  const others = new Set(
    'CP CQ DG EA EU EZ IC QO UN XA XB ZZ AN BU CS DD DY FX HV NH NT RH SU TP UK VD YD YU ZR'.split(' '),
  )
  const countries = codes.filter((code) => names.of(code) && !others.has(code))
  expect(countries.length).toBeGreaterThan(248)
  expect(countries.filter((code) => formatOf(code) === null)).toEqual([])
  for (const code of countries) {
    const { postalCode } = formatOf(code) ?? {}
    if (postalCode?.example) expect(postalCode.example, code).toMatch(postalCode.pattern)
  }
})
