/** What a figure of the bench is, and what it is given. */
export interface Line {
  readonly figure: string
  readonly measured: string
  /** What is promised; null where nothing is. */
  readonly budget: string | null
  /** Null where there is no budget. */
  readonly ok: boolean | null
}

export interface Bench {
  /** Fewer and shorter runs: a look, not a result. */
  readonly quick: boolean
  /** Details that stand above the table. */
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
