/** Ships many orders from a CSV file, first as a check, and reports each of its lines. */
import { useSignal } from '@preact/signals'
import { type AnswerOf, call, isAdmin } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { count, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { href } from '../core/router.ts'
import { Field } from '../parts/field.tsx'
import { Head } from '../parts/head.tsx'
import { Table } from '../parts/table.tsx'
import { BULK } from '../texts/bulk.ts'
import { FRAME } from '../texts/frame.ts'
import { ORDERS } from '../texts/orders.ts'

type Report = AnswerOf<'POST /v1/admin/import/shipments'>

const TONES = { shipped: 'good', unchanged: 'past', rejected: 'bad' } as const

export function BulkShipPage() {
  const t = texts(ORDERS)
  const b = texts(BULK)
  const text = useSignal('')
  const report = useSignal<{ readonly found: Report; readonly isCheck: boolean } | null>(null)
  const error = useSignal<unknown>(null)
  if (!isAdmin()) return <p class="empty">{texts(FRAME).adminsOnly}</p>
  const send = async (isCheck: boolean) => {
    if (text.value.trim() === '') return
    try {
      const query = { dryRun: isCheck ? ('true' as const) : ('false' as const) }
      const found = await call('POST /v1/admin/import/shipments', { query, body: text.value }, { type: 'text/csv' })
      report.value = { found, isCheck }
      error.value = null
      if (!isCheck) done(b.bulkResult(found.shipped, found.unchanged, found.rejected))
    } catch (thrown) {
      error.value = thrown
    }
  }
  const shown = report.value
  return (
    <>
      <p class="crumb">
        <a href={href('/orders')}>{t.orders}</a>
      </p>
      <Head title={b.bulkShip} />
      <section class="panel editor">
        <p class="soft">{b.bulkText}</p>
        <div class="field">
          <label for="shipments">{b.file}</label>
          <input
            id="shipments"
            type="file"
            accept=".csv,text/csv"
            onChange={async (event) => {
              text.value = (await event.currentTarget.files?.[0]?.text()) ?? ''
              report.value = null
            }}
          />
        </div>
        <Field
          label={b.or}
          lines={6}
          value={text.value}
          onInput={(typed) => {
            text.value = typed
            report.value = null
          }}
        />
        {error.value !== null && (
          <p class="failed" role="alert">
            {failureText(error.value)}
          </p>
        )}
        <div class="acts">
          <button type="button" class="quiet" onClick={() => send(true)}>
            {b.check}
          </button>
          {shown?.isCheck && shown.found.shipped > 0 && (
            <button type="button" class="button" onClick={() => send(false)}>
              {b.shipAll(shown.found.shipped)}
            </button>
          )}
        </div>
      </section>
      {shown && (
        <section class="panel">
          <p role="status">
            {(shown.isCheck ? b.bulkWould : b.bulkResult)(
              shown.found.shipped,
              shown.found.unchanged,
              shown.found.rejected,
            )}
          </p>
          <Table
            caption={b.report}
            rows={shown.found.items}
            keyOf={({ line }) => `${line}`}
            empty=""
            columns={[
              { title: b.line, isNumber: true, cell: ({ line }) => count(line) },
              {
                title: t.order,
                isHead: true,
                cell: ({ order, orderId }) =>
                  orderId ? (
                    <a class="code" href={href(`/orders/${orderId}`)}>
                      {order}
                    </a>
                  ) : (
                    (order ?? '–')
                  ),
              },
              {
                title: b.result,
                cell: ({ result }) => <span class={`chip ${TONES[result]}`}>{b.results[result]}</span>,
              },
              { title: b.why, cell: ({ message }) => message ?? '' },
            ]}
          />
        </section>
      )}
    </>
  )
}
