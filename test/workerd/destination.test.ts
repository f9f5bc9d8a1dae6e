/**
 * Quotes for a destination, while the shopper is still writing the address. Invariant: a destination is quoted like an
 * address there, and the place is judged before the shipping option.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { quoteSchema } from '../../src/contract/answers/orders.ts'
import { operator, Shopper } from './support/client.ts'
import { ADDRESS, checkOut } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

const money = (amount: number) => ({ amount, currency: 'CNY' })
const QUOTE = '/v1/checkout/quote'

async function rule(kind: string, body: object): Promise<void> {
  const reply = await operator.call('POST', `/v1/admin/${kind}`, body)
  expect(reply.status, reply.text).toBe(201)
}

async function withTea(): Promise<Shopper> {
  const shopper = await Shopper.guest()
  await shopper.add('tea')
  return shopper
}

beforeAll(async () => {
  await stock(product('tea', { priceAmount: 1000, onHand: 100 }))
  await rule('shipping-rates', {
    ...{ id: 'de-post', title: { en: 'Post' }, option: 'post', countries: ['DE'] },
    ...{ amount: money(490), estimatedDays: 2 },
  })
  const tax = { title: { en: 'Sales tax' }, country: 'US', region: 'CA', ratePercent: 10, inclusive: false }
  await rule('taxes', { id: 'us-ca', ...tax })
})

describe('a quote for a destination', () => {
  it('a country has the shipping options of an address there', async () => {
    const shopper = await withTea()
    const address = { ...ADDRESS, country: 'DE', postalCode: '10115' }
    const whole = (await shopper.call('POST', QUOTE, { address, shippingOption: 'post' })).as(quoteSchema)
    const place = { country: 'de', region: '', postalCode: '' }
    const quote = (await shopper.call('POST', QUOTE, { destination: place, shippingOption: 'post' })).as(quoteSchema)
    expect(quote).toEqual(whole)
    expect(quote.totals).toMatchObject({ shipping: money(490), total: money(1490) })
  })

  it.each(['CA', 'california'])('the region %s has its taxes', async (region) => {
    const destination = { country: 'US', region }
    const quote = (await (await withTea()).call('POST', QUOTE, { destination })).as(quoteSchema)
    expect(quote.totals.tax).toEqual(money(100))
  })

  it('an unfinished postal code and an unknown region are no faults', async () => {
    const destination = { country: 'US', region: 'Cali', postalCode: '9' }
    const quote = (await (await withTea()).call('POST', QUOTE, { destination })).as(quoteSchema)
    expect(quote.totals.tax).toEqual(money(0))
  })

  it('an unknown country is refused with its path, and so is a destination beside an address', async () => {
    const shopper = await withTea()
    const wrong = await shopper.call('POST', QUOTE, { destination: { country: 'UK' } })
    expect(wrong.refusal(400, 'invalid_request').errors).toEqual([
      { path: 'destination.country', message: expect.stringContaining('did you mean GB?') },
    ])
    const both = await shopper.call('POST', QUOTE, { address: ADDRESS, destination: { country: 'CN' } })
    expect(both.refusal(400, 'invalid_request').errors?.map(({ path }) => path)).toEqual(['destination'])
  })

  it('a place without any rate is reported, also if the option is not offered there', async () => {
    const standard = '/v1/admin/shipping-rates/standard'
    const shopper = await withTea()
    await operator.call('PATCH', standard, { isActive: false }, { 'if-match': '*' })
    try {
      const destination = { country: 'FR' }
      const quote = (await shopper.call('POST', QUOTE, { destination, shippingOption: 'post' })).as(quoteSchema)
      expect(quote.problems).toMatchObject([{ code: 'not_shipped_there' }])
      const address = { ...ADDRESS, country: 'FR', postalCode: '75001' }
      ;(await checkOut(shopper, { address, shippingOption: 'post' })).refusal(409, 'not_shipped_there')
    } finally {
      await operator.call('PATCH', standard, { isActive: true }, { 'if-match': '*' })
    }
  })
})
