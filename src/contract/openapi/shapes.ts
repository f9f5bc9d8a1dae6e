/** The document's texts for shapes that many routes share. */
import { addressSchema } from '../http/address.ts'
import { couponCodeSchema, lineNameSchema, skuSchema, timeSchema } from '../http/shapes.ts'
import { describe, describeFields } from './describe.ts'

describeFields(addressSchema.shape, {
  city: { description: 'Needed where addresses of the country have one.' },
  region: { description: 'Its code or its name, in any case: `CA`, `US-CA`, `california`.' },
  postalCode: { description: 'Needed, and checked, where the country has postal codes.' },
  country: { description: 'ISO 3166-1, two letters.' },
})
describe(addressSchema, {
  description: 'The country decides which parts are needed, by the address data that Google maintains.',
  example: { name: '林小雨', line1: '中山路 1 号', city: '上海', postalCode: '200000', country: 'CN' },
})

describe(skuSchema, { example: 'iphone-15' })
describe(lineNameSchema, {
  description: 'A SKU where the list has one line of it (409 `ambiguous_line` where it has several), or a `lineId`.',
  example: 'iphone-15',
})
describe(couponCodeSchema, { description: 'Upper and lower case are the same.', example: 'SPRING-10' })
describe(timeSchema, { description: 'RFC 3339, UTC', example: '2026-11-22T08:00:00.000Z' })
