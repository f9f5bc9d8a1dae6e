/** The document's texts for payment webhooks and for the hosted page of the simulated provider. */
import * as z from 'zod/mini'
import { payAnswer, webhookAnswer } from '../answers/payment.ts'
import {
  amount,
  currency,
  delaySeconds,
  deliveries,
  FORM,
  payForm,
  paymentRoutes,
  payParam,
  reorder,
  webhookParam,
} from '../http/payment.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

describe(amount, { description: 'Minor units of the currency.' })
describe(currency, { description: 'The currency of the amount. Default: the currency of the order.' })
describeFields(webhookParam.shape, {
  provider: { description: 'A provider of PAYMENT_PROVIDERS.' },
})
describeFields(payParam.shape, {
  paymentId: { description: 'The `paymentId` in the answer of `POST /v1/orders/{id}/pay`.' },
})
describe(delaySeconds, { description: 'The delay of the webhook in seconds. The page shows the outcome at once.' })
describe(deliveries, { description: 'The number of times that the same event is sent.' })
describe(reorder, { description: 'Whether an older `payment.failed` event of the same payment is sent afterwards.' })

const PAGE = z.string().check(z.meta({ description: 'A page in Chinese or English, without scripts.' }))

export const paymentDocs = documented('payment', 'Payment', paymentRoutes, {
  webhook: {
    summary:
      'Receive an event of a payment provider. `simulated` signs requests according to Standard Webhooks, and `stripe` by Stripe’s scheme',
    headers: [
      {
        name: 'webhook-id',
        description: 'The id of the event: up to 255 letters, digits, `_` and `-`. Every attempt sends the same id.',
      },
      {
        name: 'webhook-timestamp',
        description: 'The time of this attempt: seconds since 1970, at most five minutes from the present.',
      },
      {
        name: 'webhook-signature',
        description: '`v1,` followed by the base64 HMAC-SHA256 of `id.timestamp.body` with the secret of the provider.',
      },
    ],
    answers: {
      200: {
        description:
          'The event is applied, was applied before, or names a payment that the order does not have. Do not send it again.',
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
    summary: 'Get the page of the simulated provider, on which a shopper approves or declines a payment',
    answers: { 200: { description: 'The page.', content: { 'text/html': PAGE } } },
    refusals: ['invalid_request', 'not_found', 'rate_limited', 'unavailable'],
  },
  settle: {
    summary:
      'Approve or decline a simulated payment. Its webhook follows with the requested delay and number of deliveries',
    headers: [{ name: 'Accept', description: '`application/json` requests a JSON answer instead of a redirect.' }],
    content: { [FORM]: payForm },
    answers: {
      200: { description: 'The outcome of the payment. A repeat gets the same answer.', schema: payAnswer },
      303: {
        description:
          'Redirects to the returnUrl with `paymentId` and `status`, or to the page when the payment does not have a returnUrl.',
      },
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
