/**
 * The traffic policies, one row for each class of route: what a class does while a tier does not answer, how long an
 * overloaded isolate may let it wait, and what an operator can switch it to. The code reads its decisions from here.
 * Invariants: no mode loses a line, sells a unit twice or charges an old price; checkout never reads old values, a
 * payment of an order is never switched off, and operators reach their routes in every mode.
 */

/** `class-of.ts` lists the paths of each class. */
export const ROUTE_CLASSES = ['browsing', 'cart', 'checkout', 'orders', 'accounts', 'sign_in', 'operators'] as const
export type RouteClass = (typeof ROUTE_CLASSES)[number]

/**
 * From the mildest to the strictest. `open`: goes on without the tier. `partial`: only requests that need the tier get
 * 503. `stale`: old values where there are no current ones. `shed`: 503 for requests that would wait too long.
 * `refuse`: 503 for all.
 */
export const MODES = ['normal', 'open', 'partial', 'stale', 'shed', 'refuse'] as const
export type Mode = (typeof MODES)[number]

/** Modes that an operator can choose; `normal` ends the switch. */
export const SWITCH_MODES = ['normal', 'stale', 'refuse'] as const
export type SwitchMode = (typeof SWITCH_MODES)[number]

export interface Policy {
  /** While Redis is down. */
  readonly l2Down: 'normal' | 'open'
  /** While MySQL or D1 is down. */
  readonly recordDown: 'normal' | 'open' | 'partial' | 'stale'
  /** The longest expected wait in an overloaded isolate, as a share of MAX_WAIT_MS; null is always admitted. */
  readonly patience: number | null
  readonly switches: readonly Exclude<SwitchMode, 'normal'>[]
}

export const POLICIES: { readonly [Class in RouteClass]: Policy } = {
  // Products, lists and categories, at most an hour old, instead of an error.
  browsing: { l2Down: 'open', recordDown: 'stale', patience: 0.6, switches: ['stale', 'refuse'] },
  // The object stores every write and copies it later. Switched to `stale`, carts are read from Redis, and not written.
  cart: { l2Down: 'open', recordDown: 'open', patience: 1, switches: ['stale', 'refuse'] },
  // Needs current products and prices: 503 once they are older than a minute.
  checkout: { l2Down: 'open', recordDown: 'partial', patience: 1.6, switches: ['refuse'] },
  // Orders that exist, their payments and signed calls of other systems. Lists come from the record.
  orders: { l2Down: 'normal', recordDown: 'partial', patience: 1.6, switches: [] },
  accounts: { l2Down: 'open', recordDown: 'partial', patience: 1.6, switches: ['refuse'] },
  // Without Redis, the objects' own counters limit sign-ins: an outage neither opens nor closes them.
  sign_in: { l2Down: 'open', recordDown: 'normal', patience: 1.6, switches: [] },
  operators: { l2Down: 'normal', recordDown: 'partial', patience: null, switches: [] },
}
