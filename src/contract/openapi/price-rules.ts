/** The document's texts for the routes on which admins edit price rules. */
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import { RULE_ANSWERS } from '../answers/price-rules.ts'
import {
  discount,
  everySchema,
  PRICE_RULE_ROUTES,
  RULE_BODIES,
  RULE_FORMS,
  ruleIdSchema,
  usesSchema,
} from '../http/price-rules.ts'
import type { ProblemCode } from '../problem.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

/** The rule of money thresholds, repeated at each field that has one. */
const BEFORE_DISCOUNTS = 'Like every threshold, it applies before discounts, at list prices.'

describe(ruleIdSchema, { example: 'SPRING-10' })
describe(usesSchema, { description: 'The limit also counts uses of a deleted coupon with the same code.' })
describe(everySchema, { description: 'Whether the amount applies once for each full `minSubtotal`.' })
describeFields(discount, {
  minSubtotal: { description: `The minimum price of the eligible lines. ${BEFORE_DISCOUNTS}` },
  priority: { description: 'Rules with a lower priority value apply first.' },
})
describeFields(RULE_BODIES.shipping_rate.shape, {
  countries: { description: 'The countries of the rate. An empty list means any country.' },
  minSubtotal: { description: `The minimum price of all lines. ${BEFORE_DISCOUNTS}` },
  maxSubtotal: { description: `The price of all lines must be below this amount. ${BEFORE_DISCOUNTS}` },
})

const READS: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']
const BODIES: readonly ProblemCode[] = [...READS, 'payload_too_large', 'unsupported_media_type']
const EDITS: readonly ProblemCode[] = ['not_found', 'precondition_required', 'version_mismatch']
const IF_MATCH = [
  {
    name: 'If-Match',
    description:
      'Required. The ETag of the rule that you edit, which is its version in quotes. The answer is 412 if the rule has changed.',
  },
]

const STANDARD_RATE =
  'The rate `standard` always exists at first: it is first in the list, has version 0, and serves any country for `SHIPPING_AMOUNT`. You can edit, disable and delete it like any other rate. Other rates do not replace it.'

/** The first part of the operation ids: `shippingRates` for `shipping-rates`. */
export function tableOf(segment: string): string {
  return segment.replace(/-(.)/, (_, letter: string) => letter.toUpperCase())
}

export const priceRuleDocs = RULE_KINDS.flatMap(docsOf)

function docsOf(kind: RuleKind) {
  const { segment, noun } = RULE_FORMS[kind]
  const nouns = segment.replace('-', ' ')
  const { answer, list } = RULE_ANSWERS[kind]
  const present = { description: 'The rule after the request.', schema: answer }
  return documented(tableOf(segment), 'Prices', PRICE_RULE_ROUTES[kind], {
    list: {
      summary:
        kind === 'shipping_rate' ? `List ${nouns}, ordered by id. ${STANDARD_RATE}` : `List ${nouns}, ordered by id`,
      answers: { 200: { description: 'One page.', schema: list } },
      refusals: READS,
    },
    get: { summary: `Get a ${noun}`, answers: { 200: present }, refusals: [...READS, 'not_found'] },
    create: { summary: `Create a ${noun}`, answers: { 201: present }, refusals: [...BODIES, 'already_exists'] },
    change: {
      headers: IF_MATCH,
      summary: `Update fields of a ${noun}`,
      answers: { 200: present },
      refusals: [...BODIES, ...EDITS],
    },
    drop: {
      headers: IF_MATCH,
      summary: `Delete a ${noun}`,
      answers: { 204: { description: 'The rule is deleted.' } },
      refusals: [...READS, ...EDITS],
    },
  })
}
