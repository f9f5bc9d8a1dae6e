/** The answers to a return: approved with a place to send to, refused with a reason, or received and refunded. */
import { useSignal } from '@preact/signals'
import { call, once } from '../core/api.ts'
import { minorUnits, money, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Check, Field } from '../parts/field.tsx'
import { ORDERS } from '../texts/orders.ts'
import { RETURNS } from '../texts/returns.ts'
import { AmountField, type OrderProps } from './refund-dialog.tsx'

type DialogProps = OrderProps & { readonly returnId: string; readonly onClose: () => void }

export function ApproveDialog({ order: { id, number }, etag, returnId, onClose }: DialogProps) {
  const r = texts(RETURNS)
  const sendTo = useSignal('')
  const labelUrl = useSignal('')
  const key = useSignal(once())
  const label = labelUrl.value.trim()
  const isLabel = label === '' || (label.startsWith('https://') && URL.canParse(label))
  const act = async () => {
    const body = { sendTo: sendTo.value.trim(), ...(label !== '' && { labelUrl: label }) }
    const header = { ...key.value, 'If-Match': etag }
    await call('POST /v1/admin/orders/{id}/returns/{returnId}/approve', { path: { id, returnId }, header, body })
    done(r.approved(number))
  }
  return (
    <Dialog
      title={r.approveTitle(number)}
      act={r.approve}
      keep={texts(ORDERS).notYet}
      isBlocked={sendTo.value.trim() === '' || !isLabel}
      onAct={act}
      onClose={onClose}
    >
      <Field
        label={r.sendTo}
        hint={r.sendToHint}
        lines={3}
        value={sendTo.value}
        onInput={(value) => (sendTo.value = value)}
      />
      <Field
        label={r.labelUrl}
        hint={r.labelHint}
        fault={isLabel ? undefined : r.badLabel}
        value={labelUrl.value}
        onInput={(value) => (labelUrl.value = value)}
      />
    </Dialog>
  )
}

export function RefuseDialog({ order: { id, number }, etag, returnId, onClose }: DialogProps) {
  const [t, r] = [texts(ORDERS), texts(RETURNS)]
  const reason = useSignal('')
  const key = useSignal(once())
  const act = async () => {
    const [header, body] = [{ ...key.value, 'If-Match': etag }, { reason: reason.value.trim() }]
    await call('POST /v1/admin/orders/{id}/returns/{returnId}/refuse', { path: { id, returnId }, header, body })
    done(r.refused(number))
  }
  return (
    <Dialog
      title={r.refuseTitle(number)}
      act={r.refuse}
      keep={t.notYet}
      isDangerous
      isBlocked={reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <Field
        label={t.reason}
        hint={r.refuseHint}
        lines={3}
        value={reason.value}
        onInput={(value) => (reason.value = value)}
      />
    </Dialog>
  )
}

export function ReceiveDialog({ order: { id, number, currency }, etag, returnId, onClose }: DialogProps) {
  const [t, r] = [texts(ORDERS), texts(RETURNS)]
  const restock = useSignal(true)
  const isOther = useSignal(false)
  const amount = useSignal('')
  const key = useSignal(once())
  const minor = minorUnits(amount.value)
  const other = isOther.value && minor !== null ? { amount: minor, currency } : null
  const act = async () => {
    const [header, body] = [
      { ...key.value, 'If-Match': etag },
      { restock: restock.value, ...(other && { amount: other }) },
    ]
    await call('POST /v1/admin/orders/{id}/returns/{returnId}/receive', { path: { id, returnId }, header, body })
    done(r.received(number))
  }
  return (
    <Dialog
      title={r.receiveTitle(number)}
      act={other ? r.receiveActOf(money(other)) : r.receiveAct}
      keep={t.notYet}
      isDangerous
      isBlocked={isOther.value && other === null}
      onAct={act}
      onClose={onClose}
    >
      <fieldset class="kinds">
        <legend>{r.receiveBy}</legend>
        {[false, true].map((its) => (
          <label key={String(its)} class="tick">
            <input type="radio" name="by" checked={isOther.value === its} onChange={() => (isOther.value = its)} />
            {its ? r.other : r.worth}
          </label>
        ))}
      </fieldset>
      {isOther.value && <AmountField amount={amount} currency={currency} />}
      <Check label={t.restock} checked={restock.value} onInput={(checked) => (restock.value = checked)} />
    </Dialog>
  )
}
