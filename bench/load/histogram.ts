/** Latencies in an HDR histogram: it counts every value, with three digits, from a microsecond to ten minutes. */
import { build, type Histogram } from 'hdr-histogram-js'

const MAX_US_LENGTH = 600_000_000

export interface Latency {
  readonly count: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

export class Latencies {
  readonly #histogram: Histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: MAX_US_LENGTH,
    numberOfSignificantValueDigits: 3,
  })

  add(milliseconds: number): void {
    this.#histogram.recordValue(Math.min(MAX_US_LENGTH, Math.max(0, Math.round(milliseconds * 1000))))
  }

  merge(other: Latencies): void {
    this.#histogram.add(other.#histogram)
  }

  /** Values at these percentiles, in milliseconds. */
  at(percentiles: readonly number[]): readonly number[] {
    return percentiles.map((percentile) => this.#ms(percentile))
  }

  summary(): Latency {
    const [p50, p99, p999] = [this.#ms(50), this.#ms(99), this.#ms(99.9)]
    return { count: this.#histogram.totalCount, p50, p99, p999, max: this.#ms(100) }
  }

  #ms(percentile: number): number {
    return this.#histogram.totalCount === 0 ? 0 : this.#histogram.getValueAtPercentile(percentile) / 1000
  }
}
