/** Two answers about orders: the payment of a cancelled order, and a total in another currency. */
import { beforeAll, expect, it } from 'vitest'
import { Shopper } from './support/client.ts'
import { checkOut, opened, orderOf, withOrder } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea', { onHand: 10_000 })))

it('the payment of a cancelled order is shown as cancelled, also when it was open', async () => {
  const { shopper, order } = await withOrder()
  await opened(shopper, order.id)
  expect((await orderOf(shopper, order.id)).payment.status).toBe('open')
  expect((await shopper.call('POST', `/v1/orders/${order.id}/cancel`)).status).toBe(200)
  expect((await orderOf(shopper, order.id)).payment.status).toBe('cancelled')
})

it('an expected total in another currency is refused, and the answer names both currencies', async () => {
  const shopper = await Shopper.guest()
  await shopper.add('tea')
  const reply = await checkOut(shopper, { expectedTotal: { amount: 1000, currency: 'EUR' } })
  expect(reply.refusal(409, 'price_changed').detail).toBe('Prices of this shop are in CNY, not in EUR.')
})
