/**
 * Defines the stock of a SKU for the shared mechanism. Copies carry only totals; holds stay in the object that settles
 * them. Settled orders and the uses of each user grow with everything sold, so they are cold lists, read by key.
 */

import { OUTBOX, type OutboxRow, type OwingMoment, owing } from '../../domain/outbox.ts'
import type { Change } from '../../domain/rows.ts'
import { decide, type StockCommand, type StockRefusal } from '../../domain/stock/decide.ts'
import { owedBy } from '../../domain/stock/outbox.ts'
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
import { SEND_AFTER_MS } from '../events/event-stream.ts'

export type StockDefinition = Definition<StockCommand, object, Change, StockRefusal>

export interface StockActions {
  /** Settles overdue holds by their orders' answers. */
  judge(): Promise<void>
  /** The totals that the object had when it woke. */
  base(): Totals
  /** The present time, from which units of lost holds are reserved. */
  now(): number
  readonly newId: OwingMoment['newId']
  /** Null for the uses of a coupon, which are no units and owe no events. */
  readonly lowUnits: number | null
  sendEvents(): Promise<void>
}

export function stockDefinition({ now, newId, lowUnits, ...actions }: StockActions): StockDefinition {
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
    restored: (rows, { lists, updatedAt }, now) =>
      restored(rows, { lists, copiedAt: updatedAt, base: actions.base(), now }),
    decide(rows, command, moment) {
      const decision = decide(rows, command, moment)
      if (lowUnits === null || !decision.ok) return decision
      const owed = owing(rows, owedBy(rows, decision.value, lowUnits), { now: moment.now, newId })
      return { ...decision, value: [...decision.value, ...owed] }
    },
    evolve: (_rows, change) => [change],
    duties: {
      // The casts: each list holds rows of one type.
      overdue: {
        list: HOLDS,
        dueAt: (row) => askedAt((row as Hold).until),
        act: () => actions.judge().then(() => null),
      },
      // By the alarm, so that a sale does not wait for the stream.
      events: {
        list: OUTBOX,
        dueAt: (row) => (row as OutboxRow).at + SEND_AFTER_MS,
        act: () => actions.sendEvents().then(() => null),
      },
    },
  }
}
