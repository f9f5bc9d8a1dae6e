/** The document's texts for the routes by which admins edit the rules of prices. */
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import { RULE_ANSWERS } from '../answers/price-rules.ts'
import { discount, everySchema, RULE_BODIES, RULE_FORMS, ruleIdSchema, usesSchema } from '../http/price-rules.ts'
import { PRICE_RULE_ROUTES } from '../http/price-rules-routes.ts'
import type { ProblemCode } from '../problem.ts'
import { describe, describeFields } from './describe.ts'
import { documented } from './operation.ts'

/** The one rule of money thresholds, said at each field. */
const BEFORE_DISCOUNTS = 'Before discounts, at list prices, like every threshold.'

describe(ruleIdSchema, { example: 'SPRING-10' })
describe(usesSchema, { description: 'Uses of a deleted coupon with the same code count too.' })
describe(everySchema, { description: 'Again for each whole `minSubtotal`.' })
describeFields(discount, {
  minSubtotal: { description: `The least that the eligible lines must cost. ${BEFORE_DISCOUNTS}` },
  priority: { description: 'Lower ones come first.' },
})
describeFields(RULE_BODIES.shipping_rate.shape, {
  countries: { description: 'Any country when it is empty.' },
  minSubtotal: { description: `The least that all lines must cost. ${BEFORE_DISCOUNTS}` },
  maxSubtotal: { description: `All lines must cost less than this. ${BEFORE_DISCOUNTS}` },
})

const READS: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']
const BODIES: readonly ProblemCode[] = [...READS, 'payload_too_large', 'unsupported_media_type']
const EDITS: readonly ProblemCode[] = ['not_found', 'precondition_required', 'version_mismatch']
const IF_MATCH = [
  { name: 'If-Match', description: 'The ETag of what is edited, the version in quotes; 412 when it has changed.' },
]

const STANDARD_RATE =
  'The rate `standard` is there from the start, first in the list, with version 0: it serves any country for `SHIPPING_AMOUNT`. It can be edited, disabled and deleted like the others, and other rates do not end it.'

export const priceRuleDocs = RULE_KINDS.flatMap(docsOf)

function docsOf(kind: RuleKind) {
  const { segment, noun } = RULE_FORMS[kind]
  const { answer, list } = RULE_ANSWERS[kind]
  const present = { description: 'As it then is.', schema: answer }
  return documented('Prices', PRICE_RULE_ROUTES[kind], {
    list: {
      summary: kind === 'shipping_rate' ? `One page by id: ${segment}. ${STANDARD_RATE}` : `One page by id: ${segment}`,
      answers: { 200: { description: 'One page.', schema: list } },
      refusals: READS,
    },
    get: { summary: `One ${noun}`, answers: { 200: present }, refusals: [...READS, 'not_found'] },
    create: { summary: `A new ${noun}`, answers: { 201: present }, refusals: [...BODIES, 'already_exists'] },
    change: {
      headers: IF_MATCH,
      summary: `Change fields of a ${noun}`,
      answers: { 200: present },
      refusals: [...BODIES, ...EDITS],
    },
    drop: {
      headers: IF_MATCH,
      summary: `Delete a ${noun}`,
      answers: { 204: { description: 'It is gone.' } },
      refusals: [...READS, ...EDITS],
    },
  })
}
