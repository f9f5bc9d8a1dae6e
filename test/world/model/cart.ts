/**
 * What a cart should be, written from the contract alone: no code of the shipped domain is used here.
 * States are never changed; each accepted operation makes a new one.
 */
export interface ModelLine {
  readonly quantity: number
  readonly selected: boolean
  readonly attributes: string
  readonly title: string
  readonly price: number
  /** Its place among the lines. */
  readonly order: number
}

export type ModelLines = ReadonlyMap<string, ModelLine>

export interface ModelState {
  readonly items: ModelLines
  readonly removed: ReadonlyMap<string, ModelLine & { readonly removedAt: number }>
  readonly saved: ModelLines
  /** By code, since when each is here: in this order they are shown. */
  readonly coupons: ReadonlyMap<string, number>
  /** Of a guest: whom the cart was bound to, and whether its lines have arrived there. */
  readonly bound: { readonly userId: string; readonly strategy: string; readonly done: boolean } | null
  /** Of a user: when each guest's lines came in. */
  readonly guests: ReadonlyMap<string, number>
  /** By order id: lines that are neither in the cart nor sold yet. */
  readonly checkouts: ReadonlyMap<string, ModelCheckout>
  /** By the key of a checkout: the order that it stands for. */
  readonly keys: ReadonlyMap<string, { readonly orderId: string; readonly at: number }>
  /** Orders that stood once, and those of merged guests whose lines came back here, each with the time. */
  readonly orders: ReadonlyMap<string, number>
  readonly returned: ReadonlyMap<string, number>
}

export interface ModelCheckout {
  readonly key: string
  /** Whether the order has not answered yet. */
  readonly starting: boolean
  readonly lines: ModelLines
  /** Codes that went with them. */
  readonly coupons: readonly string[]
}

export type ModelCommand =
  | { readonly type: 'add'; readonly sku: string; readonly quantity: number; readonly attributes?: object }
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
}

const DAY_MS = 24 * 3600_000
export const MOST_UNITS = 999

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
  const takeOut = (sku: string, line: ModelLine) => {
    items.delete(sku)
    removed.set(sku, { ...line, removedAt: moment.at })
  }
  switch (command.type) {
    case 'add': {
      const product = products.get(command.sku)
      if (!product) return 'unknown_sku'
      const line = items.get(command.sku)
      const quantity = (line?.quantity ?? 0) + command.quantity
      if (quantity > MOST_UNITS) return 'quantity_limit'
      const attributes = command.attributes ? JSON.stringify(command.attributes) : (line?.attributes ?? '{}')
      const fresh = { selected: true, title: product.title, price: product.price, order: moment.order }
      items.set(command.sku, { ...(line ?? fresh), quantity, attributes })
      removed.delete(command.sku)
      break
    }
    case 'set': {
      const line = items.get(command.sku)
      if (!line) return 'line_not_found'
      const { quantity = line.quantity, selected = line.selected } = command
      if (quantity > MOST_UNITS) return 'quantity_limit'
      const attributes = command.attributes ? JSON.stringify(command.attributes) : line.attributes
      if (quantity === 0) takeOut(command.sku, line)
      else items.set(command.sku, { ...line, quantity, selected, attributes })
      break
    }
    case 'remove': {
      const line = items.get(command.sku)
      if (!line) return 'line_not_found'
      takeOut(command.sku, line)
      break
    }
    case 'restore': {
      const gone = removed.get(command.sku)
      if (!gone || gone.removedAt + DAY_MS <= moment.at) return 'not_restorable'
      const { removedAt: _, ...line } = gone
      items.set(command.sku, line)
      removed.delete(command.sku)
      break
    }
    case 'select':
      for (const sku of command.skus ?? [...items.keys()]) {
        const line = items.get(sku)
        if (!line) return 'line_not_found'
        items.set(sku, { ...line, selected: command.selected })
      }
      break
    case 'clear':
      for (const [sku, line] of [...items]) takeOut(sku, line)
      break
    case 'save': {
      const line = items.get(command.sku)
      if (!line) return 'line_not_found'
      const aside = saved.get(command.sku)
      const quantity = line.quantity + (aside?.quantity ?? 0)
      if (quantity > MOST_UNITS) return 'quantity_limit'
      items.delete(command.sku)
      saved.set(command.sku, { ...line, quantity, order: aside?.order ?? moment.order })
      break
    }
    case 'move': {
      const aside = saved.get(command.sku)
      if (!aside) return 'line_not_found'
      const line = items.get(command.sku)
      const quantity = aside.quantity + (line?.quantity ?? 0)
      if (quantity > MOST_UNITS) return 'quantity_limit'
      saved.delete(command.sku)
      items.set(command.sku, line ? { ...line, quantity } : { ...aside, order: moment.order })
      removed.delete(command.sku)
      break
    }
    case 'unsave':
      if (!saved.delete(command.sku)) return 'line_not_found'
      break
    case 'add_coupon':
      // The histories have fewer codes than a cart takes.
      if (!coupons.has(command.code)) coupons.set(command.code, moment.at)
      break
    case 'remove_coupon':
      if (!coupons.delete(command.code)) return 'unknown_coupon'
      break
    case 'forget':
      for (const [sku, line] of [...removed]) if (line.removedAt + DAY_MS <= moment.at) removed.delete(sku)
      break
  }
  return { ...state, items, removed, saved, coupons }
}
