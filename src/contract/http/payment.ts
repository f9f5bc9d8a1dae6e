/** Shapes of payment: the webhooks of a provider, and the form of the simulated provider's page. */
import * as z from 'zod/mini'
import type { Routes } from './route.ts'
import { timeSchema } from './shapes.ts'

const ULID = '[0-9A-HJKMNP-TV-Z]{26}'
export const amount = z.int().check(z.minimum(0))
export const currency = z.string().check(z.regex(/^[A-Z]{3}$/, { error: 'is not an ISO 4217 code' }))
export const orderId = z.string().check(z.regex(new RegExp(`^ord_${ULID}$`), { error: 'is not an order id' }))
export const paymentIdSchema = z.string().check(z.regex(new RegExp(`^pay_${ULID}$`), { error: 'is not a payment id' }))
export const refundId = z.string().check(z.regex(new RegExp(`^ref_${ULID}$`), { error: 'is not a refund id' }))

/** The body of the simulated provider's webhooks; the event's id is the header webhook-id. */
export const paymentNotice = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['payment.succeeded', 'payment.failed']),
    timestamp: timeSchema,
    data: z.strictObject({ orderId, paymentId: paymentIdSchema, amount, currency: z.optional(currency) }),
  }),
  z.strictObject({
    type: z.literal('refund.succeeded'),
    timestamp: timeSchema,
    data: z.strictObject({
      orderId,
      refundId,
      paymentId: z.optional(paymentIdSchema),
      amount: z.optional(amount),
      currency: z.optional(currency),
    }),
  }),
])

export type PaymentNotice = z.infer<typeof paymentNotice>

export const webhookParam = z.object({ provider: z.string() })

/** The prefix of hosted payment pages, which take forms besides JSON. */
export const PAY_PREFIX = '/pay/'
export const SIMULATED_PAGE = `${PAY_PREFIX}simulated`
export const FORM = 'application/x-www-form-urlencoded'

export const payParam = z.object({ paymentId: z.string() })
const payQuery = z.object({ locale: z.optional(z.string().check(z.maxLength(35))) })

const MAX_DELAY_SECONDS = 24 * 3600
const MAX_DELIVERIES = 10

const outcome = z.enum(['approve', 'decline'])
export const delaySeconds = z._default(z.int().check(z.minimum(0), z.maximum(MAX_DELAY_SECONDS)), 0)
export const deliveries = z._default(z.int().check(z.minimum(1), z.maximum(MAX_DELIVERIES)), 1)
export const reorder = z._default(z.boolean(), false)

export const payBody = z.strictObject({ outcome, delaySeconds, deliveries, reorder })

/** A number from a form; an empty field means the default. */
const number = z.pipe(
  z.string().check(z.regex(/^\d{0,9}$/, { error: 'is not a whole number' })),
  z.transform((text) => (text === '' ? undefined : Number(text))),
)

export const payForm = z.strictObject({
  outcome,
  delaySeconds: z.optional(z.pipe(number, delaySeconds)),
  deliveries: z.optional(z.pipe(number, deliveries)),
  reorder: z.optional(z.literal('true')),
})

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
