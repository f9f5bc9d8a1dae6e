/** Shapes of payment: what a provider tells, and what the simulated one's page takes. */
import * as z from 'zod'
import { timeSchema } from './shapes.ts'

const ULID = '[0-9A-HJKMNP-TV-Z]{26}'
const amount = z.int().min(0).meta({ description: 'Minor units of the currency.' })
const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: 'is no ISO 4217 code' })
  .meta({ description: 'The currency of the amount; the order’s when it is not given.' })
const orderId = z.string().regex(new RegExp(`^ord_${ULID}$`), { error: 'is no order id' })
export const paymentIdSchema = z.string().regex(new RegExp(`^pay_${ULID}$`), { error: 'is no payment id' })
const refundId = z.string().regex(new RegExp(`^ref_${ULID}$`), { error: 'is no refund id' })

/** The body of the simulated provider's webhooks; the event's id is the header webhook-id. */
export const paymentNotice = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['payment.succeeded', 'payment.failed']),
    timestamp: timeSchema,
    data: z.strictObject({ orderId, paymentId: paymentIdSchema, amount, currency: currency.optional() }),
  }),
  z.strictObject({
    type: z.literal('refund.succeeded'),
    timestamp: timeSchema,
    data: z.strictObject({
      orderId,
      refundId,
      paymentId: paymentIdSchema.optional(),
      amount: amount.optional(),
      currency: currency.optional(),
    }),
  }),
])

export type PaymentNotice = z.infer<typeof paymentNotice>

export const webhookParam = z.object({ provider: z.string().meta({ description: 'As PAYMENT_PROVIDERS names it.' }) })
export const webhookAnswer = z.object({ received: z.literal(true) }).meta({ id: 'WebhookReceived' })

/** Of hosted pages, which take forms besides JSON. */
export const PAY_PREFIX = '/pay/'
export const SIMULATED_PAGE = `${PAY_PREFIX}simulated`
export const FORM = 'application/x-www-form-urlencoded'

export const payParam = z.object({ paymentId: z.string().meta({ description: 'As `pay` of an order answered it.' }) })
export const payQuery = z.object({ locale: z.string().max(35).optional() })

const MOST_DELAY_SECONDS = 24 * 3600
const MOST_DELIVERIES = 10

const outcome = z.enum(['approve', 'decline'])
const delaySeconds = z
  .int()
  .min(0)
  .max(MOST_DELAY_SECONDS)
  .default(0)
  .meta({ description: 'How late the webhook is sent. The page itself knows at once.' })
const deliveries = z
  .int()
  .min(1)
  .max(MOST_DELIVERIES)
  .default(1)
  .meta({ description: 'How many times the same event is sent.' })
const reorder = z
  .boolean()
  .default(false)
  .meta({ description: 'Whether an older `payment.failed` of the same payment is sent after it.' })

export const payBody = z.strictObject({ outcome, delaySeconds, deliveries, reorder })

/** A field that was left empty stands for its default. */
const number = z
  .string()
  .regex(/^\d{0,9}$/, { error: 'is not a whole number' })
  .transform((text) => (text === '' ? undefined : Number(text)))

export const payForm = z.strictObject({
  outcome,
  delaySeconds: number.pipe(delaySeconds).optional(),
  deliveries: number.pipe(deliveries).optional(),
  reorder: z.literal('true').optional(),
})

export const payAnswer = z
  .object({ paymentId: z.string(), status: z.enum(['declined', 'captured']) })
  .meta({ id: 'SimulatedPayment' })
