/**
 * The history of an order, newest first: changes of its status, refunds, and the operators' notes among them. The audit
 * adds who acted and why; the history is complete without it.
 */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Order } from '../../../../../client/src/api.ts'
import { type AnswerOf, call, once, operator } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { useLive } from '../core/live.ts'
import { count, fullMoment, money, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { Field } from '../parts/field.tsx'
import { ORDERS } from '../texts/orders.ts'
import { RETURNS } from '../texts/returns.ts'

interface Event {
  readonly key: string
  readonly at: string
  readonly text: ComponentChildren
  readonly by: string
  readonly why?: string | null | undefined
}

export function OrderTimeline({ order }: { order: Order }) {
  const t = texts(ORDERS)
  const { id, history } = order
  const notes = useLive(`notes ${id}`, (signal) =>
    call('GET /v1/admin/orders/{id}/notes', { path: { id } }, { signal }),
  )
  const audit = useLive(`audit of ${id}`, (signal) =>
    call('GET /v1/admin/audit', { query: { subject: `order:${id}`, limit: 100 } }, { signal }),
  )
  const entries = (audit.data?.items ?? []).filter(({ outcome }) => outcome === 'done')
  const events: readonly Event[] = [
    ...history.map(({ to, at, by }, index) => ({
      key: `${index}`,
      at,
      text: t.step[to],
      // Stock took the units of an order that the shopper placed.
      by: to === 'pending_payment' ? t.byShopper : causeOf(order, by),
      why: entries.find(({ action, actor }) => action === ACT_TO[to] && actor === by)?.reason,
    })),
    ...order.payment.refunds.map((refund) => {
      const entry = entries.find((each) => each.changes.refund?.to === refund.id)
      const by = entry ? causeOf(order, entry.actor) : t.automatic
      return { key: refund.id, at: refund.at, text: refundText(order, refund), by, why: entry?.reason }
    }),
    ...order.returns.flatMap((its) => returnEvents(order, its, entries)),
    ...(notes.data?.items ?? []).map((note) => ({
      key: note.id,
      at: note.at,
      text: <span class="note">{note.text}</span>,
      by: note.by === operator.value?.id ? operator.value.email : note.by,
    })),
  ]
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.history}</h2>
      </div>
      <NoteForm order={order} />
      <ol class="timeline">
        {events
          .toSorted((a, b) => b.at.localeCompare(a.at))
          .map(({ key, at, text, by, why }) => (
            <li key={key}>
              {text}
              {why && <span class="note block">{why}</span>}
              <small>
                <time dateTime={at}>{fullMoment(at)}</time> · {by}
              </small>
            </li>
          ))}
      </ol>
    </section>
  )
}

/** The act of an operator, with its reason, that brings an order to this status. */
const ACT_TO: Readonly<Record<string, string>> = {
  paid: 'mark_paid',
  cancelled: 'cancel',
  refund_pending: 'cancel',
  refunded: 'mark_refunded',
}

function refundText({ lines: all }: Order, { amount, lines }: Order['payment']['refunds'][number]): string {
  const titleOf = (lineId: string) => all.find((line) => line.lineId === lineId)?.title ?? lineId
  const units = lines.map(({ lineId, quantity }) => `${count(quantity)} × ${titleOf(lineId)}`)
  return [texts(ORDERS).refundOf(money(amount)), ...units].join(' · ')
}

/** The request of a return, and what it has become since; its refund has an entry of its own. */
function returnEvents(order: Order, its: Order['returns'][number], entries: readonly Entry[]): readonly Event[] {
  const { states } = texts(RETURNS)
  const { id, status, requestedAt, changedAt } = its
  const asked = { key: id, at: requestedAt, text: states.requested, by: texts(ORDERS).byShopper, why: its.reason }
  const acts = entries.filter(({ changes }) => changes.return?.to === id)
  const changes = acts.flatMap(({ id: key, at, action, actor, reason }) => {
    const state = STATE_AFTER[action]
    return state ? [{ key, at, text: states[state], by: causeOf(order, actor), why: reason }] : []
  })
  const isKnown = status === 'requested' || acts.length > 0
  const change = { key: `${id} ${status}`, at: changedAt, text: states[status], by: texts(ORDERS).automatic }
  return [asked, ...(isKnown ? changes : [change])]
}

type Entry = AnswerOf<'GET /v1/admin/audit'>['items'][number]

const STATE_AFTER: Readonly<Record<string, Order['returns'][number]['status']>> = {
  approve: 'approved',
  refuse: 'refused',
  receive: 'received',
}

function causeOf({ userId }: Order, by: string): string {
  const t = texts(ORDERS)
  const known: Readonly<Record<string, string>> = t.by
  return by === userId ? t.byShopper : by === operator.value?.id ? operator.value.email : (known[by] ?? by)
}

function NoteForm({ order: { id, number } }: { order: Order }) {
  const t = texts(ORDERS)
  const text = useSignal('')
  const error = useSignal<unknown>(null)
  const key = useSignal(once())
  const add = async (event: SubmitEvent) => {
    event.preventDefault()
    if (text.value.trim() === '') return
    try {
      await call('POST /v1/admin/orders/{id}/notes', { path: { id }, header: key.value, body: { text: text.value } })
      text.value = ''
      error.value = null
      key.value = once()
      done(t.noted(number))
    } catch (thrown) {
      error.value = thrown
    }
  }
  return (
    <form class="note-form" onSubmit={add}>
      <Field
        label={t.note}
        hint={t.noteHint}
        fault={error.value === null ? undefined : failureText(error.value)}
        lines={2}
        value={text.value}
        onInput={(value) => (text.value = value)}
      />
      <button type="submit" class="quiet">
        {t.addNote}
      </button>
    </form>
  )
}
