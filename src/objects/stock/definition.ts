/** The stock of a SKU, as the shared mechanism sees it. Its copies are totals alone: holds stay where they are judged. */

import type { Lists } from '../../domain/copy.ts'
import type { Change } from '../../domain/rows.ts'
import { decide, type StockCommand, type StockRefusal } from '../../domain/stock/decide.ts'
import {
  HOLDS,
  type Hold,
  ME,
  nextForgetting,
  nextOverdue,
  SETTLED,
  SETTLED_MS,
  type Settled,
  STOCK_SCHEMA,
  TOTALS,
  type Totals,
} from '../../domain/stock/stock.ts'
import { ALWAYS_AWAKE, type Definition } from '../aggregate/definition.ts'

export type StockDefinition = Definition<StockCommand, object, Change, StockRefusal>

/** @param judge asks the orders of overdue holds, and does what they say */
export function stockDefinition(judge: () => Promise<void>): StockDefinition {
  return {
    kind: 'stock',
    copied: [TOTALS],
    schema: STOCK_SCHEMA,
    ...ALWAYS_AWAKE,
    upgrade: withoutHolds,
    asksRecord: () => true,
    decide,
    evolve: (_rows, change) => [change],
    dueFor({ list, value }) {
      if (value === null) return null
      // These lists hold such rows alone.
      if (list === HOLDS) return { duty: 'overdue', at: (value as Hold).until }
      if (list === SETTLED) return { duty: 'forget', at: (value as Settled).at + SETTLED_MS }
      return null
    },
    duties: {
      overdue: { next: nextOverdue, act: () => judge().then(() => null) },
      forget: { next: nextForgetting, act: async () => ({ command: { type: 'forget' }, facts: {} }) },
    },
  }
}

/** Of a copy that brings none: its orders will say what they have sold. */
function withoutHolds(lists: Lists): Lists {
  const totals = lists[TOTALS]?.[ME] as Totals | undefined
  return HOLDS in lists || !totals ? lists : { ...lists, [TOTALS]: { [ME]: { ...totals, held: 0 } } }
}
