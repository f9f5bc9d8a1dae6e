/** The cart, as the shared mechanism sees it. */
import {
  CART_SCHEMA,
  cartLifetimeMs,
  nextForgetting,
  REMOVED,
  RESTORABLE_MS,
  type RemovedLine,
} from '../domain/cart/cart.ts'
import { type CartCommand, type CartFacts, type CartRefusal, decide } from '../domain/cart/decide.ts'
import { type CartEvent, evolve } from '../domain/cart/evolve.ts'
import type { Definition } from './aggregate/definition.ts'

const IDLE_MS = 25 * 3600_000

/** What the caller looks up for a cart's commands; time and rank come from the mechanism. */
export type CartLookups = Pick<CartFacts, 'products'>

export const CART: Definition<CartCommand, CartLookups, CartEvent, CartRefusal> = {
  kind: 'cart',
  schema: CART_SCHEMA,
  upgrade: (lists) => lists,
  decide,
  evolve,
  undoable: (command) => command.type !== 'forget',
  lifetimeMs: cartLifetimeMs,
  idleMs: IDLE_MS,
  asksRecord: (id) => id.startsWith('usr_'),
  busy: () => false,
  dueFor({ list, value }) {
    if (list !== REMOVED || value === null) return null
    // The list holds removed lines alone.
    return { duty: 'forget', at: (value as RemovedLine).removedAt + RESTORABLE_MS }
  },
  duties: { forget: { command: { type: 'forget' }, facts: { products: new Map() }, next: nextForgetting } },
}
