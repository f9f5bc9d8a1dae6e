/**
 * Counts the units of each line of an order: shipped, delivered, refunded, and left to ship. Pure.
 * Invariant: a unit that was refunded without a return is one that has not shipped, as long as the line has any.
 */

import { accept, type Result, refuse } from '../result.ts'
import type { RowsView } from '../rows.ts'
import type { OrderRefusal } from './decision.ts'
import { lineIdOf, linesOf, type OrderLine, type Refund, type RefundLine, refundsOf } from './order.ts'
import type { Return } from './return.ts'
import { type Shipment, type ShippedLine, shipmentsOf } from './shipment.ts'
import { isAllowed, type OrderStatus } from './transitions.ts'

/** The parts of an order that count units, as its rows and its view have them. */
export interface OrderParts {
  readonly lines: readonly (readonly [sku: string, line: OrderLine])[]
  readonly shipments: readonly (readonly [number: number, shipment: Shipment])[]
  readonly refunds: readonly (readonly [id: string, refund: Refund])[]
}

interface Returning {
  readonly status: OrderStatus
  /** Oldest first. */
  readonly returns: readonly (readonly [id: string, its: Return])[]
}

export interface LineUnits {
  readonly sku: string
  readonly lineId: string
  readonly quantity: number
  readonly shipped: number
  /** Units that refunds without a return took although they had shipped. */
  readonly takenBack: number
  /** Units that can still ship. */
  readonly left: number
  /** Units that go back into stock if the order ends now. */
  readonly unsold: number
}

/** Units of a line; `sku` is its SKU or its lineId. */
export interface NamedUnits {
  readonly sku: string
  readonly quantity: number
}

export function partsOf(rows: RowsView): OrderParts {
  return { lines: linesOf(rows), shipments: shipmentsOf(rows), refunds: refundsOf(rows) }
}

export function unitsOf({ lines, shipments, refunds }: OrderParts): readonly LineUnits[] {
  const ids = lines.map(([sku, line]) => lineIdOf({ ...line, sku }))
  const shipped = new Map<string, number>()
  for (const [, shipment] of shipments) {
    const all = lines.map(([, { quantity }], place) => ({ lineId: ids[place] ?? '', quantity }))
    count(shipped, shipment.lines ?? all)
  }
  const [refunded, putBack] = [new Map<string, number>(), new Map<string, number>()]
  for (const [, { lines: units = [], restock, returnId }] of refunds) {
    // A return takes units that were delivered.
    if (returnId !== undefined) continue
    const named = units.map((each) => ({ lineId: refundedLineId(lines, each), quantity: each.quantity }))
    count(refunded, named)
    if (restock !== undefined) count(putBack, named)
  }
  return lines.map(([sku, { quantity }], place) => {
    const lineId = ids[place] ?? ''
    const its = (units: ReadonlyMap<string, number>) => units.get(lineId) ?? 0
    const kept = quantity - its(shipped)
    const [left, unsold] = [Math.max(0, kept - its(refunded)), Math.max(0, kept - its(putBack))]
    const takenBack = Math.max(0, its(refunded) - kept)
    return { sku, lineId, quantity, shipped: its(shipped), takenBack, left, unsold }
  })
}

export interface ReturnableLine extends ShippedLine {
  /** When the term of the first of these units ends. */
  readonly until: number
}

/**
 * The units of each line that the shopper may still return: delivered, within the term, and in no other return. A return
 * took the units whose term ended first, of those that were open when it was asked for.
 */
export function returnableOf(
  { status, returns, ...parts }: OrderParts & Returning,
  now: number,
): readonly ReturnableLine[] {
  if (!isAllowed(status, 'refund_pending')) return []
  // Counted once, because an order may have hundreds of lines in each of many parcels and returns.
  const arrived = parts.shipments
    .flatMap(([, { lines, deliveredAt: from, returnUntil: until = 0 }]) =>
      from === undefined ? [] : [{ from, until, units: lines && counted(lines) }],
    )
    .sort((a, b) => a.until - b.until)
  const back = returns.map(([, { state, lines, at }]) => ({ state, at, units: counted(lines) }))
  return unitsOf(parts).flatMap(({ sku, lineId, quantity: whole, takenBack }) => {
    const parcels = arrived.map(({ from, until, units }) => {
      return { from, until, left: units ? (units.get(lineId) ?? 0) : whole }
    })
    const take = (quantity: number, among: typeof parcels): number => {
      let wanted = quantity
      for (const parcel of among) {
        const taken = Math.min(wanted, parcel.left)
        parcel.left -= taken
        wanted -= taken
      }
      return wanted
    }
    for (const { state, units, at } of back) {
      const its = units.get(lineId)
      if (its === undefined) continue
      const open = parcels.filter(({ from, until }) => from <= at && at < until)
      // A clock that went back can put a return before its parcel; its units count all the same.
      if (state !== 'refused') take(take(its, open), parcels)
    }
    take(takenBack, parcels)
    const open = parcels.filter(({ until, left }) => until > now && left > 0)
    const quantity = open.reduce((sum, { left }) => sum + left, 0)
    return open[0] ? [{ sku, lineId, quantity, until: open[0].until }] : []
  })
}

/** Refunds of an earlier version have no lineId: they refer to the last line of their SKU. */
export function refundedLineId(
  lines: OrderParts['lines'],
  { sku, lineId }: Pick<RefundLine, 'sku' | 'lineId'>,
): string {
  return lineId ?? lineIdOf({ ...lines.findLast(([its]) => its === sku)?.[1], sku })
}

/**
 * The lines that the units name, each once. Refuses a SKU with several lines, and more units than `mostOf` allows.
 * @param limit the refusal of too many units
 */
export function namedUnits<Line extends { readonly sku: string; readonly lineId: string }>(
  lines: readonly Line[],
  wanted: readonly NamedUnits[],
  mostOf: (line: Line) => number,
  limit: (most: number, name: string) => OrderRefusal,
): Result<ReadonlyMap<Line, number>, OrderRefusal> {
  const named = new Map<Line, number>()
  for (const { sku: name, quantity } of wanted) {
    const found = lines.filter(({ sku, lineId }) => name === sku || name === lineId)
    const [line] = found
    if (found.length > 1) {
      const detail = `The order has ${found.length} lines of ${name}. Name one of them by its lineId.`
      return refuse({ code: 'ambiguous_line', detail, lineIds: found.map(({ lineId }) => lineId) })
    }
    const all = quantity + (line ? (named.get(line) ?? 0) : 0)
    const most = line ? mostOf(line) : 0
    if (!line || all > most) return refuse(limit(most - all + quantity, name))
    named.set(line, all)
  }
  return accept(named)
}

function count(units: Map<string, number>, lines: readonly { readonly lineId: string; readonly quantity: number }[]) {
  for (const { lineId, quantity } of lines) units.set(lineId, (units.get(lineId) ?? 0) + quantity)
}

function counted(lines: Parameters<typeof count>[1]): ReadonlyMap<string, number> {
  const units = new Map<string, number>()
  count(units, lines)
  return units
}
