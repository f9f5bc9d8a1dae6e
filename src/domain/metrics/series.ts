/**
 * The key of a series: the metric's name and its label values, in the order of the catalogue. It is unique, and it can
 * be read back. Invariant: a value outside of its label's closed set becomes `other`, so no input can make a series.
 */
import { METRICS, type MetricName } from './catalogue.ts'

export const OTHER = 'other'
/** Characters; longer than every route pattern, problem code and name of a duty. */
const MAX_VALUE_LENGTH = 100
/** Between name and values; part of no label value. */
const BETWEEN = '\n'

export function seriesKey(name: MetricName, labels: { readonly [label: string]: string }): string {
  let key: string = name
  for (const [label, values] of Object.entries<readonly string[] | null>(METRICS[name].labels)) {
    const value = labels[label] ?? OTHER
    const isKnown = values ? values.includes(value) : value.length <= MAX_VALUE_LENGTH && !value.includes(BETWEEN)
    key += BETWEEN + (isKnown ? value : OTHER)
  }
  return key
}

/** The metric's name and the label values, in the order of the catalogue. */
export function partsOf(key: string): readonly [name: string, values: readonly string[]] {
  const [name = '', ...values] = key.split(BETWEEN)
  return [name, values]
}
