/** The price calculator of operators. Invariant: its price is the price of a cart or quote with the same lines. */
import { beforeAll, describe, expect, it } from 'vitest'
import type * as z from 'zod/mini'
import { calculationAnswer } from '../../src/contract/answers/calculator.ts'
import { quoteSchema } from '../../src/contract/answers/orders.ts'
import { newId } from '../../src/domain/id.ts'
import { operator, Shopper } from './support/client.ts'
import { deliver, drained, runAlarm } from './support/objects.ts'
import { product, stock } from './support/shop.ts'
import { HOUR } from './support/time.ts'

const DAY_MS = 24 * 3600_000
const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString()
const cny = (amount: number) => ({ amount, currency: 'CNY' })

beforeAll(async () => {
  await stock(product('tea', { priceAmount: 1_000 }), product('mug', { priceAmount: 2_500 }))
  const make = async (path: string, body: object) => {
    const reply = await operator.call('POST', `/v1/admin/${path}`, body)
    expect(reply.status, reply.text).toBe(201)
  }
  await make('promotions', {
    id: 'tenth',
    description: { en: 'A tenth off' },
    effect: { type: 'percentage', percent: 10 },
  })
  await make('promotions', { id: 'soon', startsAt: day(3), effect: { type: 'percentage', percent: 50 } })
  await make('coupons', { code: 'TWO', effect: { type: 'fixed', amount: cny(200) } })
  await make('coupons', { code: 'MUGS', skus: ['mug'], effect: { type: 'fixed', amount: cny(100) } })
  const rate = { option: 'post', title: { en: 'Post' }, countries: ['DE'], amount: cny(500), estimatedDays: 2 }
  await make('shipping-rates', { id: 'post-de', ...rate })
  await make('taxes', { id: 'vat-de', title: { en: 'VAT' }, country: 'DE', ratePercent: 19, inclusive: false })
})

const send = (body: object) => operator.call('POST', '/v1/admin/prices/calculate', body, { 'accept-language': 'en' })
const calculate = async (body: object) => {
  const reply = await send(body)
  expect(reply.status, reply.text).toBe(200)
  return reply.as(calculationAnswer)
}
const effects = ({ rules }: z.infer<typeof calculationAnswer>) =>
  Object.fromEntries(rules.map(({ id, amount, reason }) => [id, reason ?? amount?.amount]))

describe('a calculation', () => {
  it('lines, country and codes are priced, with the amount or the reason of every rule', async () => {
    const items = [
      { sku: 'tea', quantity: 2 },
      { sku: 'never', quantity: 1 },
    ]
    const given = { items, destination: { country: 'DE' }, shippingOption: 'post', coupons: ['two', 'MUGS', 'NEVER'] }
    const calculation = await calculate(given)
    expect(effects(calculation)).toMatchObject({
      ...{ tenth: 200, soon: 'not_yet', TWO: 200, MUGS: 'not_eligible', NEVER: 'unknown' },
      ...{ 'post-de': 500, 'vat-de': 304 },
    })
    expect(calculation).toMatchObject({
      source: 'items',
      unknown: ['never'],
      quote: {
        totals: { subtotal: cny(2_000), discount: cny(400), shipping: cny(500), tax: cny(304), total: cny(2_404) },
      },
      shipping: { rule: 'post-de', charged: cny(500) },
    })
    expect(calculation.rules.find(({ id }) => id === 'tenth')).toMatchObject({ title: 'A tenth off', applied: true })
  })

  it('another time has the rules of that time, and a first order can be assumed', async () => {
    const items = [{ sku: 'tea', quantity: 1 }]
    expect(effects(await calculate({ items, at: day(4) }))).toMatchObject({ soon: 500, tenth: 50 })
    expect(effects(await calculate({ items }))).toMatchObject({ tenth: 100, 'post-de': 'needs_address' })
  })

  it('a shopper’s cart is priced as in the shopper’s own quote, and stays as it is', async () => {
    const shopper = await Shopper.guest()
    await shopper.add('tea', 3)
    await shopper.add('mug', 1)
    await shopper.call('PATCH', '/v1/cart/items/mug', { selected: false })
    await shopper.call('POST', '/v1/cart/coupons', { code: 'TWO' })
    const destination = { country: 'DE' }
    const own = (await shopper.call('POST', '/v1/checkout/quote', { destination })).as(quoteSchema)
    const fromObject = await calculate({ userId: shopper.id, destination })
    expect([fromObject.source, fromObject.quote.totals, fromObject.quote.coupons]).toEqual([
      'object',
      own.totals,
      own.coupons,
    ])
    expect((await calculate({ userId: shopper.id, destination, coupons: [] })).quote.totals.discount).toEqual(cny(300))
    await deliver([await drained(shopper)])
    await runAlarm(shopper, 26 * HOUR)
    const fromRecord = await calculate({ userId: shopper.id, destination })
    expect([fromRecord.source, fromRecord.quote.totals]).toEqual(['record', own.totals])
    expect((await operator.get(`/v1/admin/carts/${shopper.id}`)).text).toContain('"state":"evicted"')
    ;(await send({ userId: newId('gst', Date.now()) })).refusal(404, 'not_found')
  })

  it.each<[string, object]>([
    ['neither items nor a user', {}],
    ['items and a user', { items: [], userId: newId('gst', 1) }],
    ['a quantity of zero', { items: [{ sku: 'tea', quantity: 0 }] }],
    ['an unknown country', { items: [], destination: { country: 'Atlantis' } }],
    ['a time without a zone', { items: [], at: '2026-11-24T10:00' }],
    ['an unknown field', { items: [], country: 'DE' }],
    ['too many lines', { items: Array.from({ length: 201 }, (_, n) => ({ sku: `p-${n}`, quantity: 1 })) }],
  ])('%s is refused', async (_, body) => {
    ;(await send(body)).refusal(400, 'invalid_request')
  })
})
