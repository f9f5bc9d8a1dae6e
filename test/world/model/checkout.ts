/**
 * How lines leave a cart for an order and return, written only from the contract.
 * Invariant: a line is in the cart, in one checkout, or sold. A code moves with its lines, also into the cart of the
 * user to whom a guest's sealed cart passes them.
 */
import { equalTo, type ModelLines, type ModelState, NEW, withoutStanding } from './cart.ts'

interface Moment {
  readonly at: number
  readonly order: number
}

const DAY_MS = 24 * 3600_000
const MAX_NAMED = 100

interface Begun {
  readonly orderId: string
  readonly key: string
  readonly lineIds: readonly string[]
  readonly coupons: readonly string[]
}

interface Returned {
  readonly lines: ModelLines
  readonly coupons: readonly string[]
}

/** Moves these lines and codes into a checkout; keys older than a day are free. */
export function begin(
  state: ModelState,
  { orderId, key, lineIds, coupons }: Begun,
  { at }: Pick<Moment, 'at'>,
): ModelState {
  const items = new Map(state.items)
  const lines = new Map([...items].filter(([id]) => lineIds.includes(id)))
  for (const id of lineIds) items.delete(id)
  const keys = new Map([...state.keys].filter(([, used]) => used.at + DAY_MS > at)).set(key, { orderId, at })
  const checkouts = new Map(state.checkouts).set(orderId, { key, starting: true, lines, coupons })
  const left = new Map([...state.coupons].filter(([code]) => !coupons.includes(code)))
  return { ...state, items, keys, checkouts, coupons: left }
}

export function placed(state: ModelState, orderId: string, at: number): ModelState {
  const checkout = state.checkouts.get(orderId)
  if (!checkout) return state
  const checkouts = new Map(state.checkouts).set(orderId, { ...checkout, starting: false })
  return { ...state, checkouts, orders: newest(new Map(state.orders).set(orderId, at)) }
}

/** A cart lists only its newest orders. */
function newest(orders: ModelState['orders']): ModelState['orders'] {
  return new Map([...orders].sort(([, a], [, b]) => b - a).slice(0, MAX_NAMED))
}

/** The order is settled in this cart, so it was placed, whether or not its answer arrived. */
export function stood(state: ModelState, orderId: string, at: number): ModelState {
  return state.checkouts.get(orderId)?.starting ? placed(state, orderId, at) : state
}

/** The lines leave this cart: they are sold, or in another cart. */
export function ended(state: ModelState, orderId: string): ModelState {
  const checkouts = new Map(state.checkouts)
  checkouts.delete(orderId)
  return { ...state, checkouts }
}

/**
 * The lines return to their places, on top of lines that were added meanwhile; codes that were added again exist once.
 */
export function givenBack(state: ModelState, orderId: string, at: number): ModelState {
  const { lines = new Map(), coupons = [] } = state.checkouts.get(orderId) ?? {}
  return { ...back(ended(state, orderId), lines), coupons: codesBack(state, coupons, at) }
}

/** The order was never placed, so its key is free. */
export function refused(state: ModelState, orderId: string, at: number): ModelState {
  const keys = new Map(state.keys)
  keys.delete(state.checkouts.get(orderId)?.key ?? '')
  return { ...givenBack(state, orderId, at), keys }
}

/** Lines of another cart's order are placed after the existing lines. */
export function takenBack(
  state: ModelState,
  orderId: string,
  { lines, coupons }: Returned,
  moment: Moment,
): ModelState {
  const inOrder = [...lines].sort(([, a], [, b]) => a.order - b.order)
  const behind = inOrder.map(([, line], index) => {
    return [`${NEW}${index}`, { ...line, order: moment.order + (index + 1) / (lines.size + 2) }] as const
  })
  const codes = codesBack(state, coupons, moment.at)
  return { ...back(state, new Map(behind)), coupons: codes, returned: new Map(state.returned).set(orderId, moment.at) }
}

function codesBack(state: ModelState, coupons: readonly string[], at: number): ModelState['coupons'] {
  const codes = new Map(state.coupons)
  for (const code of coupons) if (!codes.has(code)) codes.set(code, at)
  return codes
}

function back(state: ModelState, lines: ModelLines): ModelState {
  const items = new Map(state.items)
  for (const [id, line] of lines) {
    const [ownId, own] = equalTo(items, line) ?? [id, null]
    items.set(ownId, own ? { ...own, quantity: own.quantity + line.quantity } : line)
  }
  return { ...state, items, removed: withoutStanding(state.removed, items) }
}
