/**
 * A small server that follows the rules of numbered batches, written without the domain's code, so that a mistake which
 * client and server would share is found. It logs each operation that it decides.
 */
import type { Cart } from '../../../client/src/api.ts'
import type { Confirmed, OperationResult, Pushed, Wire } from '../../../client/src/live/ports.ts'
import { PannierError } from '../../../client/src/problem.ts'

const MAX_QUANTITY = 999

interface ModelLine {
  lineId: string
  sku: string
  quantity: number
  selected: boolean
  attributes: Readonly<Record<string, string>>
}

export interface ModelCart {
  readonly user: string
  version: number
  items: ModelLine[]
  saved: ModelLine[]
  removed: ModelLine[]
  readonly clients: Map<string, { last: number; refused: Map<number, string> }>
}

export interface Decided {
  readonly client: string
  readonly wire: Wire
  readonly code: string | null
}

export class ModelServer {
  readonly log: Decided[] = []
  readonly #carts = new Map<string, ModelCart>()
  #lines = 0
  /** SKUs that do not exist. */
  readonly unknown = new Set<string>()

  cartOf(user: string): ModelCart {
    const known = this.#carts.get(user)
    if (known) return known
    const cart = { user, version: 0, items: [], saved: [], removed: [], clients: new Map() }
    this.#carts.set(user, cart)
    return cart
  }

  push(user: string, client: string, operations: readonly Wire[]): Pushed {
    const cart = this.cartOf(user)
    if (operations.some(({ sku }) => sku?.includes(' '))) throw refusal('invalid_request', 400)
    const first = operations[0]?.seq ?? 0
    if (operations.some(({ seq }, index) => seq !== first + index)) throw refusal('invalid_request', 400)
    const known = cart.clients.get(client)
    if (!known && first > 1) throw refusal('unknown_client', 409)
    const state = known ?? { last: 0, refused: new Map<number, string>() }
    if (first > state.last + 1) throw refusal('sequence_gap', 409)
    cart.clients.set(client, state)
    const results = operations.map((wire): OperationResult => {
      const { seq } = wire
      if (seq <= state.last) {
        const code = state.refused.get(seq)
        return { seq, status: 'done', ...(code !== undefined && { code }) }
      }
      const code = this.#apply(cart, wire)
      state.last = seq
      cart.version++
      this.log.push({ client, wire, code })
      if (code === null) return { seq, status: 'accepted' }
      state.refused.set(seq, code)
      return { seq, status: 'refused', code, detail: `refused: ${code}` }
    })
    return { results, state: this.read(user) }
  }

  read(user: string): Confirmed {
    const { version, items, saved, removed } = this.cartOf(user)
    const line = (each: ModelLine) => ({
      ...{ ...each, title: each.sku, image: null, labels: [], adjustments: [], priceChange: null },
      ...{ unitPrice: { amount: 100, currency: 'CNY' }, lineTotal: { amount: 100 * each.quantity, currency: 'CNY' } },
      ...{ availability: 'in_stock', addedAt: '', updatedAt: '' },
    })
    const restorableUntil = new Date(Date.now() + 20 * 3600_000).toISOString()
    const cart = {
      ...{ id: `crt_${user}`, userId: user, version, currency: 'CNY', items: items.map(line), saved: saved.map(line) },
      removed: removed.map(({ selected: _, ...each }) => ({ ...each, restorableUntil })),
      ...{ inCheckout: [], coupons: [], notices: [], updatedAt: null },
      totals: { itemCount: items.reduce((sum, { quantity }) => sum + quantity, 0) },
    }
    // The cast: money that no test looks at is missing.
    return { epoch: 1, version, etag: `"1-${version}.x"`, cart: structuredClone(cart) as unknown as Cart }
  }

  /** Another device's write. */
  addElsewhere(user: string, sku: string, quantity: number): void {
    const cart = this.cartOf(user)
    this.#apply(cart, { seq: 0, type: 'add', sku, quantity })
    cart.version++
  }

  /** The guest has signed in: lines of equal name join, and the client goes on at the user's cart. */
  merge(guest: string, user: string): void {
    const [from, to] = [this.cartOf(guest), this.cartOf(user)]
    for (const line of from.items) {
      const twin = to.items.find((each) => isEqual(each, line))
      if (twin) twin.quantity += line.quantity
      else to.items.push(line)
    }
    for (const [id, state] of from.clients) to.clients.set(id, state)
    to.version++
    from.items = []
  }

  forgetClients(user: string): void {
    this.cartOf(user).clients.clear()
  }

  #apply(cart: ModelCart, wire: Wire): string | null {
    const { type, quantity = 0 } = wire
    if (type === 'add') return this.#add(cart, wire.sku ?? '', quantity, wire.attributes ?? {})
    const name = wire.lineId ?? wire.sku ?? ''
    const list = type === 'restore' ? cart.removed : type === 'move' ? cart.saved : cart.items
    const found = list.filter(({ lineId, sku }) => (name.includes('~') ? lineId === name : sku === name))
    const [line] = found
    if (!line) return type === 'restore' ? 'not_restorable' : 'line_not_found'
    if (found.length > 1) return 'ambiguous_line'
    if (type === 'set' && quantity > 0) {
      if (quantity > MAX_QUANTITY) return 'quantity_limit'
      line.quantity = quantity
      return null
    }
    if (type === 'select') {
      line.selected = wire.selected ?? true
      return null
    }
    const target = type === 'save' ? cart.saved : type === 'set' || type === 'remove' ? cart.removed : cart.items
    const twin = target.find((each) => isEqual(each, line))
    list.splice(list.indexOf(line), 1)
    if (target === cart.removed && twin) target.splice(target.indexOf(twin), 1)
    if (twin && target !== cart.removed) twin.quantity += line.quantity
    else target.push(line)
    return null
  }

  #add(cart: ModelCart, sku: string, quantity: number, attributes: ModelLine['attributes']): string | null {
    if (this.unknown.has(sku)) return 'unknown_sku'
    const line = cart.items.find((each) => isEqual(each, { sku, attributes }))
    if ((line?.quantity ?? 0) + quantity > MAX_QUANTITY) return 'quantity_limit'
    if (line) line.quantity += quantity
    else cart.items.push({ lineId: `${sku}~s${++this.#lines}`, sku, quantity, selected: true, attributes })
    cart.removed = cart.removed.filter((each) => !isEqual(each, { sku, attributes }))
    return null
  }
}

type Named = Pick<ModelLine, 'sku' | 'attributes'>

function isEqual(a: Named, b: Named): boolean {
  return a.sku === b.sku && JSON.stringify(a.attributes) === JSON.stringify(b.attributes)
}

function refusal(code: 'invalid_request' | 'unknown_client' | 'sequence_gap', status: number): PannierError {
  return new PannierError(code, code, { status })
}
