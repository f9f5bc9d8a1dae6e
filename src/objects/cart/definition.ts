/** The cart, as the shared mechanism sees it. */
import {
  CART_SCHEMA,
  cartLifetimeMs,
  nextForgetting,
  REMOVED,
  RESTORABLE_MS,
  type RemovedLine,
} from '../../domain/cart/cart.ts'
import { type CartCommand, type CartFacts, type CartRefusal, decide } from '../../domain/cart/decide.ts'
import { type CartEvent, evolve } from '../../domain/cart/evolve.ts'
import { MERGE, type MergeOut, mergeOutOf, OUT } from '../../domain/cart/merge-rows.ts'
import type { Definition } from '../aggregate/definition.ts'

const IDLE_MS = 25 * 3600_000
/** The request that seals a cart hands its lines over itself; only when it fails does the alarm. */
const PUSH_AFTER_MS = 10_000
const NOT_UNDOABLE: ReadonlySet<CartCommand['type']> = new Set(['forget', 'seal', 'import', 'merged'])

/** What the caller looks up for a cart's commands; time and rank come from the mechanism. */
export type CartLookups = Pick<CartFacts, 'products'>
export const NO_LOOKUPS: CartLookups = { products: new Map() }

/** @param push hands a sealed guest's lines over; answers the command that writes it down, or null */
export function cartDefinition(
  push: () => Promise<CartCommand | null>,
): Definition<CartCommand, CartLookups, CartEvent, CartRefusal> {
  return {
    kind: 'cart',
    schema: CART_SCHEMA,
    upgrade: (lists) => lists,
    decide,
    evolve,
    undoable: (command) => !NOT_UNDOABLE.has(command.type),
    lifetimeMs: cartLifetimeMs,
    idleMs: IDLE_MS,
    asksRecord: (id) => id.startsWith('usr_'),
    busy: (rows) => mergeOutOf(rows) !== undefined,
    dueFor({ list, key, value }) {
      if (value === null) return null
      // These lists hold removed lines, and what a merge is about, alone.
      if (list === REMOVED) return { duty: 'forget', at: (value as RemovedLine).removedAt + RESTORABLE_MS }
      if (list === MERGE && key === OUT) return { duty: 'push', at: (value as MergeOut).at + PUSH_AFTER_MS }
      return null
    },
    duties: {
      forget: { next: nextForgetting, act: async () => ({ command: { type: 'forget' }, facts: NO_LOOKUPS }) },
      push: {
        next(rows) {
          const out = mergeOutOf(rows)
          return out ? out.at + PUSH_AFTER_MS : null
        },
        async act() {
          const command = await push()
          return command && { command, facts: NO_LOOKUPS }
        },
      },
    },
  }
}
