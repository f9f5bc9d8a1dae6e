/**
 * Addresses by the formats of their countries. Invariant: no field is required that the country's post does not need.
 */
import { describe, expect, test } from 'vitest'
import { checkAddress } from '../../../src/domain/address/address.ts'
import { regionCodeOf, regionKey } from '../../../src/domain/address/format.ts'

const at = (country: string, fields: object = {}) =>
  checkAddress({ name: 'Lin', line1: 'Street 1', city: 'City', country, ...fields })
const faultsOf = (country: string, fields: object = {}) => {
  const checked = at(country, fields)
  return checked.ok ? [] : checked.faults.map(({ path, message }) => `${path} ${message}`)
}
const addressOf = (country: string, fields: object = {}) => {
  const checked = at(country, fields)
  return checked.ok ? checked.address : checked.faults
}

describe('a postal code', () => {
  test.each(['HK', 'AE', 'QA', 'PA', 'IE', 'AO', 'JM', 'BO', 'FJ', 'ZW', 'MO'])(
    'a postal code is not required in %s',
    (country) => {
      const fields = country === 'JM' ? { region: 'Kingston' } : {}
      expect(faultsOf(country, fields)).toEqual([])
      expect(faultsOf(country, { ...fields, postalCode: '' })).toEqual([])
    },
  )

  test.each([
    ['US', { region: 'CA' }, 'postalCode is required in US, such as 95014'],
    ['DE', {}, 'postalCode is required in DE, such as 26133'],
    ['GB', { postalCode: '12345' }, 'postalCode is not a postal code of GB, such as EC1Y 8SY'],
    ['US', { region: 'CA', postalCode: '9501' }, 'postalCode is not a postal code of US, such as 95014'],
    ['IE', { postalCode: '12345' }, 'postalCode is not a postal code of IE, such as A65 F4E2'],
  ])('a postal code is required and checked in %s', (country, fields, message) => {
    expect(faultsOf(country, fields)).toEqual([message])
  })

  test.each([
    ['GB', 'sw1a1aa', 'SW1A 1AA'],
    ['PL', '00950', '00-950'],
    ['PT', '2725079', '2725-079'],
    ['CZ', '10000', '100 00'],
    ['NL', '1234ab', '1234 AB'],
    ['CA', ' h3z  2y7 ', 'H3Z 2Y7'],
    ['DE', 'D-10115', 'D-10115'],
    ['LV', '1010', '1010'],
    ['JP', '１５４-００２３', '154-0023'],
    ['US', '22162-1010', '22162-1010'],
    ['US', '22162\u20131010', '22162-1010'],
    ['JP', '〒154−0023', '154-0023'],
    ['JP', '154ー0023', '154-0023'],
  ])('a postal code in %s may be written as %j', (country, postalCode, stored) => {
    const regions: Readonly<Record<string, string>> = { CA: 'QC', JP: 'Tokyo', US: 'VA' }
    const region = regions[country]
    expect(addressOf(country, { postalCode, ...(region && { region }) })).toMatchObject({ postalCode: stored })
  })
})

describe('a country', () => {
  test.each([
    ['UK', 'GB'],
    ['USA', 'US'],
    ['united kingdom', 'GB'],
    ['China', 'CN'],
    ['德国', 'DE'],
  ])('a country that is written as %s is refused, and the message names its code', (written, code) => {
    expect(faultsOf(written)).toEqual([`country is not an ISO 3166-1 country code; did you mean ${code}?`])
  })

  test.each(['ZZ', 'XX', '1', 'Atlantis', '__proto__'])(
    'the country %s, which does not exist, is refused',
    (written) => {
      expect(faultsOf(written)).toEqual(['country is not a two-letter ISO 3166-1 country code, such as GB'])
    },
  )

  test('a country code in lower case is accepted', () => {
    expect(addressOf('qa')).toMatchObject({ country: 'QA' })
  })
})

describe('a region', () => {
  test.each([
    ['US', 'CA', ['ca', 'California', 'CALIFORNIA', 'US-CA', 'us-ca', ' california ']],
    ['US', 'DC', ['D.C.', 'District of Columbia']],
    ['CA', 'QC', ['qc', 'Québec', 'quebec', 'CA-QC']],
    ['CN', '31', ['上海', '上海市', 'Shanghai', 'Shanghai Shi', 'CN-31', 'SH', 'cn-sh']],
    ['CN', '44', ['广东', '广东省', 'Guangdong', 'GD', 'CN-GD']],
    ['CN', '14', ['山西', 'SX', 'CN-SX']],
    ['CN', '61', ['陕西', 'SN', 'CN-SN']],
    ['JP', '13', ['東京都', '東京', 'tokyo', 'JP-13']],
    ['AE', 'DU', ['Dubai', 'dubai', 'دبي']],
    ['HK', 'New Territories', ['new territories', '新界']],
    ['BR', 'SP', ['São Paulo', 'sao paulo']],
    ['KR', '44', ['충남', '충청남도', 'Chungcheongnam-do']],
    ['KR', '45', ['전북', '전라북도', '전북특별자치도']],
    ['TW', 'TPE', ['台北市', '臺北市', 'Taipei']],
    ['TW', 'TTT', ['台東縣', '臺東縣']],
    ['TW', 'HSZ', ['新竹市', 'Hsinchu City']],
    ['TW', 'HSQ', ['新竹縣', 'Hsinchu County']],
    ['IN', 'JK', ['Jammu & Kashmir', 'Jammu and Kashmir']],
    ['IN', 'AN', ['Andaman & Nicobar', 'Andaman and Nicobar Islands']],
    ['CN', '65', ['新疆', '新疆维吾尔自治区', 'Xinjiang']],
    ['CN', '15', ['内蒙古', 'Inner Mongolia']],
    ['CN', '54', ['西藏', 'Tibet']],
    ['MX', 'CMX', ['Ciudad de México', 'CDMX']],
    ['MX', 'COA', ['Coahuila de Zaragoza', 'Coahuila']],
    ['MX', 'MEX', ['Estado de México', 'México']],
    ['CA', 'NL', ['Newfoundland and Labrador', 'Newfoundland & Labrador', 'Newfoundland']],
    ['US', 'DC', ['Washington, D.C.', 'Washington DC']],
    ['ES', 'BI', ['Vizcaya', 'Bizkaia', 'Biscay']],
    ['ES', 'PM', ['Illes Balears', 'Baleares', 'Balearic Islands']],
    ['IN', 'OR', ['Odisha', 'Orissa', 'OD', 'IN-OD']],
    ['IN', 'UT', ['Uttarakhand', 'Uttaranchal', 'UK']],
    ['IT', 'AO', ['Aosta', 'Valle d’Aosta', "Valle d'Aosta", 'Aosta Valley']],
    ['IT', 'BZ', ['Bolzano', 'Bozen', 'Südtirol']],
    ['IT', 'MI', ['Milano', 'Milan', 'MI']],
  ])('a region in %s is stored as %s in every spelling', (country, code, spellings) => {
    for (const spelling of spellings) expect(regionCodeOf(country, spelling), spelling).toBe(code)
  })

  test('a region is stored as it was written, beside its code', () => {
    const fields = { region: 'california', postalCode: '95014' }
    expect(addressOf('US', fields)).toMatchObject({ region: 'california', regionCode: 'CA' })
  })

  test('a region is required where addresses need one, and an unknown one is refused', () => {
    expect(faultsOf('US', { postalCode: '95014' })).toEqual([
      'region is required in US; write its code, such as AL, or its name',
    ])
    expect(faultsOf('US', { region: 'Kalifornia', postalCode: '95014' })).toEqual([
      'region is not a region of US; write its code, such as AL, or its name',
    ])
  })

  test('a city that is itself a region needs no region', () => {
    expect(addressOf('CN', { city: '上海', postalCode: '200000' })).toMatchObject({ regionCode: '31' })
    expect(addressOf('AE', { city: 'Dubai' })).toMatchObject({ regionCode: 'DU' })
    expect(addressOf('ES', { city: 'Madrid', region: 'Comunidad de Madrid', postalCode: '28001' })).toMatchObject({
      region: 'Comunidad de Madrid',
      regionCode: 'M',
    })
  })

  test('a city in the United States never counts as a region, because cities are named after other states', () => {
    const inState = (city: string, region?: string) => faultsOf('US', { city, region, postalCode: '20001' })
    expect(inState('Washington')).toHaveLength(1)
    expect(inState('Nevada', 'Misouri')).toHaveLength(1)
    expect(addressOf('US', { city: 'Washington', region: 'DC', postalCode: '20001' })).toMatchObject({
      regionCode: 'DC',
    })
  })

  test('regions of a country without a list are compared by name, without regard to case or diacritics', () => {
    expect(regionKey('DE', 'DE-BE')).toBe(regionKey('DE', 'be'))
    expect(regionKey('DE', 'Thüringen')).toBe(regionKey('DE', 'THURINGEN'))
    expect(regionKey('DE', 'Bayern')).not.toBe(regionKey('DE', 'Berlin'))
  })
})

describe('an address', () => {
  test('an address needs no city in Singapore, and needs one elsewhere', () => {
    expect(addressOf('SG', { city: undefined, postalCode: '546080' })).not.toHaveProperty('city')
    expect(faultsOf('DE', { city: '', postalCode: '10115' })).toEqual(['city is required in DE'])
  })

  test('an address has only the fields that were given', () => {
    expect(Object.keys(addressOf('QA', { region: '', phone: undefined })).toSorted()).toEqual([
      'city',
      'country',
      'line1',
      'name',
    ])
  })

  test('checking an address takes time at most linear in its length', () => {
    const long = 'ა'.repeat(20_000)
    const begun = performance.now()
    for (const field of ['country', 'region', 'postalCode', 'city']) at('US', { [field]: long })
    expect(performance.now() - begun).toBeLessThan(500)
  })
})
