/** The document's texts for the shapes that many routes share. */
import { addressSchema } from '../http/address.ts'
import { couponCodeSchema, lineNameSchema, skuSchema, timeSchema } from '../http/shapes.ts'
import { describe, describeFields } from './describe.ts'

describeFields(addressSchema.shape, {
  city: { description: 'Required if addresses of the country have a city.' },
  region: { description: 'The code or name of the region, in upper or lower case: `CA`, `US-CA`, `california`.' },
  postalCode: { description: 'Required and checked if the country has postal codes.' },
  country: { description: 'A two-letter ISO 3166-1 code.' },
})
describe(addressSchema, {
  description: 'The country decides which parts are required, according to the address data that Google maintains.',
  example: { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' },
})

describe(skuSchema, { example: 'iphone-15' })
describe(lineNameSchema, {
  description:
    'A `lineId`, or a SKU if the list has one line of this SKU. If it has several, the answer is 409 `ambiguous_line`.',
  example: 'iphone-15',
})
describe(couponCodeSchema, { description: 'Codes are not case-sensitive.', example: 'SPRING-10' })
describe(timeSchema, { description: 'A time in RFC 3339, in UTC.', example: '2026-11-22T08:00:00.000Z' })
