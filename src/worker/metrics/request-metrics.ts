/**
 * Records answered requests by route and status. Invariant: a label is a pattern of the route table or `other`, never a
 * path, so no client can make a series. The series of a route are resolved at its first request.
 */
import { STATUS_CLASSES } from '../../domain/metrics/catalogue.ts'
import type { Counter, Histogram, Metrics } from '../../domain/metrics/registry.ts'
import { OTHER } from '../../domain/metrics/series.ts'

/** The pattern of a request that no route takes. */
const NO_ROUTE = '/*'
/** Other methods have no route. HEAD is answered by the route of GET. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

interface RouteSeries {
  readonly route: string
  readonly duration: Histogram
  /** By the first digit of the status. */
  readonly byStatus: (Counter | undefined)[]
}

export class RequestMetrics {
  readonly #metrics: Metrics
  readonly #byMethod = new Map<string, Map<string, RouteSeries>>()

  constructor(metrics: Metrics) {
    this.#metrics = metrics
  }

  answered(method: string, pattern: string, status: number, ms: number): void {
    const series = this.#byMethod.get(method)?.get(pattern) ?? this.#resolve(method, pattern)
    const digit = Math.floor(status / 100)
    let counter = series.byStatus[digit]
    if (!counter) {
      const named = STATUS_CLASSES.find((each) => each.startsWith(`${digit}`)) ?? '5xx'
      counter = this.#metrics.counter('requests_total', { route: series.route, status: named })
      series.byStatus[digit] = counter
    }
    counter.add()
    series.duration.observe(ms / 1000)
  }

  #resolve(given: string, pattern: string): RouteSeries {
    const method = given === 'HEAD' ? 'GET' : given
    const route = pattern === NO_ROUTE || !METHODS.has(method) ? OTHER : `${method} ${pattern}`
    const series = { route, duration: this.#metrics.histogram('request_duration_seconds', { route }), byStatus: [] }
    // An unknown method is not kept, because clients can make up any number of them.
    if (!METHODS.has(method)) return series
    const patterns = this.#byMethod.get(given) ?? new Map<string, RouteSeries>()
    this.#byMethod.set(given, patterns.set(pattern, series))
    return series
  }
}
