/** Removes units that have not shipped from a paid order; support may do it too. */
import { useSignal } from '@preact/signals'
import { call, once } from '../core/api.ts'
import { texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { ORDERS } from '../texts/orders.ts'
import { chosenIn, LineUnits, type Units } from './line-units.tsx'
import type { OrderProps } from './refund-dialog.tsx'

export function EditDialog({ order, etag, onClose }: OrderProps & { readonly onClose: () => void }) {
  const t = texts(ORDERS)
  const { id, number, unshipped } = order
  const units = useSignal<Units>({})
  const reason = useSignal('')
  const key = useSignal(once())
  const lines = chosenIn(units.value)
  const act = async () => {
    await call('POST /v1/admin/orders/{id}/edit', {
      path: { id },
      header: { ...key.value, 'If-Match': etag },
      body: { lines, reason: reason.value.trim() },
    })
    done(t.edited(number))
  }
  return (
    <Dialog
      title={t.editTitle(number)}
      act={t.edit}
      keep={t.notYet}
      isDangerous
      isWide
      isBlocked={lines.length === 0 || reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <p>{t.editHint}</p>
      <LineUnits order={order} most={unshipped} units={units} />
      <Field label={t.reason} hint={t.reasonHint} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}
