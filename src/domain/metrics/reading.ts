/** Reads values out of totals by name and labels, for alerts and the console. */
import { type LabelsOf, METRICS, type NameOf } from './catalogue.ts'
import { folded } from './registry.ts'
import { partsOf } from './series.ts'
import type { Totals } from './totals.ts'

/**
 * The totals at one moment.
 * @example
 * import { Reading } from './reading.ts'
 * import { Registry } from './registry.ts'
 * import { Totals } from './totals.ts'
 * const metrics = new Registry()
 * metrics.counter('requests_total', { route: 'GET /v1/cart', status: '5xx' }).add(2)
 * metrics.counter('requests_total', { route: 'GET /v1/cart', status: '2xx' }).add(40)
 * const totals = new Totals()
 * totals.apply(metrics.take(), 0)
 * new Reading(totals, 0).sum('requests_total', { status: '5xx' }) // => 2
 * new Reading(totals, 0).gauge('dead_letters') // => null
 */
export class Reading {
  readonly #totals: Totals
  readonly #gauges: ReadonlyMap<string, number>

  /** @param now decides which gauges have ended */
  constructor(totals: Totals, now: number) {
    this.#totals = totals
    this.#gauges = totals.gauges(now)
  }

  /** The sum of all series with these labels; 0 when there is none. */
  sum<Name extends NameOf<'counter'>>(name: Name, labels: Partial<LabelsOf<Name>> = {}): number {
    return matching(this.#totals.counters, name, labels).reduce((sum, value) => sum + value, 0)
  }

  /** The fold of all series with these labels; null when none has a sample. */
  gauge<Name extends NameOf<'gauge'>>(name: Name, labels: Partial<LabelsOf<Name>> = {}): number | null {
    const values = matching(this.#gauges, name, labels)
    if (values.length === 0) return null
    const { fold } = METRICS[name]
    return values.reduce((a, b) => folded(fold === 'newest' ? 'max' : fold, a, b))
  }

  /** The number of values in each bucket, of all series with these labels. */
  buckets<Name extends NameOf<'histogram'>>(name: Name, labels: Partial<LabelsOf<Name>> = {}): readonly number[] {
    const sums = Array<number>(METRICS[name].buckets.length + 1).fill(0)
    for (const [, ...counts] of matching(this.#totals.histograms, name, labels)) {
      if (counts.length === sums.length) for (const [at, its] of counts.entries()) sums[at] = (sums[at] ?? 0) + its
    }
    return sums
  }
}

function matching<Value>(all: ReadonlyMap<string, Value>, name: keyof typeof METRICS, labels: object): Value[] {
  const places = Object.keys(METRICS[name].labels)
  const wanted = Object.entries(labels).map(([label, value]) => [places.indexOf(label), value] as const)
  return [...all].flatMap(([key, value]) => {
    const [its, values] = partsOf(key)
    return its === name && wanted.every(([at, each]) => values[at] === each) ? [value] : []
  })
}
