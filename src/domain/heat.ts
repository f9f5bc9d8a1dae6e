/**
 * Counts views, adds and purchases by SKU and UTC day, to rank products. A score is the sum of the points of some days,
 * and older days weigh less. Invariant: a sealed batch never changes, so a reader that counts it by id counts it once.
 */
export type HeatKind = 'view' | 'add' | 'purchase'

export interface HeatCount {
  readonly sku: string
  readonly views: number
  readonly adds: number
  readonly purchases: number
}

export interface HeatBatch {
  readonly id: string
  /** UTC, days since 1970. */
  readonly day: number
  /** Each SKU once. */
  readonly counts: readonly HeatCount[]
}

export interface Heat {
  readonly sku: string
  readonly score: number
}

export const POINTS = { views: 1, adds: 5, purchases: 20 } as const satisfies { [Column in keyof Tallied]: number }

/** A batch with the longest SKUs and the greatest counts is still below 96 KB of JSON. */
export const MAX_SKUS = 500

/** A batch is counted on its own day and on this many days after it; later it would not change a ranking. */
const COUNTED_DAYS = 7
/** The id of a counted batch is stored for this long: longer than a repeat of it would still be counted. */
export const GUARD_DAYS = COUNTED_DAYS + 2

export const HEAT_WINDOWS = ['day', 'week'] as const
export type HeatWindow = (typeof HEAT_WINDOWS)[number]

export interface DayWeight {
  readonly day: number
  readonly weight: number
}

export const DAY_MS = 24 * 3600_000
const WEEK_DAYS = 7
/** Each day weighs this share of the day after it, so that points from a week ago weigh about a tenth. */
const WEEK_DECAY = 0.7

export function dayOf(now: number): number {
  return Math.floor(now / DAY_MS)
}

/**
 * The days of a window with the weights of their points. `day`: today, and yesterday by the share that the last 24
 * hours cover; `week`: seven days, whose weights change only at midnight.
 */
export function weightsOf(window: HeatWindow, now: number): readonly [DayWeight, ...DayWeight[]] {
  const today = dayOf(now)
  const first = { day: today, weight: 1 }
  if (window === 'day') return [first, { day: today - 1, weight: 1 - (now / DAY_MS - today) }]
  const before = Array.from({ length: WEEK_DAYS - 1 }, (_, back) => ({
    day: today - back - 1,
    weight: WEEK_DECAY ** (back + 1),
  }))
  return [first, ...before]
}

export function pointsOf({ views, adds, purchases }: Tallied): number {
  return views * POINTS.views + adds * POINTS.adds + purchases * POINTS.purchases
}

/** Tiers add in different orders, so sums are equal only after rounding to two decimals. */
export function roundedScore(score: number): number {
  return Math.round(score * 100) / 100
}

/** Whether a batch of this day may be counted now. A batch may be one day ahead, because clocks differ. */
export function isCounted(day: number, now: number): boolean {
  const today = dayOf(now)
  return day >= today - COUNTED_DAYS && day <= today + 1
}

/** The sums of batches by day and SKU, sorted, so that concurrent writers lock rows in the same order. */
export function sumOf(batches: readonly HeatBatch[]): readonly (HeatCount & { readonly day: number })[] {
  const sums = new Map<string, HeatCount & { readonly day: number }>()
  for (const { day, counts } of batches) {
    for (const { sku, views, adds, purchases } of counts) {
      const key = `${day} ${sku}`
      const sum = sums.get(key)
      sums.set(key, {
        day,
        sku,
        views: (sum?.views ?? 0) + views,
        adds: (sum?.adds ?? 0) + adds,
        purchases: (sum?.purchases ?? 0) + purchases,
      })
    }
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

interface Tallied {
  readonly views: number
  readonly adds: number
  readonly purchases: number
}

const COLUMN_OF = { view: 'views', add: 'adds', purchase: 'purchases' } as const satisfies {
  [Kind in HeatKind]: keyof Tallied
}

/** Collects counts until they are sealed as batches. */
export class Tally {
  readonly day: number
  readonly since: number
  readonly #counts = new Map<string, { views: number; adds: number; purchases: number }>()

  constructor(now: number) {
    this.day = dayOf(now)
    this.since = now
  }

  takes(sku: string, day: number): boolean {
    return day === this.day && (this.#counts.size < MAX_SKUS || this.#counts.has(sku))
  }

  add(kind: HeatKind, sku: string): void {
    const counts = this.#counts.get(sku)
    if (counts) counts[COLUMN_OF[kind]] += 1
    else this.#counts.set(sku, { views: 0, adds: 0, purchases: 0, [COLUMN_OF[kind]]: 1 })
  }

  seal(id: string): HeatBatch {
    return { id, day: this.day, counts: [...this.#counts].map(([sku, counts]) => ({ sku, ...counts })) }
  }
}
