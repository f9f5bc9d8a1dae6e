/** Shapes of payment: what a provider tells, and what the simulated one's page takes. */
import * as z from 'zod'
import { timeSchema } from './shapes.ts'

const ULID = '[0-9A-HJKMNP-TV-Z]{26}'
const amount = z.int().min(0).meta({ description: 'Minor units of the currency.' })
const orderId = z.string().regex(new RegExp(`^ord_${ULID}$`), { error: 'is no order id' })
export const paymentIdSchema = z.string().regex(new RegExp(`^pay_${ULID}$`), { error: 'is no payment id' })
const refundId = z.string().regex(new RegExp(`^ref_${ULID}$`), { error: 'is no refund id' })

/** The body of the simulated provider's webhooks; the event's id is the header webhook-id. */
export const paymentNotice = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['payment.succeeded', 'payment.failed']),
    timestamp: timeSchema,
    data: z.strictObject({ orderId, paymentId: paymentIdSchema, amount }),
  }),
  z.strictObject({
    type: z.literal('refund.succeeded'),
    timestamp: timeSchema,
    data: z.strictObject({ orderId, refundId, paymentId: paymentIdSchema.optional(), amount: amount.optional() }),
  }),
])

export type PaymentNotice = z.infer<typeof paymentNotice>
