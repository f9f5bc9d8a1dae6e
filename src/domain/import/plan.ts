/**
 * Plans the writes that the rows of a file make to the record: the pure half of an import. Invariant: a row applies
 * as a whole or not at all, and a row that changes no value leads to no write, so that a second import changes nothing.
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
  /** The state after the row, or why the row is rejected. `before` is null when there is nothing yet. */
  next(before: State | null): Result<State, string>
}

export type ProductFields = Omit<Product, 'sku' | 'onHand' | 'held' | 'version' | 'createdAt' | 'updatedAt'>
export type ProductRow = Row<ProductFields>

type Effect = 'created' | 'updated' | 'unchanged'

/** All rows of one thing, which are written as one edit. */
export interface Planned<Item> {
  readonly id: string
  readonly item: Item
  readonly changes: Changes
  readonly rows: readonly { readonly line: number; readonly id: string }[]
  /** One for each row. */
  readonly effects: readonly Effect[]
}

export interface Plan<Item> {
  readonly writes: readonly Planned<Item>[]
  readonly unchanged: number
  readonly rejected: readonly Rejection[]
}

type Stamps = Pick<Product, 'version' | 'createdAt' | 'updatedAt'>

/**
 * Rows of one thing come together, in their order.
 * @param standing what the record has of them, deleted ones too
 * @param made the item of a state; `held` is what stands, deleted or not
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
    // One that is created again begins without units.
    const { onHand, held } = before && !isDeleted(before) ? before : { onHand: 0, held: 0 }
    return { ...state, sku, onHand, held, ...stamps }
  })
}

/** The versions of the deleted products whose SKUs these writes use again. */
export function usedAgain(writes: readonly Planned<Product>[]): readonly Pick<Product, 'sku' | 'version'>[] {
  const created = writes.filter(({ effects, item }) => effects.includes('created') && item.version > 1)
  return created.map(({ item: { sku, version } }) => ({ sku, version: version - 1 }))
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

function isSame(a: object, b: object): boolean {
  return Object.keys(changesOf(a, b)).length === 0
}
