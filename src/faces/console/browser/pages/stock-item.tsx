/** The stock of one product: units on hand, held and by which orders, and the adjustment with its reason and its undo. */
import { useSignal } from '@preact/signals'
import type { Stock } from '../../../../../client/src/api.ts'
import { because, call, exchange, isAdmin, once, undoing } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { count, fullMoment, texts } from '../core/reader.ts'
import { done } from '../core/results.ts'
import { href, place } from '../core/router.ts'
import { INVALID, parsed } from '../core/values.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Field } from '../parts/field.tsx'
import { Head } from '../parts/head.tsx'
import { Shown } from '../parts/states.tsx'
import { Pages, Table } from '../parts/table.tsx'
import { CATALOGUE } from '../texts/catalogue.ts'
import { FIELDS } from '../texts/fields.ts'
import { FRAME } from '../texts/frame.ts'
import type { PageProps } from './section.ts'

export function StockItemPage({ args: [sku = ''] }: PageProps) {
  const t = texts(CATALOGUE)
  const isAsking = useSignal(false)
  const live = useLive(`stock ${sku}`, (signal) => exchange('GET /v1/admin/stock/{sku}', { path: { sku } }, { signal }))
  return (
    <>
      <p class="crumb">
        <a href={href('/stock')}>{t.stock}</a>
      </p>
      <Head
        title={`${t.stock} ${sku}`}
        live={live}
        acts={
          <>
            {isAdmin() && live.data && (
              <button type="button" class="button" onClick={() => (isAsking.value = true)}>
                {t.adjust}
              </button>
            )}
            <a class="quiet" href={href(`/catalogue/products/${sku}`)}>
              {t.product}
            </a>
            <a class="quiet" href={href('/system/audit', { subject: `stock:${sku}` })}>
              {texts(FIELDS).audit}
            </a>
          </>
        }
      />
      <Shown live={live}>
        {({ body, etag }) => (
          <>
            <dl class="figures">
              {(
                [
                  ['onHand', t.onHand],
                  ['held', t.held],
                  ['available', t.available],
                ] as const
              ).map(([name, label]) => (
                <div key={name}>
                  <dt>{label}</dt>
                  <dd>{count(body[name])}</dd>
                </div>
              ))}
            </dl>
            <Holds sku={sku} />
            {isAsking.value && <AdjustDialog stock={body} etag={etag} onClose={() => (isAsking.value = false)} />}
          </>
        )}
      </Shown>
    </>
  )
}

function Holds({ sku }: { sku: string }) {
  const t = texts(CATALOGUE)
  const cursor = place.value.query.get('cursor') ?? ''
  const live = useLive(`holds ${sku} ${cursor}`, (signal) =>
    call('GET /v1/admin/stock/{sku}/holds', { path: { sku }, query: { ...(cursor && { cursor }) } }, { signal }),
  )
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.holds}</h2>
      </div>
      <Shown live={live}>
        {({ items, nextCursor }) => (
          <>
            <Table
              caption={t.holds}
              rows={items}
              keyOf={({ orderId }) => orderId}
              empty={t.noHolds}
              columns={[
                {
                  title: t.order,
                  isHead: true,
                  cell: ({ orderId, number }) => (
                    <a class="code" id={`hold-${orderId}`} href={href(`/orders/${number ?? orderId}`)}>
                      {number ?? orderId}
                    </a>
                  ),
                },
                { title: t.units, isNumber: true, cell: ({ quantity }) => count(quantity) },
                { title: t.since, isExtra: true, cell: ({ at }) => fullMoment(at) },
                {
                  title: t.until,
                  cell: ({ until, isOverdue }) => (
                    <>
                      {until && fullMoment(until)} {isOverdue && <span class="chip now">{t.overdue}</span>}
                    </>
                  ),
                },
              ]}
            />
            <Pages next={nextCursor} />
          </>
        )}
      </Shown>
    </section>
  )
}

function AdjustDialog({ stock, etag, onClose }: { stock: Stock; etag: string; onClose: () => void }) {
  const t = texts(CATALOGUE)
  const { sku, onHand } = stock
  const by = useSignal<'count' | 'difference'>('count')
  const typed = useSignal('')
  const reason = useSignal('')
  const key = useSignal(once())
  const number = parsed('int', typed.value, false)
  const isNumber = typeof number === 'number' && (by.value === 'difference' || number >= 0)
  const act = async () => {
    const value = Number(number)
    const body = by.value === 'count' ? { onHand: value } : { adjust: value }
    // A count replaces what was seen; a difference is right for any count.
    const header = { ...key.value, ...because(reason.value), ...(by.value === 'count' && { 'If-Match': etag }) }
    const after = await call('PUT /v1/admin/stock/{sku}', { path: { sku }, header, body })
    const difference = by.value === 'count' ? after.onHand - onHand : value
    const text = t.adjusted(sku, after.onHand - difference, after.onHand)
    const undo = async () => {
      const header = { ...once(), ...undoing(reason.value) }
      const back = { path: { sku }, header, body: { adjust: -difference } }
      const now = await call('PUT /v1/admin/stock/{sku}', back)
      return t.adjusted(sku, now.onHand + difference, now.onHand)
    }
    done(text, difference === 0 ? undefined : undo)
  }
  return (
    <Dialog
      title={t.adjustTitle(sku)}
      isBlocked={!isNumber || reason.value.trim() === ''}
      onAct={act}
      onClose={onClose}
    >
      <fieldset class="kinds">
        <legend>{t.by}</legend>
        {(['count', 'difference'] as const).map((way) => (
          <label key={way} class="tick">
            <input type="radio" name="by" checked={by.value === way} onChange={() => (by.value = way)} />
            {way === 'count' ? t.byCount : t.byDifference}
          </label>
        ))}
      </fieldset>
      <Field
        label={by.value === 'count' ? t.counted : t.difference}
        hint={`${t.onHand}: ${count(onHand)}`}
        fault={number === INVALID && typed.value !== '' ? texts(FRAME).notNumber : undefined}
        inputMode="numeric"
        value={typed.value}
        onInput={(value) => (typed.value = value)}
      />
      <Field label={t.reason} value={reason.value} onInput={(value) => (reason.value = value)} />
    </Dialog>
  )
}
