/**
 * Imports and exports of price rules. Invariants: a line is applied whole or not at all; the same file again changes
 * nothing; an export that is imported again changes nothing.
 */
import { describe, expect, it } from 'vitest'
import { auditListSchema } from '../../src/contract/answers/audit.ts'
import { importReportSchema } from '../../src/contract/answers/import.ts'
import { RULE_ANSWERS } from '../../src/contract/answers/price-rules.ts'
import { RULE_FORMS } from '../../src/contract/http/price-rules.ts'
import { RULE_KINDS, type RuleKind } from '../../src/domain/pricing/rules.ts'
import { operator } from './support/client.ts'
import { record } from './support/shop.ts'

let last = 0
const newId = () => `I-${Date.now().toString(36)}-${++last}`.toUpperCase()
const CSV = { 'content-type': 'text/csv' }
const NDJSON = { 'content-type': 'application/x-ndjson' }
const send = (what: string, body: string, headers: Record<string, string> = CSV) =>
  operator.call('POST', `/v1/admin/import/${what}`, body, headers)
const report = async (...given: Parameters<typeof send>) => {
  const reply = await send(...given)
  expect(reply.status, reply.text).toBe(200)
  return reply.as(importReportSchema)
}
const counts = (created: number, updated: number, unchanged: number) => ({ created, updated, unchanged, rejected: [] })
const shown = async (kind: RuleKind, id: string) =>
  (await operator.get(`/v1/admin/${RULE_FORMS[kind].segment}/${id}`)).as(RULE_ANSWERS[kind].answer)

describe('a file of coupons', () => {
  it('an import with only the four columns makes coupons, and changes nothing the second time', async () => {
    const [a, b, c] = [newId(), newId(), newId()]
    const file = `code,type,value,description\n${a},percentage,12.5,"八五折, 满减"\n${b.toLowerCase()},fixed,500,\n${c},free_shipping,0,包邮\n`
    expect(await report('coupons', file)).toEqual(counts(3, 0, 0))
    expect(await report('coupons', file)).toEqual(counts(0, 0, 3))
    expect(await shown('coupon', a)).toMatchObject({
      ...{ code: a, effect: { type: 'percentage', percent: 12.5 }, description: { 'zh-CN': '八五折, 满减' } },
      ...{ usageLimit: null, usageLimitPerUser: null, minSubtotal: null, isActive: true, version: 1 },
    })
    const effect = { type: 'fixed', amount: { amount: 500, currency: 'CNY' }, every: false }
    expect(await shown('coupon', b)).toMatchObject({ effect })
    expect(await shown('coupon', c)).toMatchObject({ effect: { type: 'free_shipping' } })
    const { items } = (await operator.get(`/v1/admin/audit?subject=coupon:${a}`)).as(auditListSchema)
    expect(items).toMatchObject([{ action: 'import', changes: { isActive: { from: null, to: true } } }])
  })

  it('an import of coupons takes all other columns by name, and an empty cell changes nothing', async () => {
    const id = newId()
    const header = 'usage_limit,usage_limit_per_user,code,type,buy,get,value,starts_at,ends_at,categories,priority'
    const row = `100,1,${id},buy_x_get_y,2,1,50,2026-11-11T00:00:00+08:00,2026-11-12T00:00:00Z,tea|pots,-2`
    expect(await report('coupons', `${header},exclusive,first_order_only,is_active\n${row},TRUE,true,false\n`)).toEqual(
      counts(1, 0, 0),
    )
    const made = await shown('coupon', id)
    expect(made).toMatchObject({
      ...{ usageLimit: 100, usageLimitPerUser: 1, priority: -2, exclusive: true, firstOrderOnly: true },
      ...{ isActive: false, categories: ['tea', 'pots'], skus: [] },
      effect: { type: 'buy_x_get_y', buy: 2, get: 1, percent: 50 },
      ...{ startsAt: '2026-11-10T16:00:00.000Z', endsAt: '2026-11-12T00:00:00.000Z' },
    })
    const edit = `code,value,usage_limit,description:en\n${id},100,,Take three\n`
    expect(await report('coupons', edit)).toEqual(counts(0, 1, 0))
    expect(await shown('coupon', id)).toMatchObject({
      effect: { type: 'buy_x_get_y', buy: 2, get: 1, percent: 100 },
      ...{ usageLimit: 100, description: { en: 'Take three' }, version: 2 },
    })
  })
})

describe('a file of promotions', () => {
  it('an import of promotions without a value column rejects those that need a value, with a reason', async () => {
    const [free, off, some] = [newId(), newId(), newId()]
    const rows = [`${free},free_shipping,9900,tea|pot mug,"包邮"`, `${off},percentage,,,`, `${some},buy_x_get_y,,,`]
    const answer = await report(
      'promotions',
      `id,type,min_subtotal,eligible_item_ids,description\n${rows.join('\n')}\n`,
    )
    expect(answer).toMatchObject({ created: 1, updated: 0, unchanged: 0 })
    expect(answer.rejected.map(({ line, message }) => `${line} ${message.split(':')[0]}`)).toEqual(['3 value', '4 buy'])
    expect(await shown('promotion', free)).toMatchObject({
      ...{ skus: ['tea', 'pot', 'mug'], minSubtotal: { amount: 9_900, currency: 'CNY' } },
    })
  })

  it('an import rejects each invalid line by its number and column, and applies the others', async () => {
    const good = newId()
    const lines = [
      `${good},percentage,10,,,`,
      `a b,percentage,10,,,`,
      `${newId()},percentage,101,,,`,
      `${newId()},percentage,ten,,,`,
      `${newId()},percentage,1.005,,,`,
      `${newId()},magic,10,,,`,
      `${newId()},,10,,,`,
      `${newId()},fixed,-1,,,`,
      `${newId()},free_shipping,5,,,`,
      `${newId()},fixed,5,true,,`,
      `${newId()},fixed,5,maybe,100,`,
      `${newId()},fixed,5,,100,x/y`,
      `${newId()},fixed,5`,
      `${good},percentage,10,,,`,
    ]
    const answer = await report(
      'promotions',
      `id,type,value,every,min_subtotal,eligible_item_ids\n${lines.join('\n')}\n`,
    )
    expect(answer).toMatchObject({ created: 1, updated: 0, unchanged: 1 })
    expect(answer.rejected.map(({ line, message }) => `${line} ${message.split(':')[0]}`)).toEqual([
      '3 id',
      '4 value',
      '5 value',
      '6 value',
      '7 type',
      '8 type',
      '9 value',
      '10 type',
      '11 every',
      '12 every',
      '13 eligible_item_ids',
      '14 has 3 columns, but the header has 6',
    ])
  })

  it.each([
    ['a column that the file may not have', 'id,usage_limit\n', 'usage_limit'],
    ['an unknown column', 'id,constructor\n', 'constructor'],
    ['a column that is there twice', 'id,description,description:zh-CN\n', 'description:zh-CN'],
    ['no id', 'type,value\n', 'id'],
    ['a language for a number', 'id,value:en\n', 'value:en'],
  ])('a file with %s is refused as a whole, and the refusal names the column', async (_, file, column) => {
    const { errors } = (await send('promotions', file)).refusal(400, 'invalid_request')
    expect(errors?.[0]?.path).toBe(column)
  })

  it('an import of JSON lines takes the bodies of the API, whole or in part', async () => {
    const id = newId()
    const made = { id, effect: { type: 'fixed', amount: { amount: 100, currency: 'CNY' }, every: true } }
    const line = (body: object) => `${JSON.stringify(body)}\n`
    const threshold = { minSubtotal: { amount: 1_000, currency: 'CNY' } }
    expect(await report('promotions', line({ ...made, ...threshold }), NDJSON)).toEqual(counts(1, 0, 0))
    expect(await report('promotions', line({ id, skus: ['tea'] }) + line({ id }), NDJSON)).toEqual(counts(0, 1, 1))
    expect(await shown('promotion', id)).toMatchObject({ ...made, ...threshold, skus: ['tea'], version: 2 })
    const bad = [{ id: 7 }, { id, colour: 'red' }, { id, minSubtotal: null }, { ...made, id: newId() }]
    const { rejected } = await report('promotions', bad.map(line).join(''), NDJSON)
    expect(rejected.map(({ line: number, message }) => `${number} ${message.split(':')[0]}`)).toEqual([
      '1 id',
      '2 has unknown fields',
      '3 effect.every',
      '4 effect.every',
    ])
  })

  it('a dry run writes nothing', async () => {
    const id = newId()
    expect(await report('promotions?dryRun=true', `id,type\n${id},free_shipping\n`)).toEqual(counts(1, 0, 0))
    expect(await record.getRule('promotion', id)).toBeNull()
  })

  it('an import creates a deleted rule again, with a higher version', async () => {
    const id = newId()
    await report('promotions', `id,type\n${id},free_shipping\n`)
    const path = `/v1/admin/promotions/${id}`
    expect((await operator.call('DELETE', path, undefined, { 'if-match': '"1"' })).status).toBe(204)
    expect(await report('promotions', `id,type\n${id},free_shipping\n`)).toEqual(counts(1, 0, 0))
    expect(await shown('promotion', id)).toMatchObject({ version: 3 })
  })
})

describe('an export', () => {
  const SAMPLES: { readonly [Kind in RuleKind]: readonly string[] } = {
    promotion: ['{"effect":{"type":"free_shipping"},"description":{"en":"a,\\"b\\"\\nc","zh-CN":"包邮"}}'],
    coupon: [
      '{"effect":{"type":"buy_x_get_y","buy":2,"get":1},"usageLimit":3,"endsAt":"2026-12-01T00:00:00Z"}',
      '{"effect":{"type":"fixed","amount":{"amount":5,"currency":"CNY"},"every":true},"minSubtotal":{"amount":9,"currency":"CNY"},"skus":["a","b"]}',
    ],
    shipping_rate: [
      '{"option":"express","title":{"en":"Fast"},"amount":{"amount":5,"currency":"CNY"},"estimatedDays":1,"countries":["CN","DE"],"maxSubtotal":{"amount":9,"currency":"CNY"},"maxWeightGrams":5}',
    ],
    tax: ['{"title":{"en":"VAT"},"country":"DE","ratePercent":8.25,"inclusive":true,"region":"Berlin, Mitte"}'],
  }

  it.each(RULE_KINDS.flatMap((kind) => [[kind, 'csv'] as const, [kind, 'ndjson'] as const]))(
    'an export of each %s as %s covers all pages; its import changes nothing, and recreates deleted rules',
    async (kind, format) => {
      const { segment, idField } = RULE_FORMS[kind]
      const samples = Array.from({ length: 3 }, () => SAMPLES[kind]).flat()
      const ids = samples.map(newId)
      const lines = samples.map((sample, n) => JSON.stringify({ [idField]: ids[n], ...JSON.parse(sample) }))
      expect(await report(segment, lines.join('\n'), NDJSON)).toEqual(counts(ids.length, 0, 0))
      const before = await Promise.all(ids.map((id) => shown(kind, id)))
      const found: string[] = []
      for (
        let path: string | undefined = `/v1/admin/export/${segment}?format=${format}&limit=2`;
        path !== undefined;
      ) {
        const page = await operator.get(path)
        expect(page.status, page.text).toBe(200)
        const again = await report(segment, page.text, format === 'csv' ? CSV : NDJSON)
        expect(again).toMatchObject({ created: 0, updated: 0, rejected: [] })
        found.push(page.text)
        path = /<([^>]+)>; rel="next"/.exec(page.headers.get('link') ?? '')?.[1]
      }
      for (const id of ids) expect(found.join('').split(id)).toHaveLength(2)
      for (const id of ids) {
        await operator.call('DELETE', `/v1/admin/${segment}/${id}`, undefined, { 'if-match': '*' })
      }
      for (const text of found) await report(segment, text, format === 'csv' ? CSV : NDJSON)
      const after = await Promise.all(ids.map((id) => shown(kind, id)))
      const bare = (bodies: readonly unknown[]) =>
        bodies.map((body) => ({ ...Object(body), version: 0, createdAt: '', updatedAt: '' }))
      expect(bare(after)).toEqual(bare(before))
    },
  )

  it('an export refuses an invalid cursor', async () => {
    ;(await operator.get('/v1/admin/export/coupons?cursor=%25')).refusal(400, 'invalid_request')
  })
})
