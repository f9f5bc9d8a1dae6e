/** The routes of payment: webhooks of providers, and the simulated provider's own hosted page. */
import { PAY_PREFIX, payBody, paymentNotice, payParam, payQuery, webhookParam } from './payment.ts'
import type { Routes } from './route.ts'

export const paymentRoutes = {
  webhook: { method: 'post', path: '/v1/webhooks/payments/:provider', params: webhookParam, body: paymentNotice },
  page: { method: 'get', path: `${PAY_PREFIX}simulated/:paymentId`, params: payParam, query: payQuery },
  settle: {
    method: 'post',
    path: `${PAY_PREFIX}simulated/:paymentId`,
    params: payParam,
    query: payQuery,
    body: payBody,
  },
} as const satisfies Routes
