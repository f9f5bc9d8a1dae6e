/** The forms of addresses on the checkout's page. Invariant: a region that the form offers is one that the API accepts. */
import { expect, test } from 'vitest'
import { addressForms } from '../../../dev/address-forms.ts'
import { allCountries, formatOf, regionCodeOf } from '../../../src/domain/address/format.ts'
import type { AddressForm } from '../../../src/faces/shop/address-form.ts'

// The cast: the function under test writes it.
const forms = JSON.parse(addressForms()) as Readonly<Record<string, AddressForm>>

test('every country has a form, with a street and with each part that its addresses require', () => {
  expect(Object.keys(forms).toSorted()).toEqual(allCountries().toSorted())
  for (const [country, { parts }] of Object.entries(forms)) {
    const { needsCity, needsRegion, needsPostalCode } = formatOf(country) ?? {}
    const needed = ['A', ...(needsCity ? ['C'] : []), ...(needsRegion ? ['S'] : []), ...(needsPostalCode ? ['Z'] : [])]
    expect(
      needed.filter((part) => !parts.includes(part)),
      country,
    ).toEqual([])
  }
})

test('the names of every region are recognized as that region', () => {
  const wrong = Object.entries(forms).flatMap(([country, { regions = [] }]) =>
    regions.flatMap(([code, ...names]) =>
      names.filter((name) => regionCodeOf(country, name) !== code).map((name) => `${country} ${code} ${name}`),
    ),
  )
  expect(wrong).toEqual([])
})

test('parts stand in the order in which the country writes them', () => {
  expect(forms.CN?.parts).toBe('SCAZ')
  expect(forms.US?.parts).toBe('ACSZ')
  expect(forms.DE?.parts).toBe('AZC')
  expect(forms.SG?.parts).toBe('AZ')
  expect(forms.JP?.regions?.[0]).toEqual(['01', '北海道', 'Hokkaido'])
})
