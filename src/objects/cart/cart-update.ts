/**
 * The answer to a caller that keeps a known cart: the rows that changed since the known state, or all rows.
 * Invariant: the known state with these rows applied is the current state.
 */
import type { CartRows } from '../../contract/rpc/cart.ts'
import { ordersIn, SEEN_LISTS } from '../../domain/cart/state.ts'
import type { Stand } from '../../domain/copy.ts'
import { type Position, same } from '../../domain/position.ts'
import type { Change, RowsView } from '../../domain/rows.ts'

/** The write that this call made: the rows that it changed, and the state before it. */
export interface OwnWrite {
  readonly changed: readonly Change[]
  readonly since: Stand | null
}

/** An aggregate, as far as an update needs it. */
interface Readable {
  readonly rows: RowsView
  readonly position: Position
  readonly updatedAt: number
}

/** Whether nothing was written since the known state. */
export function standsAt({ position, updatedAt }: Omit<Readable, 'rows'>, known: Stand): boolean {
  return isSame({ ...position, updatedAt }, known)
}

/** @param written the write that this call made, if it made one */
export function rowsSince({ rows, position, updatedAt }: Readable, known: Stand, written?: OwnWrite): CartRows {
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

/** The current values of the changed rows, in the lists that shoppers see. */
function nowIn(rows: RowsView, changed: readonly Change[]): readonly Change[] {
  const seen = changed.filter(({ list }) => SEEN.has(list))
  return seen.map(({ list, key }) => ({ list, key, value: rows.get(list, key) ?? null }))
}

const SEEN: ReadonlySet<string> = new Set(SEEN_LISTS)
