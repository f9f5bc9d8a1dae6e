/** A refund: all that is left, units of lines, or an amount. The button names the amount where it is known. */
import { type Signal, useSignal } from '@preact/signals'
import type { Order } from '../../../../../client/src/api.ts'
import { call, once } from '../core/api.ts'
import { minorUnits, money, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Check, Field } from '../parts/field.tsx'
import { FRAME } from '../texts/frame.ts'
import { ORDERS } from '../texts/orders.ts'
import { chosenIn, LineUnits, type Units } from './line-units.tsx'

export interface OrderProps {
  readonly order: Order
  /** The version that the operator sees. */
  readonly etag: string
}

type By = 'all' | 'lines' | 'amount'

/** Minor units that can still be refunded. */
export function leftOf({ payment: { captured, refunded, refunding } }: Order): number {
  return captured.amount - refunded.amount - refunding.amount
}

export function RefundDialog({ order, etag, onClose }: OrderProps & { readonly onClose: () => void }) {
  const t = texts(ORDERS)
  const { id, number, currency } = order
  const by = useSignal<By>('all')
  const amount = useSignal('')
  const units = useSignal<Units>({})
  const restock = useSignal(order.status !== 'paid')
  const reason = useSignal('')
  const key = useSignal(once())
  const left = { amount: leftOf(order), currency }
  const minor = minorUnits(amount.value)
  const lines = chosenIn(units.value)
  const isReady = { all: true, lines: lines.length > 0, amount: minor !== null && minor > 0 }[by.value]
  const act = async () => {
    const what =
      by.value === 'lines'
        ? { lines, restock: restock.value }
        : by.value === 'amount'
          ? { amount: { amount: minor ?? 0, currency } }
          : {}
    await call('POST /v1/admin/orders/{id}/refund', {
      path: { id },
      header: { ...key.value, 'If-Match': etag },
      body: { ...what, reason: reason.value.trim() },
    })
    done(t.refunding(number))
  }
  const known = by.value === 'all' ? left : by.value === 'amount' && minor ? { amount: minor, currency } : null
  return (
    <Dialog
      title={t.refundTitle(number)}
      act={known ? t.refundAct(money(known)) : t.refund}
      keep={t.notYet}
      isDangerous
      isWide={by.value === 'lines'}
      isBlocked={!isReady || reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <fieldset class="kinds">
        <legend>{t.refundBy}</legend>
        <Way by={by} way="all" text={t.refundAll(money(left))} />
        <Way by={by} way="lines" text={t.refundLines} />
        <Way by={by} way="amount" text={t.refundAmount} />
      </fieldset>
      {by.value === 'lines' && <LineUnits order={order} most={unitsLeft(order)} units={units} />}
      {by.value === 'lines' && (
        <Check label={t.restock} checked={restock.value} onInput={(checked) => (restock.value = checked)} />
      )}
      {by.value === 'amount' && <AmountField amount={amount} currency={currency} />}
      <Field label={t.reason} hint={t.reasonHint} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}

/** An amount as it is typed, in the currency of the order. */
export function AmountField({ amount, currency }: { readonly amount: Signal<string>; readonly currency: string }) {
  const isFaulty = amount.value !== '' && minorUnits(amount.value) === null
  return (
    <Field
      label={`${texts(ORDERS).amount} (${currency})`}
      inputMode="decimal"
      fault={isFaulty ? texts(FRAME).notAmount : undefined}
      value={amount.value}
      onInput={(value) => (amount.value = value)}
    />
  )
}

function Way({ by, way, text }: { by: Signal<By>; way: By; text: string }) {
  return (
    <label class="tick">
      <input type="radio" name="by" checked={by.value === way} onChange={() => (by.value = way)} />
      {text}
    </label>
  )
}

/** Units that no refund has taken. */
function unitsLeft({ lines, payment: { refunds } }: Order): readonly { lineId: string; quantity: number }[] {
  const returned = (lineId: string) =>
    refunds
      .flatMap((refund) => refund.lines)
      .reduce((sum, line) => sum + (line.lineId === lineId ? line.quantity : 0), 0)
  return lines.map(({ lineId, quantity }) => ({ lineId, quantity: quantity - returned(lineId) }))
}
