/**
 * The acts that the present status of an order allows. Each act is sent with the version that the operator sees, so an
 * order that has changed meanwhile is shown again instead.
 */
import { useSignal } from '@preact/signals'
import type { Order } from '../../../../../client/src/api.ts'
import { because, call, isAdmin, once } from '../core/api.ts'
import { money, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { FRAME } from '../texts/frame.ts'
import { ORDERS } from '../texts/orders.ts'
import { EditDialog } from './edit-dialog.tsx'
import { awaitsManual, MarkPaidDialog, MarkRefundedDialog, manualRefundOf } from './manual-dialogs.tsx'
import { leftOf, type OrderProps, RefundDialog } from './refund-dialog.tsx'
import { DeliverDialog, ShipDialog } from './ship-dialog.tsx'

type Act = 'markPaid' | 'markRefunded' | 'ship' | 'deliver' | 'edit' | 'refund' | 'cancel'

export function OrderActs(props: OrderProps) {
  const t = texts(ORDERS)
  const asked = useSignal<Act | null>(null)
  const all = actsOf(props.order)
  const acts = isAdmin() ? all : all.filter((act) => act === 'edit')
  if (all.length === 0) return null
  if (acts.length === 0) return <span class="soft">{texts(FRAME).adminsOnly}</span>
  const close = () => {
    asked.value = null
  }
  return (
    <>
      {acts.map((act, index) => (
        <button key={act} type="button" class={index === 0 ? 'button' : 'quiet'} onClick={() => (asked.value = act)}>
          {t[act]}
        </button>
      ))}
      {asked.value === 'markPaid' && <MarkPaidDialog {...props} onClose={close} />}
      {asked.value === 'markRefunded' && <MarkRefundedDialog {...props} onClose={close} />}
      {asked.value === 'ship' && <ShipDialog {...props} onClose={close} />}
      {asked.value === 'deliver' && <DeliverDialog {...props} onClose={close} />}
      {asked.value === 'edit' && <EditDialog {...props} onClose={close} />}
      {asked.value === 'refund' && <RefundDialog {...props} onClose={close} />}
      {asked.value === 'cancel' && <CancelDialog {...props} onClose={close} />}
    </>
  )
}

function actsOf(order: Order): readonly Act[] {
  const { status, fulfillment } = order
  const isOut = fulfillment !== 'not_shipped'
  // An unpaid parcel that came back ends with a refund of 0.
  const refund: readonly Act[] = leftOf(order) > 0 || (isOut && awaitsManual(order)) ? ['refund'] : []
  const paid: readonly Act[] = awaitsManual(order) ? ['markPaid'] : []
  const refunded: readonly Act[] = manualRefundOf(order) ? ['markRefunded'] : []
  if (status === 'pending_payment')
    return [...paid, ...refunded, ...(paid.length > 0 ? (['ship'] as const) : []), 'cancel']
  if (status === 'paid') return ['ship', ...refunded, 'edit', ...refund, ...(isOut ? [] : (['cancel'] as const))]
  if (status === 'shipped') return ['deliver', ...paid, ...refunded, ...refund]
  return [...paid, ...refunded, ...(status === 'delivered' ? refund : [])]
}

type DialogProps = OrderProps & { readonly onClose: () => void }

function CancelDialog({ order, etag, onClose }: DialogProps) {
  const t = texts(ORDERS)
  const { id, number, payment } = order
  const reason = useSignal('')
  const key = useSignal(once())
  const act = async () => {
    const header = { ...key.value, ...because(reason.value), 'If-Match': etag }
    await call('POST /v1/admin/orders/{id}/cancel', { path: { id }, header })
    done(t.cancelled(number))
  }
  return (
    <Dialog
      title={t.cancelTitle(number)}
      keep={t.keepOrder}
      isDangerous
      isBlocked={reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <p>
        {payment.captured.amount > 0
          ? t.cancelPaid(money({ ...payment.captured, amount: leftOf(order) }))
          : t.cancelUnpaid}
      </p>
      <Field label={t.reason} hint={t.reasonHint} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}
