/** Sample price rules, one of each kind, with text that is hard to store. */
import type { RuleKind } from '../../../src/domain/pricing/rules.ts'
import type { StoredRule } from '../../../src/domain/pricing/stored.ts'
import { HARD_JSON } from './samples.ts'

const AT = Date.UTC(2026, 10, 24, 9, 0, 0, 123)

const discount = {
  effect: { type: 'percentage', basisPoints: 1_250 },
  conditions: {
    ...{ minSubtotal: 10_000, startsAt: AT, endsAt: null, skus: ['tea', 'TEA'], categories: [], firstOrderOnly: true },
  },
  priority: -3,
  exclusive: false,
} as const

const own: { readonly [Kind in RuleKind]: object } = {
  promotion: discount,
  coupon: {
    ...discount,
    effect: { type: 'buy_x_get_y', buy: 2, get: 1, basisPoints: 10_000 },
    usageLimit: 100,
    usageLimitPerUser: null,
  },
  shipping_rate: {
    ...{ option: 'express', title: { en: HARD_JSON }, countries: ['CN', 'DE'], minSubtotal: 0, maxSubtotal: null },
    ...{ minWeightGrams: 0, maxWeightGrams: 30_000, amount: 1_500, estimatedDays: 2 },
  },
  tax: {
    ...{ title: { en: 'VAT' }, country: 'DE', region: null, categories: ['books'], ratePpm: 70_000 },
    ...{ inclusive: true, onShipping: false },
  },
}

export function rule<Kind extends RuleKind>(kind: Kind, id: string, version: number, more: object = {}) {
  const head = { kind, id, version, description: { en: HARD_JSON, 'zh-CN': '满减' }, isActive: true, isDeleted: false }
  // The cast: the kind decides which of the parts above are combined.
  return { ...head, createdAt: AT, updatedAt: AT + version, ...own[kind], ...more } as unknown as StoredRule<Kind>
}
