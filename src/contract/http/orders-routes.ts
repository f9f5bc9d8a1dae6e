/** The routes of checkout and orders. */
import { checkoutSchema, orderListQuery, orderParams, paySchema, quoteRequestSchema } from './orders.ts'
import type { Routes } from './route.ts'

export const orderRoutes = {
  quote: { method: 'post', path: '/v1/checkout/quote', body: quoteRequestSchema },
  checkout: { method: 'post', path: '/v1/checkout', body: checkoutSchema },
  list: { method: 'get', path: '/v1/orders', query: orderListQuery },
  get: { method: 'get', path: '/v1/orders/:id', params: orderParams },
  pay: { method: 'post', path: '/v1/orders/:id/pay', params: orderParams, body: paySchema },
  cancel: { method: 'post', path: '/v1/orders/:id/cancel', params: orderParams },
} as const satisfies Routes
