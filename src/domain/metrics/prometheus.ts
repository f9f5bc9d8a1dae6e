/**
 * The text format of Prometheus (version 0.0.4). Invariant: each metric has one HELP and one TYPE line in front of all
 * of its series, and every series has the label `deployment`.
 */
import { METRIC_NAMES, METRICS, type Metric, type MetricName, PREFIX } from './catalogue.ts'
import { partsOf } from './series.ts'
import type { Totals } from './totals.ts'

export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export type Help = Partial<Readonly<Record<MetricName, string>>>

/**
 * @param deployments the totals of each deployment, by its name
 * @param help a metric without a text is explained by its name
 */
export function prometheusText(deployments: ReadonlyMap<string, Totals>, help: Help, now: number): string {
  const lines = new Map<string, string[]>()
  const add = (name: string, line: string) => {
    const its = lines.get(name)
    if (its) its.push(line)
    else lines.set(name, [line])
  }
  for (const [deployment, totals] of deployments) {
    for (const [key, value] of [...totals.counters, ...totals.gauges(now)]) {
      const [name, labels] = labelled(key, deployment)
      if (labels !== null) add(name, `${PREFIX}${name}{${labels}} ${value}`)
    }
    for (const [key, values] of totals.histograms) {
      const [name, labels] = labelled(key, deployment)
      if (labels !== null) for (const line of histogramLines(name, labels, values)) add(name, line)
    }
  }
  const text: string[] = []
  for (const name of METRIC_NAMES) {
    const its = lines.get(name)
    if (!its) continue
    const meaning = help[name] ?? name
    text.push(`# HELP ${PREFIX}${name} ${meaning}`, `# TYPE ${PREFIX}${name} ${METRICS[name].kind}`, ...its)
  }
  return `${text.join('\n')}\n`
}

/** The labels are null for a series that this version's catalogue does not have. */
function labelled(key: string, deployment: string): readonly [name: string, labels: string | null] {
  const [name, values] = partsOf(key)
  const metric = (METRICS as { readonly [name: string]: Metric })[name]
  const labels = metric && Object.keys(metric.labels)
  if (labels?.length !== values.length) return [name, null]
  const pairs = labels.map((label, at) => `${label}="${escaped(values[at] ?? '')}"`)
  return [name, [`deployment="${escaped(deployment)}"`, ...pairs].join(',')]
}

function histogramLines(name: string, labels: string, [sum, ...counts]: readonly number[]): readonly string[] {
  const metric = (METRICS as { readonly [name: string]: Metric })[name]
  if (metric?.kind !== 'histogram' || counts.length !== metric.buckets.length + 1) return []
  let count = 0
  const lines = counts.map((its, at) => {
    count += its
    return `${PREFIX}${name}_bucket{${labels},le="${metric.buckets[at] ?? '+Inf'}"} ${count}`
  })
  return [...lines, `${PREFIX}${name}_sum{${labels}} ${sum}`, `${PREFIX}${name}_count{${labels}} ${count}`]
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`))
}
