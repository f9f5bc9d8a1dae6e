/**
 * The limit of active price rules. Invariant: there are at most 2,000 without coupons, by any route, and edits stay
 * possible.
 */
import { expect, it } from 'vitest'
import { importReportSchema } from '../../src/contract/answers/import.ts'
import { MAX_ACTIVE_RULES } from '../../src/worker/prices/rules.ts'
import { rule } from '../tiers/support/rule-samples.ts'
import { auditSample } from '../tiers/support/samples.ts'
import { operator } from './support/client.ts'
import { record } from './support/shop.ts'

const free = { effect: { type: 'free_shipping' } }
const make = (id: string, more: object = {}) => operator.call('POST', '/v1/admin/promotions', { id, ...free, ...more })
const change = (id: string, body: object) =>
  operator.call('PATCH', `/v1/admin/promotions/${id}`, body, { 'if-match': '*' })
const take = async (what: string, text: string) =>
  (await operator.call('POST', `/v1/admin/import/${what}`, text, { 'content-type': 'text/csv' })).as(importReportSchema)

it('a rule beyond the limit is refused until another is deactivated', async () => {
  // Two fewer than the limit, including the standard shipping rate.
  for (let from = 3; from < MAX_ACTIVE_RULES; from += 100) {
    const count = Math.min(100, MAX_ACTIVE_RULES - from)
    const rules = Array.from({ length: count }, (_, n) => rule('tax', `t-${from + n}`, 1, { description: {} }))
    const audit = (id: string) => auditSample({ id, subject: `tax:${id}` })
    await record.writeRules(
      'tax',
      rules.map((each) => ({ rule: each, audit: audit(each.id) })),
    )
  }
  expect((await make('first')).status).toBe(201)
  const taken = await take('promotions', 'id,type\nsecond,free_shipping\nthird,free_shipping\n')
  expect(taken).toMatchObject({ created: 1, rejected: [{ line: 3 }] })
  const { errors } = (await make('fourth')).refusal(400, 'invalid_request')
  expect(errors?.[0]?.path).toBe('isActive')
  expect((await make('fifth', { isActive: false })).status).toBe(201)
  ;(await change('fifth', { isActive: true })).refusal(400, 'invalid_request')
  expect((await change('first', { priority: 1 })).status).toBe(200)
  expect(await take('coupons', 'code,type\nFREE,free_shipping\n')).toMatchObject({ created: 1 })
  expect((await change('first', { isActive: false })).status).toBe(200)
  expect((await change('fifth', { isActive: true })).status).toBe(200)
})
