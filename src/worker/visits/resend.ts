/**
 * Makes objects send their state to the tiers again, for example after the record was restored from a backup.
 * Invariant: an object clears only its confirmed position; it sends until the record confirms its position again.
 */

import type { AggregateName } from '../../contract/http/visits.ts'
import { describeError, type Log } from '../../contract/log.ts'
import type { AggregateObject } from '../../contract/rpc/aggregate.ts'
import { claims } from '../../domain/account/account.ts'
import { CHECKOUTS, ORDERS } from '../../domain/cart/checkout-rows.ts'
import type { Copy } from '../../domain/copy.ts'
import { couponsOf, linesOf, orderOf } from '../../domain/order/order.ts'
import { viewOf } from '../../domain/rows.ts'
import { each } from '../each.ts'

/** The part of the Worker that a resend uses. */
export interface ResendPorts {
  readonly objects: { aggregate(kind: Copy['kind'], id: string): Pick<AggregateObject, 'resend' | 'snapshot'> }
  readonly log: Log
}

export interface ResendReport {
  readonly sending: number
  /** Number of objects without data: never written, or their storage was released. */
  readonly empty: number
  /** Objects that did not answer, or whose rows cannot be read. */
  readonly failed: readonly AggregateName[]
  /** Other objects that these refer to. Following them finds aggregates that are missing in the record. */
  readonly found: readonly AggregateName[]
}

export async function resend({ objects, log }: ResendPorts, names: readonly AggregateName[]): Promise<ResendReport> {
  let sending = 0
  let empty = 0
  const failed: AggregateName[] = []
  const found = new Set<AggregateName>()
  await each(new Set(names), async (name) => {
    const { kind, id } = parseName(name)
    try {
      const object = objects.aggregate(kind, id)
      if ((await object.resend()) === 'sending') sending++
      else empty++
      for (const other of namesIn(await object.snapshot())) found.add(other)
    } catch (error) {
      failed.push(name)
      log('warn', 'resend.failed', { kind, reason: describeError(error) })
    }
  })
  return { sending, empty, failed, found: [...found].filter((name) => !names.includes(name)) }
}

function parseName(name: AggregateName) {
  const colon = name.indexOf(':')
  // The cast: the schema of names has checked the kind.
  return { kind: name.slice(0, colon) as Copy['kind'], id: name.slice(colon + 1) }
}

function namesIn(copy: Copy | null): readonly AggregateName[] {
  // A tombstone has only its id; an erased cart's account has a tombstone of its own.
  if (copy && copy.state !== 'live') return copy.id.startsWith('usr_') ? [`account:${copy.id}`, `cart:${copy.id}`] : []
  if (!copy) return []
  const rows = viewOf(copy.lists)
  switch (copy.kind) {
    case 'cart': {
      const orders = [...Object.keys(copy.lists[ORDERS] ?? {}), ...Object.keys(copy.lists[CHECKOUTS] ?? {})]
      const user = copy.seal ?? (copy.id.startsWith('usr_') ? copy.id : null)
      return [...orders.map((id) => `order:${id}` as const), ...(user === null ? [] : ([`account:${user}`] as const))]
    }
    case 'account':
      return [`cart:${copy.id}`, ...claims(rows).map(([key]) => `claim:${key}` as const)]
    case 'order': {
      const owner = orderOf(rows)?.owner
      const skus = linesOf(rows).map(([sku]) => `stock:${sku}` as const)
      const codes = couponsOf(rows).map(([code]) => `stock:coupon:${code}` as const)
      return [...(owner ? ([`cart:${owner}`] as const) : []), ...skus, ...codes]
    }
    default:
      return []
  }
}
