/** Checks that the fields of a rule fit together, because a schema checks only single fields. Pure. */
import type { PriceRule } from './rules.ts'

export interface RuleFault {
  /** The path of the field in the request body that creates the rule. */
  readonly path: string
  readonly message: string
}

export function faultsOf(rule: PriceRule): readonly RuleFault[] {
  if (rule.kind === 'tax') return []
  if (rule.kind === 'shipping_rate') {
    return [
      ...notAbove('maxSubtotal', rule.minSubtotal, rule.maxSubtotal),
      ...notAbove('maxWeightGrams', rule.minWeightGrams, rule.maxWeightGrams),
    ]
  }
  const { effect, conditions } = rule
  const isEndless = effect.type === 'fixed' && effect.every && conditions.minSubtotal === 0
  return [
    ...notAbove('endsAt', conditions.startsAt ?? Number.NEGATIVE_INFINITY, conditions.endsAt),
    ...(isEndless ? [{ path: 'effect.every', message: 'requires a minSubtotal above 0' }] : []),
  ]
}

function notAbove(path: string, from: number, to: number | null): readonly RuleFault[] {
  return to === null || to > from ? [] : [{ path, message: 'must be greater than the start of the range' }]
}
