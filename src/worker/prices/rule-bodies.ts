/**
 * Converts price rules to and from the bodies that admins send and read, for every kind. Invariant: the body of a rule
 * makes the same rule again.
 */

import { RULE_FORMS, type RuleBody } from '../../contract/http/price-rules.ts'
import { timeOf } from '../../contract/http/shapes.ts'
import type { FieldError } from '../../contract/problem.ts'
import { faultsOf } from '../../domain/pricing/faults.ts'
import type { Discount, Effect, PriceRule, RuleKind } from '../../domain/pricing/rules.ts'
import type { RuleOf, StoredRule } from '../../domain/pricing/stored.ts'
import { accept, type Result, refuse } from '../../domain/result.ts'

/** The fields that only this kind of rule has. */
type Own<Rule> = Omit<
  Rule,
  'kind' | 'id' | 'description' | 'isActive' | 'isDeleted' | 'version' | 'createdAt' | 'updatedAt'
>

const SHARES = 100
const PPM = 10_000

const own: { readonly [Kind in RuleKind]: (body: RuleBody<Kind>) => Own<RuleOf<Kind>> } = {
  promotion: discountOf,
  coupon: ({ usageLimit, usageLimitPerUser, ...body }) => ({ ...discountOf(body), usageLimit, usageLimitPerUser }),
  shipping_rate({ description: _, isActive: __, ...body }) {
    const { minSubtotal, maxSubtotal, amount } = body
    return {
      ...body,
      minSubtotal: minSubtotal?.amount ?? 0,
      maxSubtotal: maxSubtotal?.amount ?? null,
      amount: amount.amount,
    }
  },
  tax: ({ description: _, isActive: __, ratePercent, ...body }) => ({
    ...body,
    ratePpm: Math.round(ratePercent * PPM),
  }),
}

function discountOf({ effect, priority, exclusive, ...body }: RuleBody<'promotion'>): Own<Discount> {
  const { minSubtotal, startsAt, endsAt, skus, categories, firstOrderOnly } = body
  const conditions = {
    ...{ skus, categories, firstOrderOnly },
    minSubtotal: minSubtotal?.amount ?? 0,
    startsAt: startsAt === null ? null : Date.parse(startsAt),
    endsAt: endsAt === null ? null : Date.parse(endsAt),
  }
  return { effect: effectOf(effect), conditions, priority, exclusive }
}

function effectOf(effect: RuleBody<'promotion'>['effect']): Effect {
  if (effect.type === 'free_shipping') return effect
  if (effect.type === 'fixed') return { ...effect, amount: effect.amount.amount }
  const { percent, ...same } = effect
  return { ...same, basisPoints: Math.round(percent * SHARES) }
}

/** Makes a rule with version and times set to 0. A refusal lists all faulty fields. */
export function ruleOf<Kind extends RuleKind>(
  kind: Kind,
  id: string,
  body: RuleBody<Kind>,
  currency: string,
): Result<StoredRule<Kind>, readonly FieldError[]> {
  const { description, isActive }: RuleBody = body
  const stamps = { version: 0, createdAt: 0, updatedAt: 0 }
  // The cast: TypeScript does not see that the parts of a kind make that kind.
  const rule = {
    kind,
    id,
    description,
    isActive,
    isDeleted: false,
    ...own[kind](body),
    ...stamps,
  } as unknown as StoredRule<Kind>
  const errors = [...foreignAmounts(body, currency), ...faultsOf(rule)]
  return errors.length > 0 ? refuse(errors) : accept(rule)
}

/** Finds amounts in another currency than the deployment's, at any depth. */
function foreignAmounts(value: object, currency: string, above = ''): readonly FieldError[] {
  return Object.entries(value).flatMap(([field, inner]: [string, unknown]) => {
    const path = `${above}${field}`
    if (typeof inner !== 'object' || inner === null) return []
    if (!('amount' in inner && 'currency' in inner)) return foreignAmounts(inner, currency, `${path}.`)
    return inner.currency === currency ? [] : [{ path, message: `must be in ${currency}` }]
  })
}

/** All fields of the rule that admins may change. */
export function bodyOf(rule: PriceRule, currency: string): RuleBody {
  const money = (amount: number) => ({ amount, currency })
  const moneyOrNull = (amount: number | null) => (amount === null ? null : money(amount))
  const { description, isActive } = rule
  if (rule.kind === 'tax') {
    const { title, country, region, categories, ratePpm, inclusive, onShipping } = rule
    const same = { title, country, region, categories: [...categories], inclusive, onShipping }
    return { description, isActive, ...same, ratePercent: ratePpm / PPM }
  }
  if (rule.kind === 'shipping_rate') {
    const { option, title, countries, minSubtotal, maxSubtotal, amount, ...rest } = rule
    const { minWeightGrams, maxWeightGrams, estimatedDays } = rest
    return {
      ...{ description, isActive, option, title, countries: [...countries], minWeightGrams, maxWeightGrams },
      ...{ minSubtotal: moneyOrNull(minSubtotal || null), maxSubtotal: moneyOrNull(maxSubtotal) },
      ...{ amount: money(amount), estimatedDays },
    }
  }
  const { effect, conditions, priority, exclusive } = rule
  const { minSubtotal, startsAt, endsAt, skus, categories, firstOrderOnly } = conditions
  return {
    ...{ description, isActive, effect: effectBody(effect, money), minSubtotal: moneyOrNull(minSubtotal || null) },
    ...{ startsAt: startsAt === null ? null : timeOf(startsAt), endsAt: endsAt === null ? null : timeOf(endsAt) },
    ...{ skus: [...skus], categories: [...categories], firstOrderOnly, priority, exclusive },
    ...(rule.kind === 'coupon' && { usageLimit: rule.usageLimit, usageLimitPerUser: rule.usageLimitPerUser }),
  }
}

function effectBody(effect: Effect, money: (amount: number) => { amount: number; currency: string }) {
  if (effect.type === 'free_shipping') return effect
  if (effect.type === 'fixed') return { ...effect, amount: money(effect.amount) }
  const { basisPoints, ...same } = effect
  return { ...same, percent: basisPoints / SHARES }
}

/** The complete body of a rule: the given fields over the defaults of the kind. */
export function completed<Kind extends RuleKind>(kind: Kind, given: object): RuleBody<Kind> {
  // The cast: the given fields and the defaults together form a complete body.
  return { ...RULE_FORMS[kind].defaults, ...given } as RuleBody<Kind>
}
