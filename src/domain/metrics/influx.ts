/**
 * InfluxDB's line protocol. A counter or gauge has the field `value`; a histogram has `sum`, `count` and a cumulative
 * field for each bucket. Invariant: one line for each series, with all of its labels as tags.
 */
import { METRICS, type Metric, PREFIX } from './catalogue.ts'
import { partsOf } from './series.ts'
import type { Totals } from './totals.ts'

/** @param now in milliseconds since 1970; write with `precision=ms` */
export function influxLines(deployment: string, totals: Totals, now: number): string {
  const lines: string[] = []
  const add = (key: string, fieldsOf: (metric: Metric) => string) => {
    const [name, values] = partsOf(key)
    const metric = (METRICS as { readonly [name: string]: Metric })[name]
    if (!metric) return
    const tags = Object.keys(metric.labels).map((label, at) => `,${label}=${escaped(values[at] ?? '')}`)
    lines.push(`${PREFIX}${name},deployment=${escaped(deployment)}${tags.join('')} ${fieldsOf(metric)} ${now}`)
  }
  for (const [key, value] of [...totals.counters, ...totals.gauges(now)]) add(key, () => `value=${value}`)
  for (const [key, [sum, ...counts]] of totals.histograms) {
    add(key, (metric) => {
      const buckets = metric.kind === 'histogram' ? metric.buckets : []
      let count = 0
      const fields = counts.map((its, at) => {
        count += its
        return `le_${buckets[at] ?? 'inf'}=${count}`
      })
      return [`sum=${sum}`, `count=${count}`, ...fields].join(',')
    })
  }
  return `${lines.join('\n')}\n`
}

/** Tag values; an empty one is not allowed. */
function escaped(value: string): string {
  return value.replace(/[,= \\]/g, '\\$&') || '-'
}
