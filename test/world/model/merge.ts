/**
 * The merge of a guest's cart into a user's, written only from the contract: every line and code of the guest arrives,
 * lines that both have by the strategy, the others after the user's lines. These carts stay far below their limits.
 */
import { equalTo, MAX_UNITS, type ModelLine, type ModelLines, type ModelState, NEW, withoutStanding } from './cart.ts'
import { united } from './clients.ts'

export type Strategy = 'sum' | 'max' | 'keepUser' | 'keepGuest'
export const STRATEGIES = ['sum', 'max', 'keepUser', 'keepGuest'] as const satisfies readonly Strategy[]

/** The lines to hand over: removed lines stay behind. */
export interface ModelGuest {
  readonly id: string
  readonly strategy: Strategy
  readonly items: ModelLines
  readonly saved: ModelLines
  readonly coupons: ModelState['coupons']
  readonly orders: ModelState['orders']
  readonly clients: ModelState['clients']
}

export interface ModelEntry {
  readonly sku: string
  readonly lineId: string
  readonly guestQuantity: number
  readonly userQuantity: number
  readonly resultQuantity: number
  readonly saved?: true
}

/** The histories use fewer codes than a cart accepts. */
export interface ModelCode {
  readonly code: string
  readonly carried: true
}

export type ModelReport = readonly (ModelEntry | ModelCode)[]

/** Longer than any guest's token and cart live: until then a user's cart remembers whose lines it has. */
const KNOWN_MS = 60 * 24 * 3600_000

export function importInto(
  user: ModelState,
  guest: ModelGuest,
  { at, order }: { readonly at: number; readonly order: number },
): { readonly state: ModelState; readonly report: ModelReport } {
  const items = new Map(user.items)
  const saved = new Map(user.saved)
  const report: (ModelEntry | ModelCode)[] = []
  const arrive = (into: Map<string, ModelLine>, lines: ModelLines, mark: { saved?: true }) => {
    const sorted = [...lines].sort(([, a], [, b]) => a.order - b.order)
    for (const [index, [, line]] of sorted.entries()) {
      const { sku } = line
      const [lineId, own] = equalTo(into, line) ?? [`${NEW}${mark.saved ?? false} ${index}`, undefined]
      // The time lies between this write's and the next one's.
      const place = order + index / (lines.size + 1)
      const result = own ? together(own, line, guest.strategy) : { ...line, order: place }
      into.set(lineId, result)
      const { quantity } = line
      report.push({
        ...{ sku, lineId, guestQuantity: quantity },
        ...{ userQuantity: own?.quantity ?? 0, resultQuantity: result.quantity },
        ...mark,
      })
    }
  }
  arrive(items, guest.items, {})
  arrive(saved, guest.saved, { saved: true })
  const removed = withoutStanding(user.removed, items)
  const guests = new Map([...user.guests].filter(([, since]) => since + KNOWN_MS > at)).set(guest.id, at)
  const coupons = new Map(user.coupons)
  for (const [code] of [...guest.coupons].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1))) {
    if (!coupons.has(code)) coupons.set(code, at)
    report.push({ code, carried: true })
  }
  const orders = new Map([...user.orders, ...guest.orders])
  const clients = united(user.clients, guest.clients)
  return { state: { ...user, items, saved, removed, guests, coupons, orders, clients }, report }
}

/** The line that both carts have: the user's place, and the quantity that the strategy computes. */
function together(user: ModelLine, guest: ModelLine, strategy: Strategy): ModelLine {
  if (strategy === 'keepUser') return user
  if (strategy === 'keepGuest') return { ...guest, order: user.order }
  const sum = Math.min(MAX_UNITS, user.quantity + guest.quantity)
  return {
    ...user,
    quantity: strategy === 'max' ? Math.max(user.quantity, guest.quantity) : sum,
    selected: user.selected || guest.selected,
  }
}
