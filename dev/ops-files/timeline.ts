/** Runs a case through the worker's evaluator, minute by minute. */
import { holds, type Point, type Samples } from '../../src/domain/alerts/evaluate.ts'
import { distinctLeaves, type Leaf, valuesOf } from '../../src/domain/alerts/leaves.ts'
import { type AlertState, advance, firstState } from '../../src/domain/alerts/state.ts'
import { ALERTS } from '../../src/domain/alerts/table.ts'
import type { Case } from './cases.ts'

/** Whether the alert fires, at each minute from the first. */
export function timelineOf({ alert, course, series }: Case): readonly boolean[] {
  const its = ALERTS[alert]
  const leaves = distinctLeaves([its.when])
  const samples = new MemorySamples(leaves)
  const all = series.map((make) => make(course))
  const minutes = course[0] + course[1] + course[2]
  let state: AlertState = firstState(0)
  return Array.from({ length: minutes + 1 }, (_, minute) => {
    const snapshot = all.flatMap((one) => one.at(minute) ?? [])
    samples.add(valuesOf(leaves, snapshot), minute * 60)
    state = advance(state, holds(its.when, samples, minute * 60), its, minute * 60_000)
    return state.phase === 'firing'
  })
}

/** Every sample, in memory. */
export class MemorySamples implements Samples {
  readonly #leaves: readonly Leaf[]
  readonly #points = new Map<string, Point[]>()
  #last = 0
  #count = 0

  constructor(leaves: readonly Leaf[]) {
    this.#leaves = leaves
  }

  /** @param at seconds */
  add(values: ReadonlyMap<string, number>, at: number): void {
    this.#last = ++this.#count
    for (const { key, how } of this.#leaves) {
      const value = values.get(key)
      if (value === undefined) continue
      const points = this.#points.get(key) ?? []
      const before = points.at(-1)
      const fell = how === 'counter' && before !== undefined && value < before.value
      const lost = (before?.lost ?? 0) + (fell ? before.value : 0)
      points.push({ at, ordinal: this.#count, value, lost })
      this.#points.set(key, points)
    }
  }

  last({ key }: Leaf): Point | undefined {
    const last = this.#points.get(key)?.at(-1)
    return last?.ordinal === this.#last ? last : undefined
  }

  since({ key }: Leaf, at: number): Point | undefined {
    return this.#points.get(key)?.find((point) => point.at >= at)
  }
}
