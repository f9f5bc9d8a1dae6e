/** The list of orders, found by number, e-mail, status, return, SKU and time; the selection is handled together. */
import { useSignal } from '@preact/signals'
import type { Order } from '../../../../../client/src/api.ts'
import { call, isAdmin } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { count, moment, money, texts } from '../core/reader.ts'
import { go, href, place } from '../core/router.ts'
import { Choice, Field } from '../parts/field.tsx'
import { ListPage } from '../parts/list-page.tsx'
import type { Column } from '../parts/table.tsx'
import { BULK } from '../texts/bulk.ts'
import { FRAME } from '../texts/frame.ts'
import { ORDERS } from '../texts/orders.ts'
import { RETURNS } from '../texts/returns.ts'
import { OrderStatus } from './order-status.tsx'
import { SelectedOrders } from './selected-orders.tsx'

const PER_PAGE = 50
const STATUSES = Object.keys(ORDERS.en.statuses) as readonly Order['status'][]
const WAITING = ['open', 'requested', 'approved', 'received'] as const

export function OrdersPage() {
  const t = texts(ORDERS)
  const { query, hidden } = place.value
  const live = useLive(`orders ${query} ${hidden}`, (signal) => {
    const { status, return: its, ...fields } = Object.fromEntries([...query, ...hidden])
    const known = STATUSES.find((each) => each === status)
    const waiting = WAITING.find((each) => each === its)
    const body = { ...fields, ...(waiting ? { return: waiting } : known && { status: known }), limit: PER_PAGE }
    return call('POST /v1/admin/orders/search', { body }, { signal })
  })
  return (
    <ListPage
      title={t.orders}
      live={live}
      acts={
        isAdmin() && (
          <a class="quiet" href={href('/orders/ship')}>
            {texts(BULK).bulkShip}
          </a>
        )
      }
      above={<SelectedOrders orders={live.data?.items ?? []} />}
      caption={t.orders}
      columns={orderColumns()}
      keyOf={({ id }) => id}
      nameOf={({ number }) => number}
      empty={t.none}
    >
      <Filters key={`${query} ${hidden}`} />
    </ListPage>
  )
}

export function orderColumns(): readonly Column<Order>[] {
  const t = texts(ORDERS)
  return [
    {
      title: t.number,
      isHead: true,
      cell: (order) => (
        <>
          <a class="code whole" id={`order-${order.id}`} href={href(`/orders/${order.number}`)}>
            {order.number}
          </a>
          <small class="brief">
            {recipientOf(order)} · {money(order.totals.total)}
          </small>
        </>
      ),
    },
    { title: t.recipient, isExtra: true, cell: recipientOf },
    { title: t.placed, isExtra: true, cell: ({ createdAt }) => <time dateTime={createdAt}>{moment(createdAt)}</time> },
    { title: t.status, cell: (order) => <OrderStatus order={order} /> },
    {
      title: t.units,
      isNumber: true,
      isExtra: true,
      cell: ({ lines }) => count(lines.reduce((sum, { quantity }) => sum + quantity, 0)),
    },
    { title: t.total, isNumber: true, isExtra: true, cell: ({ totals }) => money(totals.total) },
  ]
}

function recipientOf({ address }: Order): string {
  return address ? [address.name, address.city].filter(Boolean).join(' · ') : texts(ORDERS).erased
}

function Filters() {
  const t = texts(ORDERS)
  const { query, hidden } = place.value
  const [status, waiting] = [query.get('status') ?? '', query.get('return') ?? '']
  const draft = {
    number: useSignal(query.get('number') ?? ''),
    sku: useSignal(query.get('sku') ?? ''),
    from: useSignal(query.get('from') ?? ''),
    to: useSignal(query.get('to') ?? ''),
  }
  const email = useSignal(hidden.get('email') ?? '')
  /** The API lists orders either by their status or by their open returns. */
  const find = (chosen: { readonly status?: string; readonly return?: string }) => {
    const fields = Object.fromEntries(Object.entries(draft).map(([name, { value }]) => [name, value.trim()]))
    go(href('/orders', { ...chosen, ...fields }, { email: email.value.trim() }))
  }
  const field = (name: keyof typeof draft, type = 'search') => (
    <Field label={t[name]} type={type} value={draft[name].value} onInput={(value) => (draft[name].value = value)} />
  )
  return (
    <search>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault()
          find(waiting ? { return: waiting } : { status })
        }}
      >
        <Choice
          label={t.status}
          value={waiting ? '' : status}
          options={[['', texts(FRAME).any], ...STATUSES.map((each) => [each, t.statuses[each]] as const)]}
          onInput={(chosen) => find({ status: chosen })}
        />
        <Choice
          label={texts(RETURNS).returns}
          value={waiting}
          options={[['', texts(FRAME).any], ...WAITING.map((each) => [each, texts(RETURNS).waiting[each]] as const)]}
          onInput={(chosen) => find({ return: chosen })}
        />
        {field('number')}
        <Field label={t.email} type="search" value={email.value} onInput={(value) => (email.value = value)} />
        {field('sku')}
        {field('from', 'date')}
        {field('to', 'date')}
        <button type="submit" class="quiet">
          {texts(FRAME).apply}
        </button>
        {(query.size > 0 || hidden.size > 0) && (
          <a class="link" href={href('/orders')}>
            {texts(FRAME).reset}
          </a>
        )}
      </form>
    </search>
  )
}
