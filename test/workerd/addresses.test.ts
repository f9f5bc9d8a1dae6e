/** Addresses at checkout and in rules. Invariant: an address is accepted if and only if its post delivers to it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { quoteSchema } from '../../src/contract/answers/orders.ts'
import { operator, Shopper } from './support/client.ts'
import { ADDRESS, checkOut, ordered, orderIn } from './support/orders.ts'
import { product, stock } from './support/shop.ts'

beforeAll(() => stock(product('tea', { priceAmount: 1000, onHand: 10_000 })))

async function shopperWithTea() {
  const shopper = await Shopper.guest()
  await shopper.add('tea')
  return shopper
}
const to = (country: string, fields: object = {}) => ({
  name: 'Lin',
  line1: 'Street 1',
  city: 'City',
  country,
  ...fields,
})

describe('checkout', () => {
  it.each(['HK', 'AE', 'QA', 'PA', 'IE'])(
    'checkout accepts an address in %s without a postal code',
    async (country) => {
      const order = await ordered(await shopperWithTea(), { address: to(country) })
      expect(order.address).toEqual(to(country))
    },
  )

  it('checkout refuses an undeliverable address without a trace, and names field and format', async () => {
    const shopper = await shopperWithTea()
    const refusals: readonly (readonly [object, string, RegExp])[] = [
      [to('UK'), 'address.country', /did you mean GB/],
      [to('ZZ'), 'address.country', /ISO 3166-1/],
      [to('DE', { postalCode: '1234' }), 'address.postalCode', /such as \d{5}/],
      [to('US', { postalCode: '95014' }), 'address.region', /its code, such as AL/],
      [{ ...to('DE', { postalCode: '10115' }), city: undefined }, 'address.city', /is required in DE/],
    ]
    for (const [address, path, message] of refusals) {
      const refused = (await checkOut(shopper, { address })).refusal(400, 'invalid_request')
      expect(refused.errors).toEqual([{ path, message: expect.stringMatching(message) }])
    }
    expect((await shopper.cart()).cart.items).toHaveLength(1)
    expect((await shopper.cart()).cart.inCheckout).toEqual([])
  })

  it('checkout checks and stores a billing address and a VAT number until the person is erased', async () => {
    const shopper = await shopperWithTea()
    const billingAddress = to('DE', { postalCode: '10115' })
    const wrong = await checkOut(shopper, { billingAddress: to('DE'), vatNumber: 'DE1' })
    expect(wrong.refusal(400, 'invalid_request').errors?.map(({ path }) => path)).toEqual(['billingAddress.postalCode'])
    const form = (await checkOut(shopper, { billingAddress, vatNumber: 'DE1' })).refusal(400, 'invalid_request')
    expect(form.errors?.map(({ path }) => path)).toEqual(['vatNumber'])
    const quoted = await shopper.call('POST', '/v1/checkout/quote', {
      address: ADDRESS,
      billingAddress,
      vatNumber: '1',
    })
    expect(quoted.refusal(400, 'invalid_request').errors?.map(({ path }) => path)).toEqual(['vatNumber'])
    const order = await ordered(shopper, { billingAddress, vatNumber: 'de 123 456 789' })
    expect(order).toMatchObject({ billingAddress, vatNumber: 'DE123456789', address: ADDRESS })
  })

  it('a VAT number without letters is of the country of the bill, and without a bill of the address', async () => {
    const address = to('AT', { postalCode: '1010' })
    const billingAddress = to('DE', { postalCode: '10115' })
    const vatNumber = '123 456 789'
    expect(await ordered(await shopperWithTea(), { address, billingAddress, vatNumber })).toMatchObject({
      vatNumber: 'DE123456789',
    })
    // Nine digits are no number of Austria.
    const refused = await checkOut(await shopperWithTea(), { address, vatNumber })
    expect(refused.refusal(400, 'invalid_request').errors?.map(({ path }) => path)).toEqual(['vatNumber'])
  })
})

describe('a regional tax', () => {
  it.each(['CA', 'ca', 'California', 'US-CA'])('a regional tax for CA applies to an address in %s', async (region) => {
    const rule = { title: { en: 'Sales tax' }, country: 'US', region: 'CA', ratePercent: 10, inclusive: false }
    const id = 'us-ca'
    await operator.call('POST', '/v1/admin/taxes', { id, ...rule })
    const shopper = await shopperWithTea()
    const address = to('US', { region, postalCode: '95014' })
    const quote = (await shopper.call('POST', '/v1/checkout/quote', { address })).as(quoteSchema)
    expect(quote.totals.tax.amount).toBe(100)
    const order = orderIn(await checkOut(shopper, { address }), 201)
    expect(order.address).toMatchObject({ region, regionCode: 'CA' })
  })

  it('a regional tax must name a country that exists', async () => {
    const rule = { title: { en: 'VAT' }, ratePercent: 20, inclusive: true }
    const refused = await operator.call('POST', '/v1/admin/taxes', { id: 'uk', country: 'UK', ...rule })
    expect(refused.refusal(400, 'invalid_request').errors).toEqual([
      { path: 'country', message: 'is not an ISO 3166-1 country code; did you mean GB?' },
    ])
  })

  it('a rule stores the code of its country in capitals, however it is written', async () => {
    const rule = { title: { en: 'VAT' }, ratePercent: 20, inclusive: true }
    const tax = await operator.call('POST', '/v1/admin/taxes', { id: 'de', country: ' de\u200b', ...rule })
    expect(JSON.parse(tax.text), tax.text).toMatchObject({ country: 'DE' })
    const post = { option: 'post', title: { en: 'Post' }, amount: { amount: 490, currency: 'CNY' }, estimatedDays: 2 }
    const rate = await operator.call('POST', '/v1/admin/shipping-rates', { id: 'fr', countries: ['fr'], ...post })
    expect(JSON.parse(rate.text), rate.text).toMatchObject({ countries: ['FR'] })
  })
})

describe('the country of a cart’s totals', () => {
  it('a cart is priced for a country in any spelling of its code', async () => {
    const rule = { title: { en: 'VAT' }, country: 'NL', ratePercent: 10, inclusive: false }
    await operator.call('POST', '/v1/admin/taxes', { id: 'nl', ...rule })
    const shopper = await shopperWithTea()
    for (const country of ['NL', 'nl', ' NL\u200b', 'ＮＬ']) {
      const { cart } = await shopper.get(`/v1/cart?${new URLSearchParams({ country })}`)
      expect(cart.totals.tax.amount, country).toBe(100)
    }
  })

  it('a cart refuses a country that does not exist, names the right one, and writes nothing', async () => {
    const shopper = await shopperWithTea()
    const refusals: readonly (readonly [string, RegExp])[] = [
      ['UK', /did you mean GB/],
      ['Germany', /did you mean DE/],
      ['ZZ', /ISO 3166-1/],
    ]
    for (const [country, message] of refusals) {
      const path = `?country=${country}`
      const errors = [{ path: 'country', message: expect.stringMatching(message) }]
      expect((await shopper.get(`/v1/cart${path}`)).refusal(400, 'invalid_request').errors).toEqual(errors)
      const added = await shopper.call('POST', `/v1/cart/items${path}`, { sku: 'tea', quantity: 1 })
      expect(added.refusal(400, 'invalid_request').errors).toEqual(errors)
      expect((await shopper.call('DELETE', `/v1/cart${path}`)).status).toBe(400)
    }
    expect((await shopper.cart()).cart).toMatchObject({ version: 1, items: [{ sku: 'tea', quantity: 1 }] })
  })
})
