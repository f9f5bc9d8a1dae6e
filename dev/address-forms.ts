/**
 * Makes the static file from which the checkout's page knows the form of an address in each country: the order of its
 * parts and the names of its regions, from Google's address data (libaddressinput, CC-BY 4.0).
 */

import { readAddressFormats, regionCodeOf } from '../src/domain/address/format.ts'
import type { AddressForm, RegionName } from '../src/faces/shop/address-form.ts'
import { addressFormats, type Country, countriesOf } from './address-formats.ts'

/** The order of a country without one of its own: a street and a city. */
const PLAIN = '%A%C'

/** The text of the file: the forms by country, in JSON. */
export function addressForms(): string {
  readAddressFormats(addressFormats())
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
  return { parts, regionKind: state_name_type, regions: namesOf(country.key, country.sub_regions ?? []) }
}

function namesOf(country: string, regions: NonNullable<Country['sub_regions']>): readonly RegionName[] {
  return regions.map(({ key, name }) => {
    const own = name.default ?? key
    const latin = name.latin ?? (/^[A-Z][a-z]/.test(key) ? key : own)
    // The API reads the shorter form of a name: in Indonesia "Riau Islands" would be Riau, which is another region.
    return [key, own, regionCodeOf(country, latin) === key ? latin : own]
  })
}
