/** The data of the events of orders. */
import * as z from 'zod/mini'
import { ORDER_STATUSES } from '../../domain/order/transitions.ts'

const amount = (description: string) => z.int().check(z.meta({ description: `${description}, in minor units.` }))

const ORDER = {
  orderId: z.string(),
  number: z.string().check(z.meta({ description: 'The order number for people.', example: '261124-7K3M-9QXW' })),
  status: z.enum(ORDER_STATUSES).check(z.meta({ description: 'The status after the change.' })),
  currency: z.string(),
  total: amount('The total of the order'),
}
const LINES = {
  lines: z.array(z.object({ sku: z.string(), quantity: z.int(), unitPrice: amount('The unit price') })),
}
const PAYMENT_ID = { paymentId: z.string() }

const plain = z.object(ORDER).register(z.globalRegistry, { id: 'OrderEventData' })
const withLines = z.object({ ...ORDER, ...LINES }).register(z.globalRegistry, { id: 'OrderEventDataWithLines' })

const shipment = z
  .object({
    ...ORDER,
    shipment: z.int().check(z.meta({ description: 'The number of the shipment within the order, from 1.' })),
    lines: z.array(z.object({ sku: z.string(), quantity: z.int() })),
  })
  .register(z.globalRegistry, { id: 'ShipmentEventData' })

const returned = z
  .object({ ...ORDER, returnId: z.string(), lines: z.array(z.object({ sku: z.string(), quantity: z.int() })) })
  .register(z.globalRegistry, { id: 'ReturnEventData' })

const edited = z
  .object({
    ...ORDER,
    refundId: z.string(),
    amount: z.int(),
    lines: z.array(z.object({ sku: z.string(), quantity: z.int() })),
  })
  .register(z.globalRegistry, { id: 'OrderEditedEventData' })

export const ORDER_EVENT_DATA = {
  'order.placed': { summary: 'An order was placed; its units are held.', data: withLines },
  'order.paid': { summary: 'An order was paid.', data: withLines },
  'order.payment_failed': {
    summary: 'A payment of an order was declined; the shopper may pay again.',
    data: z
      .object({ ...ORDER, ...PAYMENT_ID, provider: z.string() })
      .register(z.globalRegistry, { id: 'PaymentFailedEventData' }),
  },
  'order.shipped': { summary: 'An order was shipped: nothing is left to ship.', data: plain },
  'order.delivered': { summary: 'An order was delivered, with all its shipments.', data: plain },
  'order.cancelled': {
    summary: 'An order, or what had not shipped of it, was cancelled. A refund of its money may follow.',
    data: plain,
  },
  'order.refunded': {
    summary: 'A refund of an order was completed at the payment provider. An order can have several.',
    data: z
      .object({
        ...ORDER,
        ...PAYMENT_ID,
        refundId: z.string(),
        amount: amount('The refunded amount'),
        stray: z.boolean().check(
          z.meta({
            description: 'Whether it returned money that never paid for the order, such as a second payment.',
          }),
        ),
      })
      .register(z.globalRegistry, { id: 'RefundedEventData' }),
  },
  'shipment.shipped': { summary: 'A shipment of an order left. An order can have several.', data: shipment },
  'shipment.delivered': { summary: 'A shipment of an order was delivered.', data: shipment },
  'order.edited': {
    summary: 'Units were removed from an order before they shipped. Do not ship them.',
    data: edited,
  },
  'return.requested': { summary: 'The shopper asks to return units.', data: returned },
  'return.approved': { summary: 'A return was approved, with a place to send the units to.', data: returned },
  'return.refused': { summary: 'A return was refused.', data: returned },
  'return.received': { summary: 'The units of a return have arrived. A refund of them follows.', data: returned },
  'return.refunded': { summary: 'The refund of a return is done.', data: returned },
} as const
