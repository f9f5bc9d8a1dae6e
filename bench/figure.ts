/** The shape of a figure of the bench, and its input. */
export interface Line {
  readonly figure: string
  readonly measured: string
  /** The promised bound; null when there is none. */
  readonly budget: string | null
  /** Null when there is no budget. */
  readonly ok: boolean | null
}

export interface Bench {
  /** Runs fewer and shorter rounds, for a first impression that is not a result. */
  readonly quick: boolean
  /** Prints details above the table. */
  say(line: string): void
}

export type Figure = (bench: Bench) => Promise<readonly Line[]>

/** A figure with an upper bound. */
export function atMost(figure: string, value: number, limit: number, show: (value: number) => string): Line {
  return { figure, measured: show(value), budget: `≤ ${show(limit)}`, ok: value <= limit }
}

export function shown(figure: string, measured: string): Line {
  return { figure, measured, budget: null, ok: null }
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** The smallest value that at least `percent` of a hundred of the values do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}
