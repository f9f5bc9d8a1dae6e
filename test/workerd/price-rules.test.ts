/**
 * Edits of price rules by admins, with the same five routes for every kind. Invariants: an edit needs the version that
 * was seen, is in the audit, and affects prices at once.
 */
import { describe, expect, it } from 'vitest'
import { auditListSchema } from '../../src/contract/answers/audit.ts'
import { RULE_ANSWERS } from '../../src/contract/answers/price-rules.ts'
import { RULE_FORMS } from '../../src/contract/http/price-rules.ts'
import { RULE_KINDS, type RuleKind } from '../../src/domain/pricing/rules.ts'
import { operator, type Reply } from './support/client.ts'
import { record } from './support/shop.ts'

let last = 0
const newId = () => `R-${Date.now().toString(36)}-${++last}`.toUpperCase()
const money = (amount: number) => ({ amount, currency: 'CNY' })

const LEAST: { readonly [Kind in RuleKind]: object } = {
  promotion: { effect: { type: 'percentage', percent: 12.5 } },
  coupon: { effect: { type: 'fixed', amount: money(500) } },
  shipping_rate: { option: 'standard', title: { en: 'Post' }, amount: money(800), estimatedDays: 3 },
  tax: { title: { en: 'VAT' }, country: 'DE', ratePercent: 8.25, inclusive: true },
}
/** New values for some fields of each kind. */
const NEXT: { readonly [Kind in RuleKind]: object } = {
  promotion: { minSubtotal: money(10_000) },
  coupon: { usageLimit: 100, usageLimitPerUser: 1 },
  shipping_rate: { maxWeightGrams: 30_000, countries: ['CN', 'DE'] },
  tax: { ratePercent: 19, region: 'Berlin' },
}

const pathOf = (kind: RuleKind, id?: string) =>
  `/v1/admin/${RULE_FORMS[kind].segment}${id === undefined ? '' : `/${id}`}`
const create = (kind: RuleKind, id: string, fields: object = {}) =>
  operator.call('POST', pathOf(kind), { [RULE_FORMS[kind].idField]: id, ...LEAST[kind], ...fields })
const withMatch = (method: string, kind: RuleKind, id: string, body?: object, ifMatch?: string): Promise<Reply> =>
  operator.call(method, pathOf(kind, id), body, ifMatch === undefined ? {} : { 'if-match': ifMatch })
const change = (kind: RuleKind, id: string, body: object, ifMatch?: string) =>
  withMatch('PATCH', kind, id, body, ifMatch)
const drop = (kind: RuleKind, id: string, ifMatch?: string) => withMatch('DELETE', kind, id, undefined, ifMatch)
const shown = (reply: Reply, kind: RuleKind) => {
  expect(reply.status, reply.text).toBeLessThan(300)
  return reply.as(RULE_ANSWERS[kind].answer)
}

describe.each(RULE_KINDS)('a %s', (kind) => {
  const { idField } = RULE_FORMS[kind]
  const { list } = RULE_ANSWERS[kind]

  it('a rule is created with defaults for missing fields, read back, and listed in the audit', async () => {
    const id = newId()
    const reply = await create(kind, id)
    expect(reply.status, reply.text).toBe(201)
    expect(reply.headers.get('etag')).toBe('"1"')
    const made = shown(reply, kind)
    expect(made).toMatchObject({ [idField]: id, ...LEAST[kind], isActive: true, description: {}, version: 1 })
    const read = await operator.get(pathOf(kind, id))
    expect(read.headers.get('etag')).toBe('"1"')
    expect(shown(read, kind)).toEqual(made)
    const { items } = (await operator.get(`/v1/admin/audit?subject=${kind}:${id}`)).as(auditListSchema)
    expect(items).toMatchObject([{ action: 'create', changes: { isActive: { from: null, to: true } } }])
    ;(await create(kind, id)).refusal(409, 'already_exists')
  })

  it('an edit needs the version that was seen, and its refusal shows the current rule', async () => {
    const id = newId()
    await create(kind, id)
    ;(await change(kind, id, NEXT[kind])).refusal(428, 'precondition_required')
    expect(shown(await change(kind, id, NEXT[kind], '"1"'), kind)).toMatchObject({
      ...LEAST[kind],
      ...NEXT[kind],
      version: 2,
    })
    const late = await change(kind, id, { isActive: false }, '"1"')
    expect(late.refusal(412, 'version_mismatch').current).toMatchObject({ ...NEXT[kind], version: 2 })
    expect(late.headers.get('etag')).toBe('"2"')
    expect(shown(await change(kind, id, NEXT[kind], '*'), kind)).toMatchObject({ version: 2 })
    ;(await change(kind, id, {}, '"2"')).refusal(400, 'invalid_request')
    ;(await change(kind, id, { [idField]: 'OTHER' }, '"2"')).refusal(400, 'invalid_request')
    const { items } = (await operator.get(`/v1/admin/audit?subject=${kind}:${id}`)).as(auditListSchema)
    expect(items.map(({ action }) => action)).toEqual(['edit', 'create'])
  })

  it('one of ten simultaneous edits is accepted', async () => {
    const id = newId()
    await create(kind, id)
    const texts = Array.from({ length: 10 }, (_, n) => ({ description: { en: `Text ${n}` } }))
    const replies = await Promise.all(texts.map((body) => change(kind, id, body, '"1"')))
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(9).fill(412)])
    expect((await record.getRule(kind, id))?.version).toBe(2)
  })

  it('a rule is deleted at its version, is gone, and has a higher version when it is created again', async () => {
    const id = newId()
    await create(kind, id)
    ;(await drop(kind, id)).refusal(428, 'precondition_required')
    ;(await drop(kind, id, '"7"')).refusal(412, 'version_mismatch')
    expect((await drop(kind, id, '"1"')).status).toBe(204)
    ;(await operator.get(pathOf(kind, id))).refusal(404, 'not_found')
    ;(await change(kind, id, { isActive: false }, '"2"')).refusal(404, 'not_found')
    ;(await drop(kind, id, '"2"')).refusal(404, 'not_found')
    expect(shown(await create(kind, id), kind)).toMatchObject({ version: 3 })
  })

  it('rules are listed in pages by id', async () => {
    const ids = Array.from({ length: 5 }, newId)
    for (const id of ids) await create(kind, id)
    const found: string[] = []
    for (let path: string | null = `${pathOf(kind)}?limit=2`; path !== null; ) {
      // The schema of a list with items of any kind.
      const page = (await operator.get(path)).as(list) as { items: Record<string, string>[]; nextCursor: string | null }
      found.push(...page.items.map((item) => item[idField] ?? ''))
      path = page.nextCursor && `${pathOf(kind)}?limit=2&cursor=${page.nextCursor}`
    }
    expect(found.filter((id) => ids.includes(id))).toEqual([...ids].sort())
    expect(new Set(found).size).toBe(found.length)
    ;(await operator.get(`${pathOf(kind)}?cursor=nonsense`)).refusal(400, 'invalid_request')
  })

  it('fault 38: SQL and HTML in the texts of a rule stay plain text', async () => {
    const id = newId()
    const text = `'); DROP TABLE price_rules;-- <script>alert("1")</script> % _ \\ 你好`
    await create(kind, id, { description: { en: text } })
    expect(shown(await operator.get(pathOf(kind, id)), kind)).toMatchObject({ description: { en: text } })
  })

  it.each<[string, object]>([
    ['an unknown field', { colour: 'red' }],
    ['a version', { version: 7 }],
    ['a deletion mark', { isDeleted: true }],
    ['a description without languages', { description: 'text' }],
    ['another id', { [idField]: 'a/b' }],
    ['an id of two dots', { [idField]: '..' }],
    ['no id', { [idField]: undefined }],
    ['an isActive that is not a boolean', { isActive: 1 }],
  ])('fault 30: a rule with %s is refused and not stored', async (_, fields) => {
    const id = newId()
    ;(await create(kind, id, fields)).refusal(400, 'invalid_request')
    ;(await operator.get(pathOf(kind, id))).refusal(404, 'not_found')
  })
})

describe('fault 30: an invalid rule', () => {
  it.each<[string, RuleKind, object, string]>([
    [
      'an amount in another currency',
      'coupon',
      { effect: { type: 'fixed', amount: { amount: 1, currency: 'EUR' } } },
      'effect.amount',
    ],
    ['a threshold in another currency', 'promotion', { minSubtotal: { amount: 1, currency: 'EUR' } }, 'minSubtotal'],
    ['a percentage of 0', 'promotion', { effect: { type: 'percentage', percent: 0 } }, 'effect.percent'],
    ['a percentage above 100', 'promotion', { effect: { type: 'percentage', percent: 100.01 } }, 'effect.percent'],
    ['a three-decimal percentage', 'promotion', { effect: { type: 'percentage', percent: 1.005 } }, 'effect.percent'],
    ['an unknown effect', 'promotion', { effect: { type: 'magic' } }, 'effect.type'],
    ['an effect with a missing field', 'promotion', { effect: { type: 'buy_x_get_y', buy: 2 } }, 'effect.get'],
    ['an effect with an unknown field', 'promotion', { effect: { type: 'free_shipping', percent: 1 } }, 'effect'],
    [
      'an end before the beginning',
      'coupon',
      { startsAt: '2026-12-01T00:00:00Z', endsAt: '2026-11-30T23:59:59Z' },
      'endsAt',
    ],
    ['an invalid time', 'coupon', { endsAt: '2026-02-30T00:00:00Z' }, 'endsAt'],
    [
      'an `every` without a threshold',
      'promotion',
      { effect: { type: 'fixed', amount: money(1), every: true } },
      'effect.every',
    ],
    ['a usage limit of 0', 'coupon', { usageLimit: 0 }, 'usageLimit'],
    ['a usage limit of 1.5', 'coupon', { usageLimitPerUser: 1.5 }, 'usageLimitPerUser'],
    ['a usage limit on a promotion', 'promotion', { usageLimit: 1 }, ''],
    ['an invalid SKU', 'promotion', { skus: ['a b'] }, 'skus.0'],
    ['a country of three letters', 'tax', { country: 'DEU' }, 'country'],
    ['a tax rate with five decimals', 'tax', { ratePercent: 8.25001 }, 'ratePercent'],
    ['a tax rate above 100 %', 'tax', { ratePercent: 101 }, 'ratePercent'],
    ['a title without languages', 'shipping_rate', { title: {} }, 'title'],
    ['a reversed weight range', 'shipping_rate', { minWeightGrams: 5, maxWeightGrams: 5 }, 'maxWeightGrams'],
    ['a reversed subtotal range', 'shipping_rate', { minSubtotal: money(9), maxSubtotal: money(8) }, 'maxSubtotal'],
  ])('%s is refused', async (_, kind, fields, path) => {
    const id = newId()
    const { errors } = (await create(kind, id, fields)).refusal(400, 'invalid_request')
    expect(errors?.map((error) => error.path)).toContain(path)
    await create(kind, id)
    ;(await change(kind, id, fields, '"1"')).refusal(400, 'invalid_request')
  })

  it('a change that contradicts the stored fields is refused', async () => {
    const id = newId()
    await create('coupon', id, { startsAt: '2026-12-01T00:00:00Z' })
    const late = await change('coupon', id, { endsAt: '2026-11-30T00:00:00+08:00' }, '"1"')
    expect(late.refusal(400, 'invalid_request').errors?.[0]?.path).toBe('endsAt')
    const good = await change('coupon', id, { endsAt: '2026-12-02T00:00:00+08:00' }, '"1"')
    expect(shown(good, 'coupon')).toMatchObject({ endsAt: '2026-12-01T16:00:00.000Z' })
  })
})

describe('shares and codes', () => {
  it.each([0.01, 0.29, 12.34, 33.33, 99.99, 100])('a percentage of %s %% is read back unchanged', async (percent) => {
    const id = newId()
    const effect = { type: 'percentage', percent }
    expect(shown(await create('promotion', id, { effect }), 'promotion')).toMatchObject({ effect })
    expect((await record.getRule('promotion', id))?.effect).toEqual({
      type: 'percentage',
      basisPoints: Math.round(percent * 100),
    })
  })

  it.each([0, 0.0001, 8.2505, 20])('a tax rate of %s %% is read back unchanged', async (ratePercent) => {
    const id = newId()
    expect(shown(await create('tax', id, { ratePercent }), 'tax')).toMatchObject({ ratePercent })
    expect((await record.getRule('tax', id))?.ratePpm).toBe(Math.round(ratePercent * 10_000))
  })

  it('coupon codes ignore case, and other ids do not', async () => {
    const id = newId()
    expect(shown(await create('coupon', id.toLowerCase()), 'coupon')).toMatchObject({ code: id })
    ;(await create('coupon', id)).refusal(409, 'already_exists')
    expect(shown(await operator.get(pathOf('coupon', id.toLowerCase())), 'coupon')).toMatchObject({ code: id })
    await create('tax', id.toLowerCase())
    expect((await create('tax', id)).status).toBe(201)
  })
})
