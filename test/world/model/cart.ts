/**
 * The expected cart, written only from the contract: no code of the shipped domain is used here.
 * Invariant: states are immutable; each accepted operation makes a new one.
 */
import type { ModelClients } from './clients.ts'

export interface ModelLine {
  readonly sku: string
  readonly quantity: number
  readonly selected: boolean
  /** Equal attributes have equal text. */
  readonly attributes: string
  readonly title: string
  readonly price: number
  /** The line's place among the lines. */
  readonly order: number
}

/** Lines by id. An id that the system has still to choose begins with NEW. */
export type ModelLines = ReadonlyMap<string, ModelLine>

export interface ModelState {
  readonly items: ModelLines
  readonly removed: ReadonlyMap<string, ModelLine & { readonly removedAt: number }>
  readonly saved: ModelLines
  /** The time when each code was added; codes are shown in this order. */
  readonly coupons: ReadonlyMap<string, number>
  /** For a guest: the user to whom the cart is bound, and whether its lines have arrived there. */
  readonly bound: { readonly userId: string; readonly strategy: string; readonly done: boolean } | null
  /** For a user: when each guest's lines were merged. */
  readonly guests: ReadonlyMap<string, number>
  /** Lines that are neither in the cart nor sold yet, by order id. */
  readonly checkouts: ReadonlyMap<string, ModelCheckout>
  /** Order ids by the idempotency key of their checkout. */
  readonly keys: ReadonlyMap<string, { readonly orderId: string; readonly at: number }>
  /** Orders that were placed, and orders of merged guests whose lines came back here, each with the time. */
  readonly orders: ReadonlyMap<string, number>
  readonly returned: ReadonlyMap<string, number>
  readonly clients: ModelClients
}

export interface ModelCheckout {
  readonly key: string
  /** Whether the order has not answered yet. */
  readonly starting: boolean
  readonly lines: ModelLines
  /** Codes that went into the checkout. */
  readonly coupons: readonly string[]
}

export type ModelCommand =
  | { readonly type: 'add'; readonly sku: string; readonly quantity: number; readonly attributes?: object }
  /** A SKU if it has one line, or a line's id. */
  | {
      readonly type: 'set'
      readonly sku: string
      readonly quantity?: number
      readonly selected?: boolean
      readonly attributes?: object
    }
  | { readonly type: 'remove' | 'restore' | 'save' | 'move' | 'unsave'; readonly sku: string }
  | { readonly type: 'select'; readonly selected: boolean; readonly skus?: readonly string[] }
  | { readonly type: 'add_coupon' | 'remove_coupon'; readonly code: string }
  | { readonly type: 'clear' | 'forget' }

export interface ModelProduct {
  readonly title: string
  readonly price: number
}

export const NOTHING: ModelState = {
  items: new Map(),
  removed: new Map(),
  saved: new Map(),
  coupons: new Map(),
  bound: null,
  guests: new Map(),
  checkouts: new Map(),
  keys: new Map(),
  orders: new Map(),
  returned: new Map(),
  clients: new Map(),
}

const DAY_MS = 24 * 3600_000
export const NEW = 'new '
export const MAX_UNITS = 999

/** The next state, or the code of a refusal. */
export function applyCommand(
  state: ModelState,
  command: ModelCommand,
  moment: { readonly at: number; readonly order: number },
  products: ReadonlyMap<string, ModelProduct | null>,
): ModelState | string {
  const items = new Map(state.items)
  const removed = new Map(state.removed)
  const saved = new Map(state.saved)
  const coupons = new Map(state.coupons)
  const takeOut = (id: string, line: ModelLine) => {
    items.delete(id)
    removed.set(id, { ...line, removedAt: moment.at })
  }
  switch (command.type) {
    case 'add': {
      const { sku } = command
      const product = products.get(sku)
      if (!product) return 'unknown_sku'
      const attributes = attributesText(command.attributes ?? {})
      const [id, line] = equalTo(items, { sku, attributes }) ?? [`${NEW}${moment.order}`, null]
      const quantity = (line?.quantity ?? 0) + command.quantity
      if (quantity > MAX_UNITS) return 'quantity_limit'
      const { title, price } = product
      items.set(id, { ...(line ?? { sku, attributes, selected: true, title, price, order: moment.order }), quantity })
      break
    }
    case 'set': {
      const named = called(items, command.sku)
      if (typeof named === 'string') return named
      const [id, line] = named
      const { quantity = line.quantity, selected = line.selected } = command
      if (quantity === 0) {
        takeOut(id, line)
        break
      }
      const attributes = command.attributes ? attributesText(command.attributes) : line.attributes
      const next = { ...line, quantity, selected, attributes }
      const twin = [...items].find(([other, its]) => other !== id && isEqual(its, next))
      const units = quantity + (twin?.[1].quantity ?? 0)
      if (units > MAX_UNITS) return 'quantity_limit'
      // Two lines that become equal are one: the named line stays.
      if (twin) items.delete(twin[0])
      const either = twin && command.selected === undefined ? line.selected || twin[1].selected : selected
      items.set(id, { ...next, quantity: units, selected: either })
      break
    }
    case 'remove': {
      const named = called(items, command.sku)
      if (typeof named === 'string') return named
      takeOut(...named)
      break
    }
    case 'restore': {
      const gone = new Map([...removed].filter(([, { removedAt }]) => removedAt + DAY_MS > moment.at))
      const named = called(gone, command.sku)
      if (typeof named === 'string') return named === 'line_not_found' ? 'not_restorable' : named
      const [id, { removedAt: _, ...line }] = named
      items.set(id, line)
      removed.delete(id)
      break
    }
    case 'select': {
      const chosen = command.skus ?? [...items.keys()]
      for (const name of chosen) {
        const named = called(items, name)
        if (typeof named === 'string') return named
        items.set(named[0], { ...named[1], selected: command.selected })
      }
      break
    }
    case 'clear':
      for (const [id, line] of [...items]) takeOut(id, line)
      break
    case 'save': {
      const named = called(items, command.sku)
      if (typeof named === 'string') return named
      const [id, line] = named
      const [asideId, aside] = equalTo(saved, line) ?? [id, null]
      const quantity = line.quantity + (aside?.quantity ?? 0)
      if (quantity > MAX_UNITS) return 'quantity_limit'
      items.delete(id)
      saved.set(asideId, { ...line, quantity, order: aside?.order ?? moment.order })
      break
    }
    case 'move': {
      const named = called(saved, command.sku)
      if (typeof named === 'string') return named
      const [id, aside] = named
      const [lineId, line] = equalTo(items, aside) ?? [id, null]
      const quantity = aside.quantity + (line?.quantity ?? 0)
      if (quantity > MAX_UNITS) return 'quantity_limit'
      saved.delete(id)
      items.set(lineId, line ? { ...line, quantity } : { ...aside, order: moment.order })
      break
    }
    case 'unsave': {
      const named = called(saved, command.sku)
      if (typeof named === 'string') return named
      saved.delete(named[0])
      break
    }
    case 'add_coupon':
      // The histories use fewer codes than a cart accepts.
      if (!coupons.has(command.code)) coupons.set(command.code, moment.at)
      break
    case 'remove_coupon':
      if (!coupons.delete(command.code)) return 'unknown_coupon'
      break
    case 'forget':
      for (const [id, line] of [...removed]) if (line.removedAt + DAY_MS <= moment.at) removed.delete(id)
      break
  }
  return { ...state, items, removed: withoutStanding(removed, items), saved, coupons }
}

/** A line that is in the cart again cannot be restored. */
export function withoutStanding(removed: ModelState['removed'], items: ModelLines): ModelState['removed'] {
  return new Map([...removed].filter(([, line]) => !equalTo(items, line)))
}

export function equalTo<Line extends ModelLine>(
  lines: ReadonlyMap<string, Line>,
  wanted: Pick<ModelLine, 'sku' | 'attributes'>,
): readonly [id: string, line: Line] | undefined {
  return [...lines].find(([, line]) => isEqual(line, wanted))
}

function isEqual(a: Pick<ModelLine, 'sku' | 'attributes'>, b: Pick<ModelLine, 'sku' | 'attributes'>): boolean {
  return a.sku === b.sku && a.attributes === b.attributes
}

/** The only line that a name stands for, or the code of a refusal. */
function called<Line extends ModelLine>(
  lines: ReadonlyMap<string, Line>,
  name: string,
): readonly [string, Line] | string {
  const all = [...lines].filter(([id, { sku }]) => id === name || sku === name)
  if (all.length > 1) return 'ambiguous_line'
  return all[0] ?? 'line_not_found'
}

export function attributesText(attributes: object): string {
  return JSON.stringify(Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))))
}
