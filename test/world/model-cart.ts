/**
 * What a cart should be, written from the contract alone: no code of the shipped domain is used here.
 * States are never changed; each accepted operation makes a new one.
 */
interface ModelLine {
  readonly quantity: number
  readonly selected: boolean
  readonly attributes: string
  readonly title: string
  readonly price: number
  /** Its place among the lines. */
  readonly order: number
}

export interface ModelState {
  readonly items: ReadonlyMap<string, ModelLine>
  readonly removed: ReadonlyMap<string, ModelLine & { readonly removedAt: number }>
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
  | { readonly type: 'remove' | 'restore'; readonly sku: string }
  | { readonly type: 'select'; readonly selected: boolean; readonly skus?: readonly string[] }
  | { readonly type: 'clear' | 'forget' }

export interface ModelProduct {
  readonly title: string
  readonly price: number
}

export const NOTHING: ModelState = { items: new Map(), removed: new Map() }

const DAY_MS = 24 * 3600_000
const MOST_UNITS = 999

/** The next state, or the code of a refusal. */
export function applyCommand(
  state: ModelState,
  command: ModelCommand,
  moment: { readonly at: number; readonly order: number },
  products: ReadonlyMap<string, ModelProduct | null>,
): ModelState | string {
  const items = new Map(state.items)
  const removed = new Map(state.removed)
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
    case 'forget':
      for (const [sku, line] of [...removed]) if (line.removedAt + DAY_MS <= moment.at) removed.delete(sku)
      break
  }
  return { items, removed }
}

type Rows = { readonly [list: string]: { readonly [key: string]: unknown } }

/** A state as text that is equal when the carts are: lines in their order, removed lines by SKU. */
export function textOf(state: ModelState): string {
  const lines = [...state.items].sort(([, a], [, b]) => a.order - b.order)
  const removed = [...state.removed].sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([lines.map(show), removed.map(show)])
}

/** The same text of rows as the system holds them. */
export function textOfRows(rows: Rows): string {
  // What the system wrote; anything else shows as a difference.
  const items = Object.entries(rows.items ?? {}) as [string, StoredLine][]
  const removed = Object.entries(rows.removed ?? {}) as [string, StoredLine][]
  const others = Object.keys(rows).filter((list) => list !== 'items' && list !== 'removed')
  items.sort(([, a], [, b]) => a.rank - b.rank)
  removed.sort(([a], [b]) => (a < b ? -1 : 1))
  const text = JSON.stringify([items.map(showStored), removed.map(showStored)])
  return others.length > 0 ? `${text} and ${others}` : text
}

/** The state that such rows stand for. */
export function stateOfRows(rows: Rows): ModelState {
  const lineOf = ({ quantity, selected, attributes, title, price, rank }: StoredLine): ModelLine => {
    return { quantity, selected, attributes: JSON.stringify(attributes), title, price, order: rank }
  }
  const items = Object.entries(rows.items ?? {}) as [string, StoredLine][]
  const removed = Object.entries(rows.removed ?? {}) as [string, StoredLine & { removedAt: number }][]
  return {
    items: new Map(items.map(([sku, line]) => [sku, lineOf(line)])),
    removed: new Map(removed.map(([sku, line]) => [sku, { ...lineOf(line), removedAt: line.removedAt }])),
  }
}

interface StoredLine {
  readonly quantity: number
  readonly selected: boolean
  readonly attributes: object
  readonly title: string
  readonly price: number
  readonly rank: number
}

function show([sku, { quantity, selected, attributes, title, price }]: readonly [string, ModelLine]) {
  return [sku, quantity, selected, attributes, title, price]
}

function showStored([sku, line]: readonly [string, StoredLine]) {
  return [sku, line.quantity, line.selected, JSON.stringify(line.attributes), line.title, line.price]
}
