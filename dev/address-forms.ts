/**
 * Makes the static file from which the checkout's page knows the form of an address in each country: the order of its
 * parts and the names of its regions, from Google's address data (libaddressinput, CC-BY 4.0).
 */
import type { AddressForm, RegionName } from '../src/faces/shop/address-forms.ts'
import { type Country, countriesOf } from './address-formats.ts'

/** The order of a country without one of its own: a street and a city. */
const PLAIN = '%A%C'

/** The text of the file: the forms by country, in JSON. */
export function addressForms(): string {
  return JSON.stringify(Object.fromEntries(countriesOf().map((country) => [country.key, formOf(country)])))
}

function formOf({
  require = '',
  fmt = PLAIN,
  lang = '',
  state_name_type = 'province',
  ...country
}: Country): AddressForm {
  const hasRegion = require.includes('S')
  const written = [...fmt.matchAll(/%([ACSZ])/g)]
    .map(([, part = '']) => part)
    .filter((part) => part !== 'S' || hasRegion)
  // Chinese addresses begin with the postal code on an envelope, but shoppers fill it in last.
  const isLast = lang.startsWith('zh') && written[0] === 'Z'
  const parts = (isLast ? [...written.slice(1), 'Z'] : written).join('')
  if (!hasRegion) return { parts }
  return { parts, regionKind: state_name_type, regions: (country.sub_regions ?? []).map(nameOf) }
}

function nameOf({ key, name }: NonNullable<Country['sub_regions']>[number]): RegionName {
  const own = name.default ?? key
  const isName = /^[A-Z][a-z]/.test(key)
  return [key, own, name.latin ?? (isName ? key : own)]
}
