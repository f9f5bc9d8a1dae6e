/** Rates that a cheaper rate for any country undercuts. */
import { expect, test } from 'vitest'
import type { ShippingRate } from '../../../src/domain/pricing/rules.ts'
import { undercutBy } from '../../../src/domain/pricing/shipping.ts'

const rate = (id: string, fields: Partial<ShippingRate> = {}): ShippingRate => ({
  ...{ kind: 'shipping_rate', id, title: {}, description: {}, isActive: true, option: id, countries: [] },
  ...{
    version: 1,
    createdAt: 0,
    updatedAt: 0,
    minSubtotal: 0,
    maxSubtotal: null,
    minWeightGrams: 0,
    maxWeightGrams: null,
    amount: 500,
    estimatedDays: 3,
  },
  ...fields,
})
const FREE = rate('standard', { amount: 0 })

test.each<[string, ShippingRate[], string[]]>([
  ['nothing where it stands alone', [], []],
  [
    'a dearer rate, for one country or for any',
    [rate('post', { countries: ['DE'] }), rate('express')],
    ['express', 'post'],
  ],
  ['none that costs as much, or is disabled', [rate('pickup', { amount: 0 }), rate('old', { isActive: false })], []],
  [
    'none of its own option that names countries: it is not offered there',
    [rate('de', { option: 'standard', countries: ['DE'] })],
    [],
  ],
  [
    'another option only where none of its own names the country',
    [
      rate('de', { option: 'standard', countries: ['DE'] }),
      rate('post', { countries: ['DE'] }),
      rate('air', { countries: ['DE', 'FR'] }),
    ],
    ['air'],
  ],
])('%s', (_, others, wanted) => {
  expect(undercutBy(FREE, [FREE, ...others])).toEqual(wanted)
})
