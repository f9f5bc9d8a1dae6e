/**
 * Plans the writes to the record for the rows of a file; the pure half of an import.
 * Invariant: a row applies as a whole or not at all, and a row that changes no value leads to no write, so that a
 * second import of the same file changes nothing.
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
  /** The id of the item that the row changes, such as a SKU. */
  readonly id: string
  /** The state after the row, or why the row is rejected. `before` is null if the item does not exist yet. */
  next(before: State | null): Result<State, string>
}

export type ProductFields = Omit<Product, 'sku' | 'onHand' | 'held' | 'version' | 'createdAt' | 'updatedAt'>
export type ProductRow = Row<ProductFields>

type Effect = 'created' | 'updated' | 'unchanged'

/** All rows of one item, which are written as one edit. */
export interface Planned<Item> {
  readonly id: string
  readonly item: Item
  readonly changes: Changes
  readonly rows: readonly { readonly line: number; readonly id: string }[]
  /** One effect for each row. */
  readonly effects: readonly Effect[]
}

export interface Plan<Item> {
  readonly writes: readonly Planned<Item>[]
  readonly unchanged: number
  readonly rejected: readonly Rejection[]
}

type Stamps = Pick<Product, 'version' | 'createdAt' | 'updatedAt'>

/**
 * Combines the rows of each item, in their order.
 * @param standing the items in the record, including deleted ones
 * @param made makes the item from a state; `held` is the item in the record, deleted or not
 */
export function planOf<State extends object, Item extends State & Stamps>(
  rows: readonly Row<State>[],
  standing: ReadonlyMap<string, Item>,
  now: number,
  isDeleted: (item: Item) => boolean,
  made: (id: string, state: State, stamps: Stamps, held: Item | undefined) => Item,
): Plan<Item> {
  const writes: Planned<Item>[] = []
  const rejected: Rejection[] = []
  let unchanged = 0
  for (const [id, own] of Map.groupBy(rows, (row) => row.id)) {
    const held = standing.get(id)
    const before = held && !isDeleted(held) ? held : null
    const { state, taken, effects, refused } = follow<State>(own, before, isSame)
    rejected.push(...refused)
    if (state === null) continue
    const stamps = { version: (held?.version ?? 0) + 1, createdAt: before?.createdAt ?? now, updatedAt: now }
    const item = made(id, state, stamps, held)
    const changes = changesOf(before, item)
    if (Object.keys(changes).length > 0) writes.push({ id, item, changes, rows: taken, effects })
    else unchanged += taken.length
  }
  return { writes, unchanged, rejected }
}

export function planProducts(
  rows: readonly ProductRow[],
  standing: ReadonlyMap<string, Product>,
  now: number,
): Plan<Product> {
  const isDeleted = ({ status }: Product) => status === 'deleted'
  return planOf<ProductFields, Product>(rows, standing, now, isDeleted, (sku, state, stamps, before) => {
    // A product that is created again begins without units.
    const { onHand, held } = before && !isDeleted(before) ? before : { onHand: 0, held: 0 }
    return { ...state, sku, onHand, held, ...stamps }
  })
}

/** The versions of deleted products whose SKUs these writes use again. */
export function usedAgain(writes: readonly Planned<Product>[]): readonly Pick<Product, 'sku' | 'version'>[] {
  const created = writes.filter(({ effects, item }) => effects.includes('created') && item.version > 1)
  return created.map(({ item: { sku, version } }) => ({ sku, version: version - 1 }))
}

/** Applies the rows of one item in order; a rejected row leaves the state unchanged. */
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

function isSame(a: object, b: object): boolean {
  return Object.keys(changesOf(a, b)).length === 0
}
