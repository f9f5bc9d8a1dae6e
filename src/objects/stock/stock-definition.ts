/**
 * Defines the stock of a SKU for the shared mechanism. Copies carry only totals; holds stay in the object that settles
 * them. Settled orders and the uses of each user grow with everything sold, so they are cold lists, read by key.
 */

import type { Change } from '../../domain/rows.ts'
import { decide, type StockCommand, type StockRefusal } from '../../domain/stock/decide.ts'
import { reserved, restored } from '../../domain/stock/restored.ts'
import {
  askedAt,
  HOLDS,
  type Hold,
  SETTLED,
  SETTLED_MS,
  type Settled,
  STOCK_SCHEMA,
  TOTALS,
  type Totals,
  USERS,
} from '../../domain/stock/stock.ts'
import { ALWAYS_AWAKE, type Definition } from '../aggregate/definition.ts'

export type StockDefinition = Definition<StockCommand, object, Change, StockRefusal>

/**
 * @param judge settles overdue holds by their orders' answers
 * @param base the totals that the object had when it woke
 * @param now the present time, from which units of lost holds are reserved
 */
export function stockDefinition(judge: () => Promise<void>, base: () => Totals, now: () => number): StockDefinition {
  return {
    kind: 'stock',
    copied: [TOTALS],
    cold: {
      [SETTLED]: (value) => (value as Settled).at + SETTLED_MS,
      // A coupon's limit per user applies as long as the coupon exists.
      [USERS]: null,
    },
    schema: STOCK_SCHEMA,
    ...ALWAYS_AWAKE,
    upgrade: (lists) => reserved(lists, now()),
    asksRecord: () => true,
    restored: (rows, { lists, updatedAt }, now) => restored(rows, { lists, copiedAt: updatedAt, base: base(), now }),
    decide,
    evolve: (_rows, change) => [change],
    duties: {
      // The cast: the list holds only such rows.
      overdue: { list: HOLDS, dueAt: (row) => askedAt((row as Hold).until), act: () => judge().then(() => null) },
    },
  }
}
