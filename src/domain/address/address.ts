/**
 * An address as the post of its country takes it. Pure. Stored addresses are not checked again: those of older orders
 * stay as they are.
 */
import { plainDashes } from '../pasted.ts'
import { type AddressFormat, countryMeant, formatOf, regionCodeOf } from './format.ts'

export type Address = {
  readonly name: string
  readonly line1: string
  readonly line2?: string
  /** Missing where the country's addresses have none, as in Singapore. */
  readonly city?: string
  /** As the shopper wrote it. */
  readonly region?: string
  /** The code of the region that was recognized; `region`, or a city that is a region, is its spelling. */
  readonly regionCode?: string
  readonly postalCode?: string
  readonly country: string
  readonly phone?: string
}

export type AddressInput = { readonly [Field in Exclude<keyof Address, 'regionCode'>]?: string | undefined } & {
  readonly name: string
  readonly line1: string
  readonly country: string
}

export interface AddressFault {
  readonly path: 'country' | 'city' | 'region' | 'postalCode'
  readonly message: string
}

export type CheckedAddress =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly faults: readonly AddressFault[] }

export function checkAddress(given: AddressInput): CheckedAddress {
  const country = given.country.normalize('NFKC').trim().toUpperCase()
  const format = formatOf(country)
  if (!format) return { ok: false, faults: [fault('country', countryFault(given.country) ?? '')] }
  const postalCode = given.postalCode && separated(postalCodeIn(given.postalCode), format)
  const regionCode = regionOf(country, given)
  const faults = [
    ...(format.needsCity && !given.city ? [fault('city', `is required in ${country}`)] : []),
    ...regionFaults(country, format, given, regionCode),
    ...postalFaults(country, format, postalCode),
  ]
  if (faults.length > 0) return { ok: false, faults }
  const { name, line1, line2, city, region, phone } = given
  const optional = { line2, city, region, regionCode: regionCode ?? undefined, postalCode, phone }
  // Fields that were not given are left out, as the type says.
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value)) as Partial<Address>
  return { ok: true, address: { name, line1, ...present, country } }
}

/** In capitals and with plain hyphens; a Japanese keyboard writes `ー` for one, and the sign of the post before it. */
function postalCodeIn(given: string): string {
  return plainDashes(given.normalize('NFKC').toUpperCase())
    .replace(/ー/g, '-')
    .replace(/〒/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** With the separator that the country's codes have before their end (`00950` is `00-950` in Poland), if it has none. */
function separated(given: string, { postalCode }: AddressFormat): string {
  const [, separator, tail] = /([ -])([^ -]+)$/.exec(postalCode?.example ?? '') ?? []
  if (!postalCode || !separator || !tail || /[ -]/.test(given) || given.length <= tail.length) return given
  const text = `${given.slice(0, -tail.length)}${separator}${given.slice(-tail.length)}`
  return postalCode.pattern.test(text) ? text : given
}

/** Cities there are often named after another state, whose taxes are others: Washington, Nevada (Missouri). */
const CITIES_NAMED_AFTER_OTHERS: ReadonlySet<string> = new Set(['US'])

/** A region's own field says it; else the city does where it is a region itself (上海, Dubai, Madrid). */
function regionOf(country: string, { region, city }: AddressInput): string | null {
  const own = region ? regionCodeOf(country, region) : null
  if (own !== null || CITIES_NAMED_AFTER_OTHERS.has(country)) return own
  return city ? regionCodeOf(country, city) : null
}

function regionFaults(
  country: string,
  { needsRegion, postalCode, regions }: AddressFormat,
  { region, city }: AddressInput,
  code: string | null,
): readonly AddressFault[] {
  // Without postal codes, as in Hong Kong, letters arrive by whatever place is named.
  if (!needsRegion || code !== null || (postalCode === null && (region || city))) return []
  const [example] = regions.keys()
  const like = example === undefined ? '' : `; write its code, such as ${example}, or its name`
  return [fault('region', region ? `is not a region of ${country}${like}` : `is required in ${country}${like}`)]
}

function postalFaults(country: string, format: AddressFormat, given: string | undefined): readonly AddressFault[] {
  const { postalCode, needsPostalCode } = format
  const like = postalCode?.example ? `, such as ${postalCode.example}` : ''
  if (!given) return needsPostalCode ? [fault('postalCode', `is required in ${country}${like}`)] : []
  if (!postalCode || spellings(country, given, postalCode.pattern).some((text) => postalCode.pattern.test(text)))
    return []
  return [fault('postalCode', `is not a postal code of ${country}${like}`)]
}

/** With and without separators, and the country's letters before it (`D-10115`, `LV-1010`). */
function spellings(country: string, given: string, { source }: RegExp): readonly string[] {
  const bare = given.replace(/^[A-Z]{1,2}-/, '')
  const compact = bare.replace(/[\s-]/g, '')
  const prefixed = source.includes(country) ? [`${country}-${compact}`, `${country}${compact}`] : []
  return [given, bare, compact, ...prefixed]
}

/** Says what is wrong with a country's code, and names the right one where it can; null for a right one. */
export function countryFault(given: string): string | null {
  if (formatOf(given)) return null
  const meant = countryMeant(given.trim())
  if (meant) return `is not an ISO 3166-1 country code; did you mean ${meant}?`
  return 'is not a two-letter ISO 3166-1 country code, such as GB'
}

function fault(path: AddressFault['path'], message: string): AddressFault {
  return { path, message }
}
