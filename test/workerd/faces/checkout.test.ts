/**
 * The checkout's page, used as a browser without scripts does. Invariants: one form makes one order, a refused form keeps
 * its values and orders nothing, and a total is charged only after the shopper has seen it.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { Client, operator, type Reply } from '../support/client.ts'
import { objectCount } from '../support/objects.ts'
import { product, stock } from '../support/shop.ts'
import { expectErrorAt, type Fields, ordersOf, SHANGHAI, send, valuesIn, withCart } from './checkout-form.ts'
import { Visitor } from './visitor.ts'

const PAY_PAGE = /^https:\/\/pannier\.test\/pay\/simulated\/pay_/
const money = (amount: number) => ({ amount, currency: 'CNY' })

beforeAll(async () => {
  await stock(
    product('cup'),
    product('pot', { priceAmount: 5000 }),
    product('silk', { priceAmount: 2000 }),
    product('rare', { onHand: 1 }),
  )
  const made = await operator.call('POST', '/v1/admin/coupons', {
    ...{ code: 'ALL-OFF', effect: { type: 'percentage', percent: 100 } },
  })
  expect(made.status, made.text).toBe(201)
})

const orders = (visitor: Visitor) =>
  ordersOf(visitor, (token) => new Client({ authorization: `Bearer ${token}` }).get('/v1/orders'))

function whereTo(reply: Reply): string {
  expect(reply.status, reply.text).toBe(303)
  return reply.headers.get('location') ?? ''
}

describe('the form', () => {
  it('the page shows the lines, the total and the fields of the shop’s own country', async () => {
    const visitor = await withCart({ cup: 2 })
    const page = await visitor.page('/en/checkout')
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    expect(page.text).toContain('Product cup <span class="soft">× 2</span>')
    expect(page.text).toContain('Place order and pay ¥20.00')
    expect(page.text).toContain('<option value="CN" selected>China</option>')
    expect(page.text).toContain('<option value="Shanghai Shi">')
    expect(page.text).toContain('Such as 266033')
    expect((await visitor.page('/zh/checkout')).text).toContain('<option value="上海市">')
  })

  it('another country has its own fields, and what was typed stays', async () => {
    const visitor = await withCart({ cup: 1 })
    const updated = await send(visitor, { ...SHANGHAI, country: 'DE' }, 'country')
    expect(updated.status).toBe(200)
    expect(updated.text).not.toContain('name="region"')
    expect(updated.text).toContain('Such as 26133')
    expect(valuesIn(updated)).toMatchObject({
      country: 'DE',
      name: '林小雨',
      line1: '中山路 1 号',
      email: 'lin@example.com',
    })
    const american = await visitor.post('/en/checkout', { ...valuesIn(updated), country: 'US', act: 'country' })
    expect(american.text).toContain('<label for="region">State</label>')
    expect(american.text).toContain('<option value="California">')
    expect(american.text.indexOf('id="city"')).toBeLessThan(american.text.indexOf('id="region"'))
  })

  it('an account finds its e-mail and the address of its last order', async () => {
    const visitor = await withCart({ cup: 1 })
    const email = `checkout-${Date.now()}@example.com`
    await visitor.post('/en/register', { email, password: 'a long password' })
    whereTo(await send(visitor, SHANGHAI))
    await visitor.post('/en/products/cup', { quantity: '1' })
    await expect
      .poll(async () => valuesIn(await visitor.page('/zh/checkout')))
      .toMatchObject({ email, country: 'CN', name: '林小雨', line1: '中山路 1 号', region: '上海市' })
  })

  it('a stranger and an empty cart get a way back instead of a form, and posting makes no guest', async () => {
    const stranger = new Visitor()
    const before = await objectCount()
    for (const reply of [await stranger.page('/en/checkout'), await stranger.post('/en/checkout', { act: 'order' })]) {
      expect(reply.text).toContain('Your cart is empty')
      expect(reply.text).toContain('href="/en/products"')
      expect(reply.text).not.toContain('name="email"')
    }
    expect(stranger.cookies.has('__Host-shop')).toBe(false)
    expect(await objectCount()).toBe(before)
  })
})

describe('a refused form', () => {
  it('every wrong field has its reason, in the summary too, and keeps its value', async () => {
    const visitor = await withCart({ cup: 1 })
    const reply = await send(visitor, { ...SHANGHAI, email: 'lin@', name: ' ', postalCode: '12' })
    expect(reply.status).toBe(422)
    expectErrorAt(reply, 'email', 'This is not an e-mail address.')
    expectErrorAt(reply, 'name', 'Enter the name of the recipient.')
    expectErrorAt(reply, 'postalCode', 'This is not a postal code of the chosen country.')
    expect(reply.text).toMatch(/<section class="problem"[^>]* tabindex="-1" autofocus>/)
    expect(reply.text.match(/ autofocus/g)).toHaveLength(1)
    expect(reply.text).toContain('<title>Please check the form')
    expect(valuesIn(reply)).toMatchObject({ ...SHANGHAI, email: 'lin@', name: ' ', postalCode: '12' })
    expect(await orders(visitor)).toEqual([])
  })

  it('a region that the new country requires is said at its field, which the form now has', async () => {
    const visitor = await withCart({ cup: 1 })
    const reply = await send(visitor, { ...SHANGHAI, country: 'US', region: '', postalCode: '95014' })
    expectErrorAt(reply, 'region', 'Choose the region.')
    expect(await orders(visitor)).toEqual([])
  })

  it('markup in a value stays text', async () => {
    const visitor = await withCart({ cup: 1 })
    const reply = await send(visitor, { ...SHANGHAI, email: '', name: '"><script>alert(1)</script>' })
    expect(reply.text).not.toContain('<script>alert')
    expect(valuesIn(reply).name).toContain('"><script>')
  })

  it('units that are missing are said at their line, and the cart keeps its lines', async () => {
    const visitor = await withCart({ cup: 1, rare: 3 })
    const reply = await send(visitor, SHANGHAI)
    expect(reply.status).toBe(409)
    expect(reply.text).toContain('There are not enough units in stock.')
    expect(reply.text).toMatch(/Product rare[\s\S]{0,120}Only 1 left/)
    expect(valuesIn(reply)).toMatchObject(SHANGHAI)
    expect(await orders(visitor)).toEqual([])
    expect((await visitor.page('/en/cart')).text).toContain('<span data-cart-count>4</span>')
  })

  it('a place without shipping is said at the country', async () => {
    const standard = '/v1/admin/shipping-rates/standard'
    const visitor = await withCart({ cup: 1 })
    await operator.call('PATCH', standard, { isActive: false }, { 'if-match': '*' })
    try {
      const reply = await send(visitor, SHANGHAI)
      expect(reply.status).toBe(409)
      expectErrorAt(reply, 'country', 'We do not deliver this order there.')
      expect(reply.text).toContain('We do not deliver this order to China.')
    } finally {
      await operator.call('PATCH', standard, { isActive: true }, { 'if-match': '*' })
    }
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['nowhere', { 'sec-fetch-site': '', origin: '' }],
  ])('a form from %s orders nothing', async (_, headers) => {
    const visitor = await withCart({ cup: 1 })
    const values = valuesIn(await visitor.page('/en/checkout'))
    const reply = await visitor.post('/en/checkout', { ...values, ...SHANGHAI, act: 'order' }, headers)
    expect(reply.status).toBe(403)
    expect(reply.text).toContain('This form came from elsewhere')
    expect(await orders(visitor)).toEqual([])
    expect((await visitor.page('/en')).text).toContain('<span data-cart-count>1</span>')
  })
})

describe('a changed total', () => {
  it('the page says what has changed, and the order is made only when the shopper confirms', async () => {
    const visitor = await withCart({ silk: 2 })
    const values: Fields = { ...valuesIn(await visitor.page('/en/checkout')), ...SHANGHAI, act: 'order' }
    const change = { price: money(2500) }
    const changed = await operator.call('PATCH', '/v1/admin/products/silk', change, { 'if-match': '*' })
    expect(changed.status, changed.text).toBe(200)
    const reply = await visitor.post('/en/checkout', values)
    expect(reply.status).toBe(409)
    expect(reply.text).toContain('<title>The total has changed')
    expect(reply.text).toMatch(/Product silk, each<\/dt>[\s\S]*?¥25\.00[\s\S]*?¥20\.00/)
    expect(reply.text).toMatch(/Total<\/dt>[\s\S]*?¥50\.00[\s\S]*?¥40\.00/)
    expect(reply.text).toContain('Agree and pay ¥50.00')
    expect(await orders(visitor)).toEqual([])
    expect(valuesIn(reply)).toMatchObject({ ...SHANGHAI, key: values.key })
    expect(whereTo(await visitor.post('/en/checkout', { ...valuesIn(reply), act: 'order' }))).toMatch(PAY_PAGE)
    expect(await orders(visitor)).toHaveLength(1)
  })

  it.each(['', '{}', '[1', '{"lines":{},"totals":{"total":"1"}}'])(
    'a form whose amounts are "%s" is shown again for confirmation',
    async (seen) => {
      const visitor = await withCart({ cup: 1 })
      const reply = await send(visitor, { ...SHANGHAI, seen })
      expect(reply.status).toBe(409)
      expect(reply.text).toContain('Agree and pay ¥10.00')
      expect(await orders(visitor)).toEqual([])
    },
  )
})

describe('an order', () => {
  it('a whole form leads to the payment, and the payment back to the order', async () => {
    const visitor = await withCart({ cup: 1, pot: 1 })
    const pay = whereTo(await send(visitor, SHANGHAI))
    expect(pay).toMatch(PAY_PAGE)
    const [order = ''] = await orders(visitor)
    expect(order).toMatch(/^ord_/)
    const paid = await visitor.post(new URL(pay).pathname, { outcome: 'approve' })
    expect(whereTo(paid)).toContain(`/en/orders/${order}?`)
  })

  it('a form that is sent twice, at once or later, makes one order', async () => {
    const visitor = await withCart({ cup: 1 })
    const values: Fields = { ...valuesIn(await visitor.page('/en/checkout')), ...SHANGHAI, act: 'order' }
    const [first, second] = await Promise.all([
      visitor.post('/en/checkout', values),
      visitor.post('/en/checkout', values),
    ])
    const third = await visitor.post('/en/checkout', values)
    expect(new Set([first, second, third].map(whereTo)).size).toBe(1)
    expect(await orders(visitor)).toHaveLength(1)
  })

  it('a page that is opened again after the order leads to the order', async () => {
    const visitor = await withCart({ cup: 1 })
    whereTo(await send(visitor, SHANGHAI))
    const [order = ''] = await orders(visitor)
    const page = await visitor.page('/en/checkout')
    expect(page.text).toContain('Your order has been placed')
    expect(page.text).toContain(`href="/en/orders/${order}"`)
  })

  it('a used form with other values is not sent to the order that it has made', async () => {
    const visitor = await withCart({ cup: 1 })
    const values: Fields = { ...valuesIn(await visitor.page('/en/checkout')), ...SHANGHAI, act: 'order' }
    whereTo(await visitor.post('/en/checkout', values))
    await visitor.post('/en/products/cup', { quantity: '1' })
    const reply = await visitor.post('/en/checkout', { ...values, name: 'Li Hua' })
    expect(reply.status).toBe(422)
    expect(reply.text).toContain('This form has already placed an order.')
    expect(valuesIn(reply).key).not.toBe(values.key)
    expect(await orders(visitor)).toHaveLength(1)
  })

  it('an order of 0 leads to the order, because nothing is due', async () => {
    const visitor = await withCart({ cup: 1 })
    await visitor.post('/en/cart/coupons', { code: 'ALL-OFF' })
    const page = await visitor.page('/en/checkout')
    expect(page.text).toContain('<b>ALL-OFF</b> applied')
    expect(page.text).toMatch(/<button[^>]*>Place order<\/button>/)
    expect(whereTo(await send(visitor, SHANGHAI))).toMatch(/^\/en\/orders\/ord_/)
  })
})
