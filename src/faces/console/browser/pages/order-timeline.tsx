/** The history of an order, newest first: changes of its status, refunds, and the operators' notes among them. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Order } from '../../../../../client/src/api.ts'
import { call, once, operator } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { useLive } from '../core/live.ts'
import { fullMoment, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { Field } from '../parts/field.tsx'
import { ORDERS } from '../texts/orders.ts'

interface Event {
  readonly key: string
  readonly at: string
  readonly text: ComponentChildren
  readonly by: string
}

export function OrderTimeline({ order }: { order: Order }) {
  const t = texts(ORDERS)
  const { id, history } = order
  const notes = useLive(`notes ${id}`, (signal) =>
    call('GET /v1/admin/orders/{id}/notes', { path: { id } }, { signal }),
  )
  const events: readonly Event[] = [
    ...history.map(({ to, at, by }, index) => ({ key: `${index}`, at, text: t.step[to], by: causeOf(order, by) })),
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
          .map(({ key, at, text, by }) => (
            <li key={key}>
              {text}
              <small>
                <time dateTime={at}>{fullMoment(at)}</time> · {by}
              </small>
            </li>
          ))}
      </ol>
    </section>
  )
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
