/** Reports of manual payments: money that has arrived, and refunds that were paid back. The buttons name the amount. */
import { useSignal } from '@preact/signals'
import type { Order } from '../../../../../client/src/api.ts'
import { because, call, once } from '../core/api.ts'
import { money, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { ORDERS } from '../texts/orders.ts'
import type { OrderProps } from './refund-dialog.tsx'

type DialogProps = OrderProps & { readonly onClose: () => void }

/** Whether the money of a manual payment may still arrive. A cancelled order owes it to the shopper. */
export function awaitsManual({ status, payment }: Order): boolean {
  // The others were shipped before their payment.
  const isUnpaid = ['pending_payment', 'cancelled', 'shipped', 'delivered'].includes(status)
  return isUnpaid && payment.provider === 'manual' && payment.captured.amount === 0
}

/** The oldest refund that an operator has to pay back. */
export function manualRefundOf({ payment }: Order) {
  return payment.refunds.find(({ status, provider }) => status === 'pending' && provider === 'manual')
}

export function MarkPaidDialog({ order: { id, number, status, totals }, etag, onClose }: DialogProps) {
  const t = texts(ORDERS)
  const reason = useSignal('')
  const key = useSignal(once())
  const act = async () => {
    const header = { ...key.value, ...because(reason.value), 'If-Match': etag }
    await call('POST /v1/admin/orders/{id}/mark-paid', { path: { id }, header })
    done(t.markedPaid(number))
  }
  return (
    <Dialog
      title={t.markPaidTitle(number)}
      act={t.markPaidAct(money(totals.total))}
      keep={t.notYet}
      isBlocked={reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      {status === 'cancelled' && <p>{t.markPaidLate}</p>}
      <Field label={t.reason} hint={t.paidHint} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}

export function MarkRefundedDialog({ order, etag, onClose }: DialogProps) {
  const t = texts(ORDERS)
  const { id, number } = order
  const reason = useSignal('')
  const key = useSignal(once())
  const refund = manualRefundOf(order)
  if (!refund) return null
  const act = async () => {
    const header = { ...key.value, ...because(reason.value), 'If-Match': etag }
    const path = { id, refundId: refund.id }
    await call('POST /v1/admin/orders/{id}/refunds/{refundId}/mark-refunded', { path, header })
    done(t.markedRefunded(number))
  }
  return (
    <Dialog
      title={t.markRefundedTitle(number)}
      act={t.markRefundedAct(money(refund.amount))}
      keep={t.notYet}
      isBlocked={reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <Field label={t.reason} hint={t.paidHint} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}
