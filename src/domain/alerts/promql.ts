/**
 * Expressions and conditions as PromQL. Invariant: every expression sums its series up, so both sides of a division or
 * comparison have the same labels: those of `by`, and none without it.
 */
import { PREFIX } from '../metrics/catalogue.ts'
import { type Condition, DAY, type Expression, HOUR, MINUTE, type Selection } from './expression.ts'

export interface Grouping {
  /** Labels that stay apart; dashboards draw a line for each of their values. */
  readonly by?: readonly string[]
  /** Replaces the windows, such as `$__rate_interval`. */
  readonly window?: string
  /** Further matchers for every series, such as `deployment=~"$deployment"`. */
  readonly matchers?: readonly string[]
}

export function promqlOf(expression: Expression, grouping: Grouping = {}): string {
  const { by = [] } = grouping
  const window = 'window' in expression ? `[${grouping.window ?? durationOf(expression.window)}]` : ''
  switch (expression.op) {
    case 'increase':
    case 'rate':
      return `sum${byOf(by)}(${expression.op}(${selectorOf(expression.of, '', grouping)}${window}))`
    case 'greater': {
      const { metric, where } = expression.of
      const increaseIn = (le: string) => {
        const bucket = selectorOf({ metric, where: { ...where, le: [le] } }, '_bucket', grouping)
        return `sum${byOf(by)}(increase(${bucket}${window}))`
      }
      return `(${increaseIn('+Inf')} - ${increaseIn(String(expression.than))})`
    }
    case 'quantile': {
      const buckets = `rate(${selectorOf(expression.of, '_bucket', grouping)}${window})`
      return `histogram_quantile(${expression.q}, sum${byOf(['le', ...by])}(${buckets}))`
    }
    case 'max':
    case 'sum':
      return `${expression.op}${byOf(by)}(${selectorOf(expression.of, '', grouping)})`
    case 'ratio': {
      // Without the alternative, a counter that no series has yet would hide the ratio, although it is 0.
      const none = by.length === 0 ? 'vector(0)' : `0 * ${promqlOf(expression.to, grouping)}`
      return `(${promqlOf(expression.of, grouping)} or ${none}) / ${promqlOf(expression.to, grouping)}`
    }
    case 'absent':
      return `absent(${selectorOf(expression.of, '', grouping)})`
  }
}

/**
 * @example
 * import { above, max } from './expression.ts'
 * import { conditionOf } from './promql.ts'
 * conditionOf(above(max('redis_clients'), 500)) // => 'max(pannier_redis_clients) > 500'
 */
export function conditionOf(condition: Condition): string {
  if ('value' in condition) {
    // A counter that no series has yet is 0, and nothing would not be below anything.
    const isCounter = condition.is === 'below' && condition.value.op === 'increase'
    const value = isCounter ? `(${promqlOf(condition.value)} or vector(0))` : promqlOf(condition.value)
    return `${value} ${condition.is === 'above' ? '>' : '<'} ${condition.than}`
  }
  const parts = condition.of.map((part) => ('value' in part ? conditionOf(part) : `(${conditionOf(part)})`))
  return parts.join(condition.is === 'all' ? '\nand ' : '\nor ')
}

function selectorOf({ metric, where }: Selection, suffix = '', { matchers = [] }: Grouping = {}): string {
  const own = Object.entries(where).map(([label, values]) => {
    const [first = ''] = values
    return values.length === 1 ? `${label}="${first}"` : `${label}=~"${values.join('|')}"`
  })
  const braced = [...own, ...matchers].join(', ')
  return `${PREFIX}${metric}${suffix}${braced === '' ? '' : `{${braced}}`}`
}

/** As Prometheus writes it: 90 minutes are `90m`. */
export function durationOf(seconds: number): string {
  const units = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'm'],
  ] as const
  const unit = units.find(([length]) => seconds > 0 && seconds % length === 0)
  return unit ? `${seconds / unit[0]}${unit[1]}` : `${seconds}s`
}

function byOf(labels: readonly string[]): string {
  return labels.length === 0 ? '' : ` by (${labels.join(', ')}) `
}
