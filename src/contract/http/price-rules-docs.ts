/** The routes by which admins edit the rules of prices: the same five for each kind. */
import * as z from 'zod'
import { RULE_KINDS, type RuleKind } from '../../domain/pricing/rules.ts'
import type { ProblemCode } from '../problem.ts'
import { RULE_FORMS, rulesQuery } from './price-rules.ts'
import { route } from './route.ts'

const group = 'Prices'
const READS: readonly ProblemCode[] = ['invalid_request', 'unauthenticated', 'forbidden', 'rate_limited', 'unavailable']
const BODIES: readonly ProblemCode[] = [...READS, 'payload_too_large', 'unsupported_media_type']
const EDITS: readonly ProblemCode[] = ['not_found', 'precondition_required', 'version_mismatch']
const IF_MATCH = [
  { name: 'If-Match', description: 'The ETag of what is edited, the version in quotes; 412 when it has changed.' },
] as const

const STANDARD_RATE =
  'The rate `standard` is there from the start, first in the list, with version 0: it serves any country for `SHIPPING_AMOUNT`. It can be edited, disabled and deleted like the others, and other rates do not end it.'

export type RuleDocs = ReturnType<typeof docsOf>

export const PRICE_RULE_DOCS = Object.fromEntries(RULE_KINDS.map((kind) => [kind, docsOf(kind)])) as {
  readonly [Kind in RuleKind]: RuleDocs
}

function docsOf(kind: RuleKind) {
  const { segment, noun, id, create, change, answer, list } = RULE_FORMS[kind]
  const path = `/v1/admin/${segment}`
  const params = z.object({ id })
  const present = { description: 'As it then is.', schema: answer }
  return {
    list: route({
      ...{ group, method: 'get', path, query: rulesQuery },
      summary: kind === 'shipping_rate' ? `One page by id: ${segment}. ${STANDARD_RATE}` : `One page by id: ${segment}`,
      answers: { 200: { description: 'One page.', schema: list } },
      refusals: READS,
    }),
    get: route({
      ...{ group, method: 'get', path: `${path}/:id`, params },
      summary: `One ${noun}`,
      answers: { 200: present },
      refusals: [...READS, 'not_found'],
    }),
    create: route({
      ...{ group, method: 'post', path, body: create },
      summary: `A new ${noun}`,
      answers: { 201: present },
      refusals: [...BODIES, 'already_exists'],
    }),
    change: route({
      ...{ group, method: 'patch', path: `${path}/:id`, params, body: change, headers: IF_MATCH },
      summary: `Change fields of a ${noun}`,
      answers: { 200: present },
      refusals: [...BODIES, ...EDITS],
    }),
    drop: route({
      ...{ group, method: 'delete', path: `${path}/:id`, params, headers: IF_MATCH },
      summary: `Delete a ${noun}`,
      answers: { 204: { description: 'It is gone.' } },
      refusals: [...READS, ...EDITS],
    }),
  }
}
