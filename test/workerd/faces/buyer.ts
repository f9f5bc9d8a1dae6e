/** A shopper of the shop's pages with an order of their own. */
import { type Client, Shopper } from '../support/client.ts'
import { ordered } from '../support/orders.ts'
import { product, stock } from '../support/shop.ts'
import { Visitor } from './visitor.ts'

export const SHIP = { carrier: 'SF Express', trackingNumber: 'SF123' }

export function stockTeaAndCups(): Promise<void> {
  return stock(product('tea', { onHand: 5000, images: ['/pictures/tea.svg'] }), product('cup', { onHand: 5000 }))
}

/** The shopper in a browser that has the token in its cookie. */
export function browserOf({ token }: Shopper): Visitor {
  const visitor = new Visitor()
  visitor.cookies.set('__Host-shop', token)
  return visitor
}

export async function withOrder(units: Readonly<Record<string, number>> = { tea: 2 }, fields: object = {}) {
  const shopper = await Shopper.guest()
  for (const [sku, quantity] of Object.entries(units)) await shopper.add(sku, quantity)
  const order = await ordered(shopper, fields)
  return { shopper, order, visitor: browserOf(shopper), path: `/en/orders/${order.id}` }
}

export async function cartOf(shopper: Client): Promise<readonly (readonly [string, number])[]> {
  return (await shopper.get('/v1/cart')).cart.items.map(({ sku, quantity }) => [sku, quantity] as const)
}
