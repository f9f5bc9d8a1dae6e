/** Shipping rates that a cheaper rate for any country undercuts. */
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
  ['a rate without others undercuts nothing', [], []],
  [
    'a rate undercuts a dearer one, for one country or for any',
    [rate('post', { countries: ['DE'] }), rate('express')],
    ['express', 'post'],
  ],
  [
    'a rate undercuts none with the same amount, and none that is disabled',
    [rate('pickup', { amount: 0 }), rate('old', { isActive: false })],
    [],
  ],
  [
    'a rate does not undercut one of its own option that names countries, because it is not offered there',
    [rate('de', { option: 'standard', countries: ['DE'] })],
    [],
  ],
  [
    'a rate undercuts another option only where no rate of its own option names the country',
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
