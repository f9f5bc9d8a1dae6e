/**
 * The columns that a kind's table has beside its copy, computed from the copy's lists so that reports can search and
 * sum them. A new kind adds its function here and its table to both schemas. A tombstone has neither lists nor an id.
 */
import type { Column, SQLWrapper } from 'drizzle-orm'
import { claims, erasingSince, ME, PROFILE } from '../../domain/account/account.ts'
import { normalizeEmail } from '../../domain/account/email.ts'
import { startingCheckout } from '../../domain/cart/checkout-rows.ts'
import { mergeOutOf } from '../../domain/cart/merge-rows.ts'
import { OWNER } from '../../domain/claim/claim.ts'
import type { Json, Kind, Lists, LiveCopy } from '../../domain/copy.ts'
import { orderNumberOf } from '../../domain/order/number.ts'
import { contactOf, moneyOf, orderOf } from '../../domain/order/order.ts'
import { isSettling } from '../../domain/order/settling.ts'
import { viewOf } from '../../domain/rows.ts'
import { totalsOf } from '../../domain/stock/stock.ts'
import { openReturnsIn } from './open-returns.ts'

const COLUMNS = {
  cart: (lists: Lists) => {
    const lines = Object.values(lists.items ?? {})
    const rows = viewOf(lists)
    const isOwing = mergeOutOf(rows) !== undefined || startingCheckout(rows) !== undefined
    return {
      itemCount: lines.reduce<number>((sum, line) => sum + quantityOf(line), 0),
      lineCount: lines.length,
      settling: isOwing ? 1 : 0,
    }
  },
  account(lists: Lists) {
    const profile = lists[PROFILE]?.[ME]
    const createdAt = fieldOf(profile, 'createdAt')
    const rows = viewOf(lists)
    const isOwing = erasingSince(rows) !== null || claims(rows).some(([, { state }]) => state !== 'held')
    return {
      email: textOf(profile, 'email'),
      name: textOf(profile, 'name'),
      role: textOf(profile, 'role'),
      createdAt: typeof createdAt === 'number' ? createdAt : null,
      settling: isOwing ? 1 : 0,
    }
  },
  claim: (lists: Lists) => ({ userId: textOf(lists[OWNER]?.[ME], 'userId') }),
  stock(lists: Lists) {
    const { own, outside, held, sold, received } = totalsOf(viewOf(lists))
    return { objectOnHand: own, outside, held, sold, received }
  },
  order(lists: Lists, id: string | null) {
    const rows = viewOf(lists)
    const order = orderOf(rows)
    const email = contactOf(rows)?.email
    const { captured, refunded, straysRefunded } = moneyOf(rows)
    return {
      owner: order?.owner ?? null,
      number: id === null ? null : numberOf(id),
      email: email ? normalizeEmail(email) : null,
      status: order?.status ?? null,
      currency: order?.currency ?? null,
      totalAmount: order?.totals.total ?? null,
      capturedAmount: captured,
      refundedAmount: refunded + straysRefunded,
      createdAt: order?.createdAt ?? null,
      expiresAt: order?.expiresAt ?? null,
      settling: isSettling(rows) ? 1 : 0,
      openReturns: openReturnsIn(rows),
    }
  },
} satisfies { [K in Kind]: (lists: Lists, id: string | null) => Readonly<Record<string, number | string | null>> }

export type ColumnsOf<K extends Kind> = ReturnType<(typeof COLUMNS)[K]>

/** @param copy null for a tombstone */
export function columnsOf<K extends Kind>(kind: K, copy: LiveCopy | null): ColumnsOf<K> {
  // The cast: TypeScript does not follow the kind through the lookup and the call.
  return COLUMNS[kind](copy?.lists ?? {}, copy?.id ?? null) as ColumnsOf<K>
}

/** Returns null for an id that contains no time. */
function numberOf(orderId: string): string | null {
  try {
    return orderNumberOf(orderId)
  } catch {
    return null
  }
}

function quantityOf(line: Json): number {
  const quantity = fieldOf(line, 'quantity')
  return typeof quantity === 'number' ? quantity : 0
}

function textOf(row: Json | undefined, name: string): string | null {
  const text = fieldOf(row, name)
  return typeof text === 'string' ? text : null
}

function fieldOf(row: Json | undefined, name: string): Json | undefined {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined
  // The cast: the line above excluded arrays, but the compiler does not narrow read-only arrays.
  return (row as { readonly [name: string]: Json })[name]
}

export type Columns<Name extends string> = SQLWrapper & { readonly [K in Name]: Column }
