/**
 * A cart tells a caller that knows an earlier state only the rows that are newer.
 * Invariant: the known state with these rows in it is the present state.
 */
import type { CartRows } from '../../contract/rpc/cart.ts'
import { ordersIn, SEEN_LISTS } from '../../domain/cart/state.ts'
import type { Stand } from '../../domain/copy.ts'
import { type Position, same } from '../../domain/position.ts'
import type { Change, RowsView } from '../../domain/rows.ts'

/** The caller's own write: the rows that it changed, and where the cart stood before. */
export interface Written {
  readonly changed: readonly Change[]
  readonly since: Stand | null
}

interface Told {
  readonly rows: RowsView
  readonly position: Position
  readonly updatedAt: number
}

/** Whether nothing was written since the known state. */
export function standsAt({ position, updatedAt }: Omit<Told, 'rows'>, known: Stand): boolean {
  return isSame({ ...position, updatedAt }, known)
}

/** @param written by the caller's own write, if it made one */
export function rowsSince({ rows, position, updatedAt }: Told, known: Stand, written?: Written): CartRows {
  const common = { ...position, updatedAt, bytes: rows.length, ...ordersIn(rows) }
  if (standsAt({ position, updatedAt }, known)) return { ...common, isWhole: false, rows: [] }
  // Another write may have come between the caller's own and this answer.
  const isNext = isSame(written?.since ?? null, known) && position.version === known.version + 1
  if (isNext && written) return { ...common, isWhole: false, rows: nowIn(rows, written.changed) }
  return { ...common, isWhole: true, rows: SEEN_LISTS.flatMap((list) => rowsIn(rows, list)) }
}

function isSame(a: Stand | null, b: Stand): boolean {
  return a !== null && same(a, b) && a.updatedAt === b.updatedAt
}

function rowsIn(rows: RowsView, list: string): readonly Change[] {
  return Array.from(rows.entries(list), ([key, value]) => ({ list, key, value }))
}

/** The present values of these rows, as far as shoppers see them. */
function nowIn(rows: RowsView, changed: readonly Change[]): readonly Change[] {
  const seen = changed.filter(({ list }) => SEEN.has(list))
  return seen.map(({ list, key }) => ({ list, key, value: rows.get(list, key) ?? null }))
}

const SEEN: ReadonlySet<string> = new Set(SEEN_LISTS)
