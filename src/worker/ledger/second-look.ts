/**
 * Examines suspected differences again, at the objects themselves, so that a late copy does not count as a difference.
 * Invariant: the record is read before the object, so that a copy that is not behind is judged as it is; when an object
 * does not answer, the record decides.
 */
import type { Copy, Kind, LiveCopy } from '../../domain/copy.ts'
import type { Difference } from '../../domain/ledger/difference.ts'
import { documentDifferences } from '../../domain/ledger/documents.ts'
import {
  isOrderInFlight,
  MAX_FLIGHT_MS,
  type OrderFigures,
  orderDifferences,
  stuckDifferences,
} from '../../domain/ledger/orders.ts'
import { paymentClaims } from '../../domain/ledger/payments.ts'
import { skuDifferences, stockMissing } from '../../domain/ledger/stock.ts'
import { compare } from '../../domain/position.ts'
import { viewOf } from '../../domain/rows.ts'
import { totalsOf } from '../../domain/stock/stock.ts'
import { TierError } from '../../tiers/calls/tier-error.ts'
import { columnsOf } from '../../tiers/record/columns.ts'
import { callObject } from '../object-call.ts'
import { GRACE_MS, type LedgerPorts } from './ports.ts'
import type { Statements } from './statements.ts'

export type Finding = readonly Difference[] | 'in_flight'

/** @param documentsSince when the shop issued its first document; null if it issues none */
export async function lookAtOrder(
  ports: LedgerPorts,
  statements: Statements,
  id: string,
  documentsSince: number | null,
): Promise<Finding> {
  const { record, objects, now } = ports
  const held = await heldCopy(ports, 'order', id)
  const [row] = await record.ordersForLedger(1, before(id))
  // The order has been erased in the meantime.
  if (row?.id !== id) return []
  const newer = await newerCopy(held, () => objects.order(id).snapshot())
  const figures = newer ? figuresOf(newer) : row
  const since = now() - GRACE_MS
  const stuck = stuckDifferences(figures, since)
  if (isOrderInFlight(figures, since)) return stuck.length > 0 ? stuck : 'in_flight'
  const claims = paymentClaims(figures, now()).filter((claim) => statements.covers(claim))
  const found = await Promise.all(claims.map((claim) => statements.differences(claim)))
  const own = [...orderDifferences(figures), ...documentDifferences(figures, documentsSince)]
  return [...stuck, ...own, ...found.flatMap((differences) => differences ?? [])]
}

export async function lookAtSku({ record, objects, now }: LedgerPorts, sku: string): Promise<Finding> {
  const held = await heldCopy({ record }, 'stock', sku)
  const since = now() - GRACE_MS
  const settlingSince = since - MAX_FLIGHT_MS
  const [row] = await record.stockForLedger({ limit: 1, afterSku: before(sku), since, settlingSince })
  const newer = await newerCopy(held, () => objects.stock(sku).snapshot())
  const isYoung = (newer?.updatedAt ?? row?.updatedAt ?? 0) >= since
  if (row?.sku !== sku) return newer && isYoung ? 'in_flight' : stockMissing(sku)
  const differences = skuDifferences(row, newer ? totalsOf(viewOf(newer.lists)) : row, isYoung)
  return isYoung && differences.length === 0 ? 'in_flight' : differences
}

/** A key after every other id or SKU that sorts before this one: no id or SKU has a character beyond `~`. */
export function before(key: string): string {
  const last = key.charCodeAt(key.length - 1)
  return `${key.slice(0, -1)}${String.fromCharCode(last - 1)}~`
}

/** Returns `unreadable` when a direct edit of the record has made the copy and its position unreadable. */
async function heldCopy({ record }: Pick<LedgerPorts, 'record'>, kind: Kind, id: string) {
  try {
    return await record.getCopy(kind, id)
  } catch (error) {
    if (error instanceof TierError && error.outcome === 'refused') return 'unreadable'
    throw error
  }
}

/** The object's copy when it is newer than the record's; else null. */
async function newerCopy(
  held: Copy | null | 'unreadable',
  snapshot: () => Promise<Copy | null>,
): Promise<LiveCopy | null> {
  const copy = await callObject(true, snapshot).catch(() => null)
  if (copy?.state !== 'live' || held === 'unreadable') return null
  return held && compare(copy, held) <= 0 ? null : copy
}

function figuresOf(copy: LiveCopy): OrderFigures {
  const { id, updatedAt, lists } = copy
  const { settling, ...columns } = columnsOf('order', copy)
  return { id, updatedAt, lists, ...columns, settling: settling !== 0 }
}
