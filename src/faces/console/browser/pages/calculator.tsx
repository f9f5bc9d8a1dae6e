/** The calculator: what a cart would cost in a country, at a time, and why each rule applies or not. */
import { useSignal } from '@preact/signals'
import { type AnswerOf, call } from '../core/api.ts'
import { failureText } from '../core/failures.ts'
import { count, money, texts } from '../core/reader.ts'
import { parsed } from '../core/values.ts'
import { Check, Field } from '../parts/field.tsx'
import { Head } from '../parts/head.tsx'
import { Table } from '../parts/table.tsx'
import { FRAME } from '../texts/frame.ts'
import { PRICES } from '../texts/prices.ts'
import { PriceTabs } from './rules.tsx'

type Calculated = AnswerOf<'POST /v1/admin/prices/calculate'>

export function CalculatorPage() {
  const t = texts(PRICES)
  const draft = {
    items: useSignal(''),
    userId: useSignal(''),
    coupons: useSignal(''),
    country: useSignal(''),
    region: useSignal(''),
    shippingOption: useSignal(''),
    at: useSignal(''),
  }
  const isFirst = useSignal(false)
  const answer = useSignal<Calculated | null>(null)
  const error = useSignal<unknown>(null)
  const compute = async (event: SubmitEvent) => {
    event.preventDefault()
    const text = (name: keyof typeof draft) => draft[name].value.trim()
    const items = itemsIn(text('items'))
    const at = parsed('time', text('at'), true)
    const coupons = parsed('list', text('coupons'), false) as string[]
    const destination = { country: text('country'), ...(text('region') && { region: text('region') }) }
    const body = {
      ...(items.length > 0 && { items }),
      ...(text('userId') && { userId: text('userId') }),
      ...(coupons.length > 0 && { coupons }),
      ...(text('country') && { destination }),
      ...(text('shippingOption') && { shippingOption: text('shippingOption') }),
      ...(typeof at === 'string' && { at }),
      ...(isFirst.value && { isFirstOrder: true }),
    }
    try {
      answer.value = await call('POST /v1/admin/prices/calculate', { body })
      error.value = null
    } catch (thrown) {
      answer.value = null
      error.value = thrown
    }
  }
  const field = (
    name: keyof typeof draft,
    label: string,
    more: { hint?: string; lines?: number; type?: string } = {},
  ) => <Field label={label} {...more} value={draft[name].value} onInput={(value) => (draft[name].value = value)} />
  return (
    <>
      <Head title={texts(FRAME).prices} />
      <PriceTabs />
      <div class="split">
        <form class="panel editor" onSubmit={compute}>
          <p class="soft">{t.calculatorText}</p>
          <div class="fields">
            {field('items', t.items, { hint: t.itemsHint, lines: 4 })}
            {field('userId', t.orCart)}
            {field('coupons', t.couponCodes)}
            {field('country', t.country)}
            {field('region', t.region)}
            {field('shippingOption', t.option)}
            {field('at', t.at, { type: 'datetime-local' })}
            <Check label={t.firstOrder} checked={isFirst.value} onInput={(checked) => (isFirst.value = checked)} />
          </div>
          {error.value !== null && (
            <p class="failed" role="alert">
              {failureText(error.value)}
            </p>
          )}
          <div class="save">
            <button type="submit" class="button">
              {t.compute}
            </button>
          </div>
        </form>
        <div aria-live="polite">{answer.value && <Totals calculated={answer.value} />}</div>
      </div>
      {answer.value && <Why calculated={answer.value} />}
    </>
  )
}

/** `iphone-15 2` on each line; the quantity is 1 if it is left out. */
function itemsIn(text: string): { sku: string; quantity: number }[] {
  return text.split('\n').flatMap((line) => {
    const [sku = '', quantity = '1'] = line.trim().split(/[\s,×]+/)
    return sku === '' ? [] : [{ sku, quantity: Number(quantity) }]
  })
}

function Totals({
  calculated: {
    quote: { lines, totals },
    unknown,
  },
}: {
  calculated: Calculated
}) {
  const t = texts(PRICES)
  const amounts = [
    [t.subtotal, totals.subtotal],
    [t.discount, { ...totals.discount, amount: -totals.discount.amount }],
    [t.shipping, totals.shipping],
    [t.tax, { ...totals.tax, amount: totals.tax.amount - totals.taxIncluded.amount }],
  ] as const
  return (
    <section class="panel">
      {unknown.length > 0 && (
        <p class="warning">
          {t.unknown} {unknown.join(', ')}
        </p>
      )}
      <Table
        caption={t.lines}
        rows={lines}
        keyOf={({ lineId }) => lineId}
        empty=""
        columns={[
          { title: t.product, isHead: true, cell: ({ title }) => title },
          { title: t.quantity, isNumber: true, cell: ({ quantity }) => count(quantity) },
          { title: t.list, isNumber: true, isExtra: true, cell: ({ lineTotal }) => money(lineTotal) },
          { title: t.charged, isNumber: true, cell: ({ charged }) => money(charged) },
        ]}
      />
      <dl class="totals">
        {amounts
          .filter(([, { amount }]) => amount !== 0)
          .map(([name, amount]) => (
            <>
              <dt>{name}</dt>
              <dd>{money(amount)}</dd>
            </>
          ))}
        <dt class="sum">{t.total}</dt>
        <dd class="sum">{money(totals.total)}</dd>
        <dt>{t.taxIncluded}</dt>
        <dd>{money(totals.tax)}</dd>
      </dl>
    </section>
  )
}

function Why({ calculated: { rules } }: { calculated: Calculated }) {
  const t = texts(PRICES)
  const reasons: Readonly<Record<string, string>> = t.reasons
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.why}</h2>
      </div>
      <Table
        caption={t.why}
        rows={rules}
        keyOf={({ kind, id }) => `${kind} ${id}`}
        empty={t.none}
        columns={[
          {
            title: t.rule,
            isHead: true,
            cell: ({ id, title }) => (
              <>
                <span class="code">{id}</span>
                {title && <small class="soft block">{title}</small>}
              </>
            ),
          },
          { title: t.kind, isExtra: true, cell: ({ kind }) => t.kinds[kind] },
          {
            title: t.result,
            cell: ({ applied, reason }) =>
              applied ? <span class="chip good">{t.applies}</span> : reason && (reasons[reason] ?? reason),
          },
          { title: t.amount, isNumber: true, cell: ({ amount }) => (amount ? money(amount) : '–') },
        ]}
      />
    </section>
  )
}
