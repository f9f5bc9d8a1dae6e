/**
 * `decide` turns a command on the units of one SKU into events or a refusal. Pure; events are the rows that they set.
 * Invariant: hold, commit, release and restock of one order may come in any order and any number of times; each counts
 * once, a hold after its release is refused, and holds never exceed the units on hand.
 */
import { accepted } from '../outbox.ts'
import { accept, type Result, refuse } from '../result.ts'
import type { Change, RowsView } from '../rows.ts'
import { foundAgain } from './restored.ts'
import {
  availableOf,
  HOLDS,
  holdOf,
  isKnown,
  ME,
  onHandOf,
  SETTLED,
  type SettledState,
  settledOf,
  TOTALS,
  type Totals,
  totalsOf,
  usesOf,
} from './stock.ts'
import { forgetUser, givenBack, used } from './users.ts'

export type StockCommand =
  | {
      readonly type: 'hold'
      readonly orderId: string
      readonly quantity: number
      readonly until: number
      /** For a coupon: the user, and the limit of uses for each user; null for no limit. */
      readonly use?: { readonly user: string; readonly perUser: number | null }
    }
  /** `quantity` is used if the object was restored to a state before the hold. */
  | {
      readonly type: 'commit'
      readonly orderId: string
      readonly quantity: number
      /** The sale was confirmed to the order before the object was restored, so the totals already include it. */
      readonly isCounted?: true
    }
  | { readonly type: 'release'; readonly orderId: string }
  /** `quantity` units are returned; `user` is used if the sale is no longer stored. */
  | { readonly type: 'restock'; readonly orderId: string; readonly quantity: number; readonly user?: string }
  /** The order confirms that it still needs the hold. */
  | { readonly type: 'extend'; readonly orderId: string; readonly until: number }
  /** The holds that the object lost in a restore have all ended by now. */
  | { readonly type: 'release_lost' }
  | { readonly type: 'adjust'; readonly by: number }
  /** Sets the units on hand to a counted number; `keepsHeld` keeps at least the held units. */
  | { readonly type: 'count'; readonly onHand: number; readonly keepsHeld?: true }
  /** The record's total of other systems' edits. */
  | { readonly type: 'read_outside'; readonly outside: number }
  /** The user was erased: the use of the coupon still counts, but for no user. */
  | { readonly type: 'forget_user'; readonly orderId: string; readonly user: string }
  /** The stream has accepted these events. */
  | { readonly type: 'outbox_accepted'; readonly ids: readonly string[] }

const NONE_FOUND = { units: 0, changes: [] } as const

export interface StockRefusal {
  readonly code: 'insufficient_stock' | 'user_limit' | 'hold_ended' | 'units_held'
  readonly detail: string
}

export type StockDecision = Result<readonly Change[], StockRefusal>

export function decide(rows: RowsView, command: StockCommand, { now }: { readonly now: number }): StockDecision {
  const totals = totalsOf(rows)
  switch (command.type) {
    case 'hold':
      return hold(rows, command, totals, now)
    case 'commit':
      return accept(commit(rows, command, totals, now))
    case 'release':
      return release(rows, command.orderId, totals, now)
    case 'restock':
      return accept(restock(rows, command, totals, now))
    case 'extend':
      return accept(extend(rows, command.orderId, command.until, totals))
    case 'release_lost': {
      const { units, changes } = foundAgain(rows, totals.held)
      return accept(units > 0 ? [...changes, put({ ...totals, held: totals.held - units })] : [])
    }
    case 'adjust':
      return adjust(totals, command.by)
    case 'count':
      return count(totals, command)
    case 'read_outside':
      if (isKnown(rows) && totals.outside === command.outside) return accept([])
      return accept([put({ ...totals, outside: command.outside })])
    case 'forget_user':
      return accept(forgetUser(rows, command))
    case 'outbox_accepted':
      return accept(accepted(rows, command.ids))
    default:
      return command satisfies never
  }
}

function hold(
  rows: RowsView,
  { orderId, quantity, until, use }: StockCommand & { type: 'hold' },
  totals: Totals,
  now: number,
): StockDecision {
  const settled = settledOf(rows, orderId)
  if (settled && settled.state !== 'sold') return refuse({ code: 'hold_ended', detail: 'The hold has already ended.' })
  if (settled || holdOf(rows, orderId)) return accept([])
  const available = availableOf(totals)
  if (available < quantity) return refuse({ code: 'insufficient_stock', detail: `Only ${available} are left.` })
  const uses = use ? usesOf(rows, use.user) : 0
  if (use && use.perUser !== null && uses + quantity > use.perUser) {
    return refuse({ code: 'user_limit', detail: `This user has already used the coupon ${uses} times.` })
  }
  return accept([
    { list: HOLDS, key: orderId, value: { quantity, at: now, until, ...(use && { user: use.user }) } },
    ...(use ? [used(use.user, uses + quantity)] : []),
    put({ ...totals, held: totals.held + quantity }),
  ])
}

/** Turns a hold into a sale. It never refuses, because the order is paid. */
function commit(
  rows: RowsView,
  { orderId, quantity, isCounted }: StockCommand & { type: 'commit' },
  totals: Totals,
  now: number,
): readonly Change[] {
  if (settledOf(rows, orderId)) return []
  const held = holdOf(rows, orderId)
  const units = held?.quantity ?? quantity
  const isLost = !isCounted && (!held || held.isOld)
  const found = isLost ? foundAgain(rows, units) : NONE_FOUND
  // Units of an old hold that are not among the reserved ones were sold before: the totals already include the sale.
  const sold = held?.isOld ? found.units : units
  return [
    ...(held ? [{ list: HOLDS, key: orderId, value: null }] : []),
    ...found.changes,
    settle(orderId, 'sold', units, now, held?.user),
    put({
      ...totals,
      held: totals.held - (held?.quantity ?? 0) - found.units,
      own: totals.own - sold,
      sold: totals.sold + sold,
    }),
  ]
}

/** Extends a hold that its order confirms. The units of a hold from before a restore leave the reserved ones. */
function extend(rows: RowsView, orderId: string, until: number, totals: Totals): readonly Change[] {
  const held = holdOf(rows, orderId)
  if (!held) return []
  const { isOld, ...hold } = held
  const found = isOld ? foundAgain(rows, hold.quantity) : NONE_FOUND
  return [
    { list: HOLDS, key: orderId, value: { ...hold, until } },
    ...found.changes,
    ...(found.units > 0 ? [put({ ...totals, held: totals.held - found.units })] : []),
  ]
}

function release(rows: RowsView, orderId: string, totals: Totals, now: number): StockDecision {
  const settled = settledOf(rows, orderId)
  if (settled?.state === 'sold') return refuse({ code: 'hold_ended', detail: 'The units are already sold.' })
  if (settled) return accept([])
  const held = holdOf(rows, orderId)
  const mark = settle(orderId, 'released', held?.quantity ?? 0, now)
  if (!held) return accept([mark])
  return accept([
    { list: HOLDS, key: orderId, value: null },
    mark,
    ...givenBack(rows, held),
    put({ ...totals, held: totals.held - held.quantity }),
  ])
}

/**
 * Returns the units of a paid order that was cancelled, even if the sale is no longer stored, because an order restocks
 * only after its sale. The quantity is less than the sale if refunds have put back the rest; a quantity of 0 means the
 * whole stored sale.
 */
function restock(
  rows: RowsView,
  { orderId, ...given }: StockCommand & { type: 'restock' },
  totals: Totals,
  now: number,
): readonly Change[] {
  const settled = settledOf(rows, orderId)
  const held = holdOf(rows, orderId)
  const isForgotten = !settled && (!held || held.isOld) && given.quantity > 0
  if (settled?.state !== 'sold' && !isForgotten) return []
  const { user } = settled ?? given
  const quantity = given.quantity || (settled?.quantity ?? 0)
  return [
    ...(held ? [{ list: HOLDS, key: orderId, value: null }] : []),
    settle(orderId, 'restocked', quantity, now),
    ...givenBack(rows, { quantity, ...(user !== undefined && { user }) }),
    put({
      ...totals,
      held: totals.held - (held?.quantity ?? 0),
      own: totals.own + quantity,
      sold: totals.sold - quantity,
    }),
  ]
}

function count(totals: Totals, { onHand, keepsHeld }: StockCommand & { type: 'count' }): StockDecision {
  const present = onHandOf(totals)
  // Other systems may have removed held units, and those cannot be kept.
  const kept = keepsHeld ? Math.min(totals.held, present) : 0
  return adjust(totals, Math.max(onHand, kept) - present)
}

function adjust(totals: Totals, by: number): StockDecision {
  if (by < 0 && onHandOf(totals) + by < totals.held) {
    return refuse({ code: 'units_held', detail: `Orders hold ${totals.held} units.` })
  }
  return accept([put({ ...totals, own: totals.own + by, received: totals.received + by })])
}

function settle(orderId: string, state: SettledState, quantity: number, at: number, user?: string): Change {
  return { list: SETTLED, key: orderId, value: { state, quantity, at, ...(user !== undefined && { user }) } }
}

function put(totals: Totals): Change {
  return { list: TOTALS, key: ME, value: totals }
}
