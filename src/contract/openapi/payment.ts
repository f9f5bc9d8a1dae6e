/** The document's texts for the routes of payment: webhooks, and the simulated provider's own hosted page. */
import * as z from 'zod/mini'
import { payAnswer, webhookAnswer } from '../answers/payment.ts'
import {
  amount,
  currency,
  delaySeconds,
  deliveries,
  FORM,
  payForm,
  payParam,
  reorder,
  webhookParam,
} from '../http/payment.ts'
import { paymentRoutes } from '../http/payment-routes.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

describe(amount, { description: 'Minor units of the currency.' })
describe(currency, { description: 'The currency of the amount; the order’s when it is not given.' })
describeFields(webhookParam.shape, {
  provider: { description: 'As PAYMENT_PROVIDERS names it.' },
})
describeFields(payParam.shape, {
  paymentId: { description: 'As `pay` of an order answered it.' },
})
describe(delaySeconds, { description: 'How late the webhook is sent. The page itself knows at once.' })
describe(deliveries, { description: 'How many times the same event is sent.' })
describe(reorder, { description: 'Whether an older `payment.failed` of the same payment is sent after it.' })

const PAGE = z.string().check(z.meta({ description: 'In Chinese or English, without scripts.' }))

export const paymentDocs = documented('Payment', paymentRoutes, {
  webhook: {
    summary: 'Take the event of a payment provider; signed after Standard Webhooks',
    headers: [
      {
        name: 'webhook-id',
        description: 'The id of the event: up to 255 letters, digits, `_` and `-`; the same for every try.',
      },
      {
        name: 'webhook-timestamp',
        description: 'The time of this try: seconds since 1970, at most five minutes from now.',
      },
      {
        name: 'webhook-signature',
        description: '`v1,` and the base64 of the HMAC-SHA256 of `id.timestamp.body` with the provider’s secret.',
      },
    ],
    answers: {
      200: {
        description: 'It has its effect, or had it before, or is about what no order knows: it need not be sent again.',
        schema: webhookAnswer,
      },
    },
    refusals: [
      'invalid_request',
      'unauthenticated',
      'not_found',
      'payload_too_large',
      'unsupported_media_type',
      'rate_limited',
      'unavailable',
    ],
  },
  page: {
    summary: 'The page of the simulated provider, where a shopper approves or declines',
    answers: { 200: { description: 'The page.', content: { 'text/html': PAGE } } },
    refusals: ['invalid_request', 'not_found', 'rate_limited', 'unavailable'],
  },
  settle: {
    summary: 'Approve or decline a simulated payment; its webhook follows, as late and as often as is asked for',
    headers: [{ name: 'Accept', description: '`application/json` asks for the answer instead of a redirect.' }],
    content: { [FORM]: payForm },
    answers: {
      200: { description: 'It is decided; a repeat answers the same.', schema: payAnswer },
      303: { description: 'To the returnUrl with `paymentId` and `status`, or back to the page when there is none.' },
    },
    refusals: [
      'invalid_request',
      'not_found',
      'illegal_transition',
      'payload_too_large',
      'unsupported_media_type',
      'rate_limited',
      'unavailable',
    ],
  },
})
