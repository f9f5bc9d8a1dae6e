/** The amounts on the checkout's page: shipping by destination, coupons with their reasons, and taxes. */
import { beforeAll, describe, expect, it } from 'vitest'
import { operator } from '../support/client.ts'
import { product, stock } from '../support/shop.ts'
import { SHANGHAI, send, valuesIn, withCart } from './checkout-form.ts'

const money = (amount: number) => ({ amount, currency: 'CNY' })
const BERLIN = { ...SHANGHAI, country: 'DE', city: 'Berlin', postalCode: '10115' }

async function rule(kind: string, body: object): Promise<void> {
  const reply = await operator.call('POST', `/v1/admin/${kind}`, body)
  expect(reply.status, reply.text).toBe(201)
}

beforeAll(async () => {
  await stock(product('cup', { onHand: 1000 }))
  const courier = { id: 'de-courier', title: { en: 'Courier', 'zh-CN': '快递' }, option: 'courier', countries: ['DE'] }
  await rule('shipping-rates', { ...courier, amount: money(1500), estimatedDays: 1 })
  const vat = { id: 'de-vat', title: { en: 'VAT' }, country: 'DE', ratePercent: 19, inclusive: true, onShipping: true }
  await rule('taxes', vat)
  const tax = {
    id: 'us-ca',
    title: { en: 'Sales tax' },
    country: 'US',
    region: 'CA',
    ratePercent: 10,
    inclusive: false,
  }
  await rule('taxes', tax)
  await rule('coupons', { code: 'SHIP', effect: { type: 'free_shipping' } })
})

describe('shipping', () => {
  it('each country has its own ways of delivery with their prices, and the chosen one is in the total', async () => {
    const visitor = await withCart({ cup: 1 })
    expect((await visitor.page('/en/checkout')).text).not.toContain('Courier')
    const german = await send(visitor, BERLIN, 'country')
    expect(german.text).toMatch(
      /value="courier">\s*<span>Courier <span class="soft">arrives in about a day<\/span><\/span><b>¥15\.00/,
    )
    expect(german.text).toContain('Place order and pay ¥10.00')
    const chosen = { ...valuesIn(german), shippingOption: 'courier' }
    const updated = await visitor.post('/en/checkout', { ...chosen, act: 'shipping' })
    expect(updated.text).toMatch(/value="courier" checked autofocus>/)
    expect(updated.text).toContain('Place order and pay ¥25.00')
    const placed = await visitor.post('/en/checkout', { ...valuesIn(updated), act: 'order' })
    expect(placed.status, placed.text).toBe(303)
  })

  it('a choice that the total does not have yet is confirmed first', async () => {
    const visitor = await withCart({ cup: 1 })
    const values = valuesIn(await send(visitor, BERLIN, 'country'))
    const reply = await visitor.post('/en/checkout', { ...values, shippingOption: 'courier', act: 'order' })
    expect(reply.status).toBe(409)
    expect(reply.text).toMatch(/Shipping<\/dt>[\s\S]*?¥15\.00[\s\S]*?¥0\.00/)
    expect(reply.text).toContain('Agree and pay ¥25.00')
  })

  it('a choice that another country does not have gives way to one that it has', async () => {
    const visitor = await withCart({ cup: 1 })
    const values = { ...valuesIn(await send(visitor, BERLIN, 'country')), shippingOption: 'courier' }
    const french = await visitor.post('/en/checkout', { ...values, country: 'FR', act: 'country' })
    expect(french.status).toBe(200)
    expect(valuesIn(french)).toMatchObject({ country: 'FR', shippingOption: 'standard' })
  })
})

describe('coupons and taxes', () => {
  it('a coupon says what it does, or the reason why it does nothing', async () => {
    const visitor = await withCart({ cup: 1 })
    await visitor.post('/en/cart/coupons', { code: 'SHIP' })
    const values = valuesIn(await send(visitor, BERLIN, 'country'))
    const reply = await visitor.post('/en/checkout', { ...values, shippingOption: 'courier', act: 'shipping' })
    expect(reply.text).toContain('<b>SHIP</b> applied')
    expect(reply.text).toMatch(/Shipping discount<\/dt><dd>−¥15\.00/)
    expect((await visitor.page('/en/checkout')).text).toContain('<b>SHIP</b> changes nothing here')
  })

  it('tax that prices contain is named below the total, and tax on top is a row of its own', async () => {
    const visitor = await withCart({ cup: 1 })
    expect((await send(visitor, BERLIN, 'country')).text).toContain('Includes ¥1.60 tax')
    const california = { ...SHANGHAI, country: 'US', region: 'California' }
    const american = await send(visitor, california, 'country')
    expect(american.text).toContain('<dt>Tax</dt><dd>¥1.00</dd>')
    expect(american.text).toContain('Place order and pay ¥11.00')
  })
})
