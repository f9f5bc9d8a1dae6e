/**
 * What rows of a file do to the products that stand: the pure half of an import. Invariant: a row does all that it says
 * or nothing, and rows that say what is there already lead to no write, so that a file taken twice changes nothing.
 */
import { type Changes, changesOf } from '../catalogue/changes.ts'
import type { Product } from '../product.ts'
import type { Result } from '../result.ts'

export interface Rejection {
  readonly line: number
  readonly message: string
}

export interface Row<State> {
  readonly line: number
  readonly sku: string
  /** The state after the row, or why the row is rejected. `before` is null when there is nothing yet. */
  next(before: State | null): Result<State, string>
}

export type ProductFields = Omit<Product, 'sku' | 'onHand' | 'held' | 'version' | 'createdAt' | 'updatedAt'>
export type ProductRow = Row<ProductFields>

type Effect = 'created' | 'updated' | 'unchanged'

/** All rows of one product, which are written as one edit. */
export interface PlannedProduct {
  readonly product: Product
  readonly changes: Changes
  readonly rows: readonly ProductRow[]
  /** One for each row. */
  readonly effects: readonly Effect[]
}

export interface Plan {
  readonly writes: readonly PlannedProduct[]
  readonly unchanged: number
  readonly rejected: readonly Rejection[]
}

/**
 * Rows of one product come together, in their order.
 * @param standing products of the record, deleted ones too
 */
export function planProducts(rows: readonly ProductRow[], standing: ReadonlyMap<string, Product>, now: number): Plan {
  const writes: PlannedProduct[] = []
  const rejected: Rejection[] = []
  let unchanged = 0
  for (const [sku, own] of Map.groupBy(rows, (row) => row.sku)) {
    const held = standing.get(sku)
    const before = held && held.status !== 'deleted' ? held : null
    const { state, taken, effects, refused } = follow(own, before, isSameProduct)
    rejected.push(...refused)
    if (state === null) continue
    const stamp = { version: (held?.version ?? 0) + 1, createdAt: before?.createdAt ?? now, updatedAt: now }
    const units = { onHand: held?.onHand ?? 0, held: held?.held ?? 0 }
    const product = { ...state, sku, ...units, ...stamp }
    const changes = changesOf(before, product)
    if (Object.keys(changes).length > 0) writes.push({ product, changes, rows: taken, effects })
    else unchanged += taken.length
  }
  return { writes, unchanged, rejected }
}

/** The rows of one thing, one after another; a rejected one leaves the state as it was. */
export function follow<State extends object | number>(
  rows: readonly Row<State>[],
  before: State | null,
  isSame: (a: State, b: State) => boolean,
) {
  let state = before
  const taken: Row<State>[] = []
  const effects: Effect[] = []
  const refused: Rejection[] = []
  for (const row of rows) {
    const next = row.next(state)
    if (!next.ok) {
      refused.push({ line: row.line, message: next.refusal })
      continue
    }
    taken.push(row)
    if (state === null) effects.push('created')
    else effects.push(isSame(state, next.value) ? 'unchanged' : 'updated')
    state = next.value
  }
  return { state, taken, effects, refused }
}

function isSameProduct(a: ProductFields, b: ProductFields): boolean {
  return Object.keys(changesOf(a, b)).length === 0
}
