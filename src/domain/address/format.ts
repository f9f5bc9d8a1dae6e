/**
 * The parts that an address of a country needs, from the generated table (formats.txt). The table is a static file, because
 * it is large and few requests need it: read it before the first address. A country is parsed at its first lookup.
 * Invariant: codes are those of ISO 3166-1; a region's code is the same for every spelling of the region.
 */
import { trimmed } from '../pasted.ts'
import { foldRegion, foldWholeRegion } from './region-name.ts'

export interface AddressFormat {
  readonly needsCity: boolean
  readonly needsRegion: boolean
  readonly needsPostalCode: boolean
  /** Null where no postal codes are in use. */
  readonly postalCode: { readonly pattern: RegExp; readonly example: string } | null
  /** Codes of the regions, keyed by code and by folded name; empty where addresses need no region. */
  readonly regions: ReadonlyMap<string, string>
}

const PLAIN: AddressFormat = {
  needsCity: true,
  needsRegion: false,
  needsPostalCode: false,
  postalCode: null,
  regions: new Map(),
}

let lines: ReadonlyMap<string, string> | null = null
let names: ReadonlyMap<string, string> | null = null
const formats = new Map<string, AddressFormat>()

export function hasAddressFormats(): boolean {
  return lines !== null
}

/** @param table the text of formats.txt */
export function readAddressFormats(table: string): void {
  const written = table.split('\n').filter((line) => /^[A-Z]{2}/.test(line))
  lines = new Map(written.map((line) => [line.slice(0, 2), line.slice(3)]))
}

/** The code as it is stored: without invisible characters, in capitals of normal width. */
export function countryCode(text: string): string {
  return trimmed(text.normalize('NFKC')).toUpperCase()
}

/**
 * Null when the code is not a country.
 * @param country in capitals
 */
export function formatOf(country: string): AddressFormat | null {
  const line = linesByCountry().get(country)
  if (line === undefined) return null
  const known = formats.get(country) ?? (line === '' ? PLAIN : read(line))
  formats.set(country, known)
  return known
}

/** The codes of all countries. */
export function allCountries(): readonly string[] {
  return [...linesByCountry().keys()]
}

function linesByCountry(): ReadonlyMap<string, string> {
  if (lines === null) throw new Error('the address formats have not been read')
  return lines
}

function read(line: string): AddressFormat {
  const needed = line.slice(0, line.indexOf('|')) || 'C'
  // Only the pattern may contain the separator, so split at the first and the last one.
  const postal = line.slice(line.indexOf('|') + 1, line.lastIndexOf('|'))
  const [example = '', pattern] = postal.split(' ~ ')
  const regions = new Map<string, string>()
  for (const region of line.slice(line.lastIndexOf('|') + 1).split(';')) {
    const [code = '', names = ''] = region.split(':')
    if (code === '') continue
    regions.set(code, code)
    for (const name of [foldRegion(code), ...names.split('/')]) if (name !== '') regions.set(name, code)
  }
  return {
    needsCity: needed.includes('C'),
    needsRegion: needed.includes('S'),
    needsPostalCode: needed.includes('Z'),
    postalCode: pattern === undefined ? null : { pattern: new RegExp(`^(?:${pattern})$`), example },
    regions,
  }
}

/** Common wrong codes and the codes of the standard. */
const COMMON_MISTAKES: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR', USA: 'US', UAE: 'AE', PRC: 'CN' }
const NAMES_IN = ['en', 'zh']

/** The country that this name or code of another standard means; null when there is none. */
export function countryMeant(text: string): string | null {
  names ??= countryNames()
  return COMMON_MISTAKES[text.toUpperCase()] ?? names.get(text.toLowerCase()) ?? null
}

/** Country names from `Intl`, by code. */
function countryNames(): ReadonlyMap<string, string> {
  const codes = allCountries()
  return new Map(
    NAMES_IN.flatMap((language) => {
      const known = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
      return codes.map((code) => [known.of(code)?.toLowerCase() ?? code, code] as const)
    }),
  )
}

/**
 * The code of a region of the country from its code (`ca`, `US-CA`) or name (`california`); null for an unknown one.
 */
export function regionCodeOf(country: string, text: string): string | null {
  const regions = formatOf(country)?.regions
  if (!regions || regions.size === 0) return null
  const own = withoutCountry(country, text)
  const code = own.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return regions.get(code) ?? regions.get(foldWholeRegion(own)) ?? regions.get(foldRegion(own)) ?? null
}

/** The key by which rules for a region compare: the same for every spelling of the region. */
export function regionKey(country: string, text: string): string {
  return regionCodeOf(country, text) ?? foldRegion(withoutCountry(country, text))
}

function withoutCountry(country: string, text: string): string {
  const plain = text.normalize('NFKC').trim()
  const isPrefixed = plain.slice(0, 2).toUpperCase() === country && /^[-_ .]/.test(plain.slice(2))
  return isPrefixed ? plain.slice(3) : plain
}
