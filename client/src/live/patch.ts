/** Messages of the socket that change the state. Pure. */
import type { Cart, CartLine } from '../api.ts'
import type { Confirmed } from './ports.ts'

export interface ChangeMessage
  extends Partial<Pick<Cart, 'saved' | 'removed' | 'coupons' | 'inCheckout' | 'totals' | 'notices'>> {
  readonly epoch: number
  readonly version: number
  /** The first version that it replaces, if it replaces several. */
  readonly from?: number
  readonly etag: string
  readonly items?: readonly CartLine[]
  readonly gone?: readonly string[]
  readonly order?: readonly string[]
}

/** The state after a change; null when a change before it is missing. */
export function patched(before: Confirmed, change: ChangeMessage): Confirmed | null {
  const { epoch, version, from = version, etag, items = [], gone = [], order, ...lists } = change
  if (epoch !== before.epoch || from > before.version + 1) return null
  if (version < before.version) return before
  const lines = new Map(before.cart.items.map((line) => [line.lineId, line]))
  for (const lineId of gone) lines.delete(lineId)
  for (const line of items) lines.set(line.lineId, line)
  const inOrder = order ? order.flatMap((lineId) => lines.get(lineId) ?? []) : [...lines.values()]
  const cart: Cart = { ...before.cart, ...lists, version, items: inOrder }
  return { epoch, version, etag, cart }
}
