/**
 * Checks an address by the format of its country. Pure. Stored addresses are not checked again, so those of older
 * orders stay as they are.
 */
import { plainDashes, trimmed } from '../pasted.ts'
import { type AddressFormat, countryCode, countryMeant, formatOf, regionCodeOf } from './format.ts'

export type Address = {
  readonly name: string
  readonly line1: string
  readonly line2?: string
  /** Absent in countries whose addresses have no city, such as Singapore. */
  readonly city?: string
  /** As the shopper wrote it. */
  readonly region?: string
  /** The code of the region, recognized in `region` or in a city that is itself a region. */
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

/** The part of an address that decides on shipping and taxes. */
export type Destination = Pick<Address, 'country' | 'region' | 'regionCode' | 'postalCode'>

export type CheckedDestination =
  | { readonly ok: true; readonly destination: Destination }
  | { readonly ok: false; readonly fault: AddressFault }

/** Checks the country, and recognizes the region if it can. */
export function checkDestination({
  country: given,
  region,
  postalCode,
}: Pick<AddressInput, 'country' | 'region' | 'postalCode'>): CheckedDestination {
  const country = countryCode(given)
  if (!formatOf(country)) return { ok: false, fault: fault('country', countryFault(given) ?? '') }
  const regionCode = region ? regionCodeOf(country, region) : null
  const optional = { ...(region && { region }), ...(regionCode && { regionCode }), ...(postalCode && { postalCode }) }
  return { ok: true, destination: { country, ...optional } }
}

export function checkAddress(given: AddressInput): CheckedAddress {
  const country = countryCode(given.country)
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
  // Empty optional fields are left out, because the type requires absent fields.
  const present = Object.fromEntries(Object.entries(optional).filter(([, value]) => value)) as Partial<Address>
  return { ok: true, address: { name, line1, ...present, country } }
}

/** Upper-cases the code and writes plain hyphens. Japanese keyboards write `ー` for a hyphen, and `〒` may come first. */
function postalCodeIn(given: string): string {
  return plainDashes(given.normalize('NFKC').toUpperCase())
    .replace(/ー/g, '-')
    .replace(/〒/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * Adds the separator that the country's codes have before their end, if it is missing (`00950` becomes `00-950` in
 * Poland).
 */
function separated(given: string, { postalCode }: AddressFormat): string {
  const [, separator, tail] = /([ -])([^ -]+)$/.exec(postalCode?.example ?? '') ?? []
  if (!postalCode || !separator || !tail || /[ -]/.test(given) || given.length <= tail.length) return given
  const text = `${given.slice(0, -tail.length)}${separator}${given.slice(-tail.length)}`
  return postalCode.pattern.test(text) ? text : given
}

/** Cities in this country are often named after another state, which has other taxes: Washington, Nevada (Missouri). */
const CITIES_NAMED_AFTER_OTHERS: ReadonlySet<string> = new Set(['US'])

/** Reads the region from its own field, otherwise from a city that is itself a region (上海, Dubai, Madrid). */
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
  // Mail in a country without postal codes, such as Hong Kong, needs any one name of a place.
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

/** The code with and without separators, and without a country prefix (`D-10115`, `LV-1010`). */
function spellings(country: string, given: string, { source }: RegExp): readonly string[] {
  const bare = given.replace(/^[A-Z]{1,2}-/, '')
  const compact = bare.replace(/[\s-]/g, '')
  const prefixed = source.includes(country) ? [`${country}-${compact}`, `${country}${compact}`] : []
  return [given, bare, compact, ...prefixed]
}

/** Describes the fault of a country code and names the right code where possible; null for a valid code. */
export function countryFault(given: string): string | null {
  if (formatOf(countryCode(given))) return null
  const meant = countryMeant(trimmed(given))
  if (meant) return `is not an ISO 3166-1 country code; did you mean ${meant}?`
  return 'is not a two-letter ISO 3166-1 country code, such as GB'
}

function fault(path: AddressFault['path'], message: string): AddressFault {
  return { path, message }
}
