/**
 * The system chooses the ids of lines: a line that is new to the model takes the id that the rows give it.
 * Invariant: an id stands for one line in all lists of a cart, never changes, and is never given to another line.
 */
import { equalTo, type ModelLine, type ModelState, NEW } from './cart.ts'
import type { ModelReport } from './merge.ts'

const LISTS = ['items', 'saved', 'removed'] as const

export interface Adopted {
  readonly state: ModelState
  /** Ids by the provisional name that the model gave the line. */
  readonly ids: ReadonlyMap<string, string>
}

export function adoptIds(state: ModelState, rows: ModelState): Adopted {
  const ids = new Map<string, string>()
  const named = <Line extends ModelLine>(lines: ReadonlyMap<string, Line>, stored: ReadonlyMap<string, ModelLine>) => {
    const all = [...lines].map(([id, line]) => {
      if (!id.startsWith(NEW)) return [id, line] as const
      const [chosen = id] = equalTo(stored, line) ?? []
      ids.set(id, chosen)
      return [chosen, line] as const
    })
    return new Map(all)
  }
  const [items, saved] = [named(state.items, rows.items), named(state.saved, rows.saved)]
  return { state: { ...state, items, saved, removed: named(state.removed, rows.removed) }, ids }
}

export function reportWith(report: ModelReport, { ids }: Adopted): ModelReport {
  return report.map((entry) => ('code' in entry ? entry : { ...entry, lineId: ids.get(entry.lineId) ?? entry.lineId }))
}

/** Every id for which the cart has a line. */
export function idsIn(state: ModelState): readonly string[] {
  const away = [...state.checkouts.values()].flatMap(({ lines }) => [...lines.keys()])
  return [...LISTS.flatMap((list) => [...state[list].keys()]), ...away]
}
