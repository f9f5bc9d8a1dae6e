/** Records what each commit of an order changes: the statuses that it reaches, its revenue, and its payments. */

import type { Metrics } from '../../domain/metrics/registry.ts'
import { hasShipped } from '../../domain/order/fulfillment.ts'
import {
  HISTORY,
  historyOf,
  orderOf,
  PAYMENTS,
  type Payment,
  refundsOf,
  type Transition,
} from '../../domain/order/order.ts'
import type { Change, RowsView } from '../../domain/rows.ts'
import type { AggregatePorts } from '../aggregate/ports.ts'

/** The same ports, which also record. */
export function recordingOrder(ports: AggregatePorts, rows: () => RowsView): AggregatePorts {
  return {
    ...ports,
    committed(write) {
      for (const change of write?.before ?? []) record(rows(), change, ports.metrics)
      ports.committed?.(write)
    },
  }
}

/** @param rows the rows after the commit. @param before a row as it was before */
function record(rows: RowsView, { list, key, value: before }: Change, metrics: Metrics): void {
  // The casts: each list holds rows of one type. An erasure deletes rows.
  const row = rows.get(list, key)
  if (list === HISTORY && row && before === null) {
    const { to } = row as Transition
    metrics.counter('order_transitions_total', { to }).add()
    if (to === 'paid') metrics.counter('revenue_minor_units_total', {}).add(orderOf(rows)?.totals.total)
  }
  if (list === PAYMENTS && row) {
    const { state } = row as Payment
    if (state !== (before as Payment | null)?.state) {
      metrics.counter('payments_total', { outcome: OUTCOMES[state] }).add()
      if (state === 'captured' && isPaidOnDelivery(rows, key)) {
        metrics.counter('revenue_minor_units_total', {}).add(orderOf(rows)?.totals.total)
      }
    }
  }
}

/** The order shipped before this payment, which is not stray. */
function isPaidOnDelivery(rows: RowsView, paymentId: string): boolean {
  const isStray = refundsOf(rows).some(([, refund]) => refund.stray && refund.paymentId === paymentId)
  return !isStray && hasShipped(rows) && !historyOf(rows).some(({ to }) => to === 'paid')
}

const OUTCOMES = { open: 'opened', captured: 'succeeded', declined: 'failed' } as const
