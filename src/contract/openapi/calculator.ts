/** The document's texts for the price calculator. */
import { calculationAnswer } from '../answers/calculator.ts'
import { calculationSchema, calculatorRoutes } from '../http/calculator.ts'
import { describeFields } from './describe.ts'
import { documented } from './operation.ts'

describeFields(calculationSchema.shape, {
  userId: {
    description: 'The shopper whose cart is priced: its selected lines, with its coupons unless `coupons` is given.',
  },
  at: { description: 'The time whose price is wanted, by the rules of today. Default: now.' },
  isFirstOrder: { description: 'Default: whether the shopper has no order yet; true without a userId.' },
})

export const calculatorDocs = documented('prices', 'Price rules', calculatorRoutes, {
  calculate: {
    summary:
      'Calculate what lines or a cart would cost, and why: the effect of every rule. This request changes nothing',
    answers: { 200: { description: 'The price.', schema: calculationAnswer } },
    refusals: [
      ...(['invalid_request', 'unauthenticated', 'forbidden', 'not_found', 'rate_limited', 'unavailable'] as const),
      ...(['payload_too_large', 'unsupported_media_type'] as const),
    ],
  },
})
