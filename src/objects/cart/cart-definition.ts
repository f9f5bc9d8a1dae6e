/** Defines the cart for the shared mechanism. */
import { CART_SCHEMA, cartLifetimeMs, REMOVED, RESTORABLE_MS, type RemovedLine } from '../../domain/cart/cart.ts'
import { CHECKOUTS, type Checkout } from '../../domain/cart/checkout-rows.ts'
import { CLIENTS, knownClients } from '../../domain/cart/clients.ts'
import type { CartCommand } from '../../domain/cart/decide.ts'
import type { CartFacts, CartRefusal } from '../../domain/cart/decision.ts'
import type { CartEvent } from '../../domain/cart/events.ts'
import { evolve } from '../../domain/cart/evolve.ts'
import { MERGE, type MergeOut, mergeOutOf, OUT } from '../../domain/cart/merge-rows.ts'
import { type AnyCartCommand, decideAny } from '../../domain/cart/sequence.ts'
import { upgradeCart } from '../../domain/cart/upgrade.ts'
import type { Position } from '../../domain/position.ts'
import { type Change, type RowsView, viewOf } from '../../domain/rows.ts'
import type { Definition } from '../aggregate/definition.ts'
import { RESUME_AFTER_MS } from '../checkout-times.ts'
import { NOT_BY_SHOPPER } from './reminder.ts'

const HOUR_MS = 3600_000
const IDLE_MS = 25 * HOUR_MS
/** The request that seals a cart hands its lines over; the alarm does it only if the request fails. */
const PUSH_AFTER_MS = 10_000
/** Only edits of lines can be undone. */
const UNDOABLE: ReadonlySet<CartCommand['type']> = new Set([
  'add',
  'set',
  'remove',
  'restore',
  'select',
  'clear',
  'save',
  'move',
  'unsave',
])

/** The facts that the caller looks up for a cart's commands; time and rank come from the mechanism. */
export type CartLookups = Pick<CartFacts, 'products'>
export const NO_LOOKUPS: CartLookups = { products: new Map() }

/** The duties of a cart. */
export interface CartActions {
  /** Pushes a sealed guest's lines to the user's cart; returns the command that stores the result, or null. */
  push(): Promise<CartCommand | null>
  /** Calls the order that has not answered the checkout yet. */
  resume(): Promise<void>
  /** Reports a user's cart that was left, and reminds the user. */
  remind(rows: RowsView, left: Position, at: number): Promise<void>
}

/** @param remindAfterMs time from a user's last change to the reminder; null without reminders */
export function cartDefinition(
  actions: CartActions,
  remindAfterMs: number | null = null,
): Definition<AnyCartCommand, CartLookups, CartEvent, CartRefusal> {
  return {
    kind: 'cart',
    schema: CART_SCHEMA,
    upgrade: upgradeCart,
    decide: decideAny,
    evolve,
    undoable: (command) => UNDOABLE.has((command.type === 'sequenced' ? command.command : command).type),
    // An undone operation was decided too, and must not be decided again.
    lasting: [CLIENTS],
    // A lower watermark would let a client's operations be decided twice.
    restored: (rows, { lists, schema }) => watermarksOf(rows, viewOf(upgradeCart(lists, schema))),
    lifetimeMs: cartLifetimeMs,
    idleMs: Math.max(IDLE_MS, (remindAfterMs ?? 0) + HOUR_MS),
    rest: {
      // Guests have no address, and most carts are theirs.
      afterMs: (id) => (isUser(id) ? remindAfterMs : null),
      unnoticed: NOT_BY_SHOPPER,
      act: actions.remind,
    },
    asksRecord: isUser,
    busy: (rows) => mergeOutOf(rows) !== undefined || rows.size(CHECKOUTS) > 0,
    // These lists hold only removed lines, checkouts and the rows of a merge.
    duties: {
      forget: {
        list: REMOVED,
        dueAt: (row) => (row as RemovedLine).removedAt + RESTORABLE_MS,
        act: async () => ({ command: { type: 'forget' }, facts: NO_LOOKUPS }),
      },
      resume: {
        list: CHECKOUTS,
        dueAt: (row) => ((row as Checkout).start ? (row as Checkout).at + RESUME_AFTER_MS : null),
        act: () => actions.resume().then(() => null),
      },
      push: {
        list: MERGE,
        dueAt: (row, key) => (key === OUT ? (row as MergeOut).at + PUSH_AFTER_MS : null),
        async act() {
          const command = await actions.push()
          return command && { command, facts: NO_LOOKUPS }
        },
      },
    },
  }
}

function isUser(id: string): boolean {
  return id.startsWith('usr_')
}

/**
 * Takes the higher watermark of each client. Lines of the newer copy stay lost, because they may contradict the rows.
 */
function watermarksOf(rows: RowsView, newer: RowsView): readonly Change[] {
  const others = knownClients(newer)
  return others.length > 0 ? evolve(rows, { type: 'clients_joined', clients: others }) : []
}
