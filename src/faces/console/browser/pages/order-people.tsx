/** The shopper of an order, and where it goes. */
import type { Order } from '../../../../../client/src/api.ts'
import { texts } from '../core/reader.ts'
import { href } from '../core/router.ts'
import { ORDERS } from '../texts/orders.ts'

type Address = NonNullable<Order['address']>

export function OrderPeople({ order }: { order: Order }) {
  const t = texts(ORDERS)
  const { userId, email, address, billingAddress, vatNumber, note, documents } = order
  const facts = [
    [t.email, email && <a href={href('/orders', {}, { email })}>{email}</a>],
    [t.shopper, userId ? <Shopper id={userId} /> : t.erased],
    [t.address, address && linesOf(address)],
    [t.billing, billingAddress && linesOf(billingAddress)],
    [t.vatNumber, vatNumber],
    [t.theirNote, note],
    [t.documents, documents.length > 0 && <Documents order={order} />],
  ] as const
  return (
    <section class="panel">
      <div class="panel-head">
        <h2>{t.people}</h2>
      </div>
      <dl class="facts">
        {facts.map(
          ([name, value]) =>
            value && (
              <>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </>
            ),
        )}
      </dl>
    </section>
  )
}

/** The gateway shows the pages with the operator's cookie. */
function Documents({ order: { id, documents } }: { order: Order }) {
  const t = texts(ORDERS)
  return (
    <span class="row-acts">
      {documents.map(({ kind, number, refundId }) => {
        const query = new URLSearchParams({ format: 'html', ...(refundId && { refundId }) })
        return (
          <a
            key={number}
            class="link"
            href={`/console/api/v1/admin/orders/${id}/invoice?${query}`}
            target="_blank"
            rel="noreferrer"
          >
            {t[kind]} {number}
          </a>
        )
      })}
    </span>
  )
}

/** Only accounts have a page; guests have a cart. */
function Shopper({ id }: { id: string }) {
  const t = texts(ORDERS)
  const isAccount = id.startsWith('usr_')
  return (
    <>
      <span class="code">{id}</span>
      <span class="row-acts">
        {isAccount && (
          <a class="link" href={href(`/people/${id}`)}>
            {t.account}
          </a>
        )}
        <a class="link" href={href(`/carts/${id}`)}>
          {t.cart}
        </a>
        <a class="link" href={href('/orders', { userId: id })}>
          {t.orders}
        </a>
      </span>
    </>
  )
}

function linesOf(address: Address): string {
  const { name, line1, line2, city, region, postalCode, country, phone } = address as { [part: string]: unknown }
  return [name, line1, line2, city, region, postalCode, country, phone].filter(Boolean).join(', ')
}
