/** One order: what may be done now, its lines and amounts, its shopper, and its timeline with the operators' notes. */
import type { Order } from '../../../../../client/src/api.ts'
import { exchange } from '../core/api.ts'
import { useLive } from '../core/live.ts'
import { count, money, picture, texts } from '../core/reader.ts'
import { href } from '../core/router.ts'
import { Head } from '../parts/head.tsx'
import { Shown } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { FIELDS } from '../texts/fields.ts'
import { ORDERS } from '../texts/orders.ts'
import { OrderActs } from './order-acts.tsx'
import { OrderPeople } from './order-people.tsx'
import { OrderReturns } from './order-returns.tsx'
import { OrderShipments } from './order-shipments.tsx'
import { OrderStatus } from './order-status.tsx'
import { OrderTimeline } from './order-timeline.tsx'
import type { PageProps } from './section.ts'

type Line = Order['lines'][number]

export function OrderPage({ args: [id = ''] }: PageProps) {
  const t = texts(ORDERS)
  const live = useLive(`order ${id}`, (signal) => exchange('GET /v1/admin/orders/{id}', { path: { id } }, { signal }))
  const order = live.data?.body
  return (
    <>
      <p class="crumb">
        <a href={href('/orders')}>{t.orders}</a>
      </p>
      <Head
        title={`${t.order} ${order?.number ?? id}`}
        beside={order && <OrderStatus order={order} />}
        live={live}
        acts={
          <>
            {live.data && <OrderActs order={live.data.body} etag={live.data.etag} />}
            {order && (
              <a class="quiet" href={href('/system/audit', { subject: `order:${order.id}` })}>
                {texts(FIELDS).audit}
              </a>
            )}
          </>
        }
      />
      <Shown live={live}>
        {({ body, etag }) => (
          <div class="split">
            <div>
              <section class="panel">
                <Table
                  caption={t.lines}
                  columns={columnsOf()}
                  rows={body.lines}
                  keyOf={({ lineId }) => lineId}
                  empty=""
                />
                <Totals order={body} />
              </section>
              <section class="panel">
                <div class="panel-head">
                  <h2>{t.payment}</h2>
                  <span class="chip">{t.payments[body.payment.status]}</span>
                </div>
                <Amounts
                  amounts={[
                    [t.captured, body.payment.captured],
                    [t.refundedSum, body.payment.refunded],
                    [t.inProgress, body.payment.refunding],
                  ]}
                />
              </section>
              <OrderShipments order={body} etag={etag} />
              <OrderReturns order={body} etag={etag} />
              <OrderPeople order={body} />
            </div>
            <OrderTimeline order={body} />
          </div>
        )}
      </Shown>
    </>
  )
}

function columnsOf(): readonly Column<Line>[] {
  const t = texts(ORDERS)
  return [
    {
      title: t.product,
      isHead: true,
      cell: ({ sku, title, image, attributes }) => (
        <span class="with-thumb">
          {image && (
            <span class="thumb">
              <img src={picture(image)} alt="" loading="lazy" width={36} height={36} />
            </span>
          )}
          <span>
            <a href={href(`/catalogue/products/${sku}`)}>{title}</a>
            <small class="code">{[sku, ...Object.values(attributes)].join(' · ')}</small>
          </span>
        </span>
      ),
    },
    { title: t.quantity, isNumber: true, cell: ({ quantity }) => count(quantity) },
    { title: t.price, isNumber: true, isExtra: true, cell: ({ unitPrice }) => money(unitPrice) },
    {
      title: t.discount,
      isNumber: true,
      isExtra: true,
      cell: ({ discount, adjustments }) =>
        discount.amount > 0 ? (
          <span title={adjustments.map(({ rule }) => rule).join(', ')}>−{money(discount)}</span>
        ) : (
          '–'
        ),
    },
    { title: t.charged, isNumber: true, cell: ({ charged }) => money(charged) },
  ]
}

type Amount = readonly [name: string, amount: Order['totals']['total']]

function Totals({ order: { totals } }: { order: Order }) {
  const t = texts(ORDERS)
  return (
    <Amounts
      amounts={[
        [t.subtotal, totals.subtotal],
        [t.discount, { ...totals.discount, amount: -totals.discount.amount }],
        [t.shipping, totals.shipping],
        [t.tax, { ...totals.tax, amount: totals.tax.amount - totals.taxIncluded.amount }],
      ]}
      sum={[t.total, totals.total]}
      after={[t.taxIncluded, totals.tax]}
    />
  )
}

/** Amounts of zero are left out, except the sum. */
function Amounts({ amounts, sum, after }: { amounts: readonly Amount[]; sum?: Amount; after?: Amount }) {
  const shown = amounts.filter(([, { amount }]) => amount !== 0)
  if (shown.length === 0 && !sum) return null
  return (
    <dl class="totals">
      {shown.map(([name, amount]) => (
        <>
          <dt>{name}</dt>
          <dd>{money(amount)}</dd>
        </>
      ))}
      {sum && (
        <>
          <dt class="sum">{sum[0]}</dt>
          <dd class="sum">{money(sum[1])}</dd>
        </>
      )}
      {after && after[1].amount > 0 && (
        <>
          <dt>{after[0]}</dt>
          <dd>{money(after[1])}</dd>
        </>
      )}
    </dl>
  )
}
