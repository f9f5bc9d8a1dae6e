/**
 * Forms of an order in the shop without scripts. Invariants: a form of another site writes nothing; a form that an order's
 * state does not allow changes nothing and says so.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { operator, Shopper } from '../support/client.ts'
import { act, ordered, orderIn, orderOf, paid } from '../support/orders.ts'
import { product, stock } from '../support/shop.ts'
import { browserOf, cartOf, SHIP, stockTeaAndCups, withOrder } from './buyer.ts'

const FOREIGN = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }

beforeAll(stockTeaAndCups)

describe('paying', () => {
  it('the button leads to the payment’s page, again and again to the same, and from there back to the order', async () => {
    const { shopper, order, visitor, path } = await withOrder()
    const answer = await visitor.post(`${path}/pay`, {})
    expect(answer.status, answer.text).toBe(303)
    const at = new URL(answer.headers.get('location') ?? '')
    expect(at.pathname).toMatch(/^\/pay\/simulated\/pay_/)
    expect((await visitor.post(`${path}/pay`, {})).headers.get('location')).toBe(at.href)
    expect((await visitor.page(at.pathname)).text).toContain(order.number)
    const back = new URL((await visitor.post(at.pathname, { outcome: 'approve' })).headers.get('location') ?? '')
    expect(back.pathname).toBe(path)
    await expect.poll(async () => (await orderOf(shopper, order.id)).status, { timeout: 10_000 }).toBe('paid')
    expect((await visitor.page(back.pathname + back.search)).text).toContain('Paid, and being packed')
  })

  it('a shopper who comes back before the provider’s notice sees that it is awaited, and no second way to pay', async () => {
    const { visitor, path } = await withOrder()
    const at = (await visitor.post(`${path}/pay`, {})).headers.get('location') ?? ''
    const page = new URL(at).pathname
    const back = await visitor.post(page, { outcome: 'approve', delaySeconds: '3600' })
    const { pathname, search } = new URL(back.headers.get('location') ?? '')
    const { text } = await visitor.page(pathname + search)
    expect(text).toContain('Payment approved')
    expect(text).not.toContain(`${path}/pay"`)
    expect(text).toContain(`href="${path}${search.replaceAll('&', '&amp;')}">Look again`)
  })

  it('a declined payment is said, and can be tried again', async () => {
    const { shopper, order, visitor, path } = await withOrder()
    const at = new URL((await visitor.post(`${path}/pay`, {})).headers.get('location') ?? '')
    await visitor.post(at.pathname, { outcome: 'decline' })
    await expect
      .poll(async () => (await orderOf(shopper, order.id)).payment.status, { timeout: 10_000 })
      .toBe('declined')
    const { text } = await visitor.page(path)
    expect(text).toContain('The payment was declined. You can try again.')
    expect(text).toContain(`${path}/pay"`)
  })

  it('an order that is paid already is shown with a note instead', async () => {
    const { shopper, order, visitor, path } = await withOrder()
    await paid(shopper, order)
    const answer = await visitor.post(`${path}/pay`, {})
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('The order has changed in the meantime')
    expect(answer.text).toContain('Paid, and being packed')
  })
})

describe('cancelling', () => {
  it('an unpaid order is cancelled, the next page says so once, and its lines go back into the cart', async () => {
    const { shopper, order, visitor, path } = await withOrder()
    const answer = await visitor.post(`${path}/cancel`, {})
    expect(answer.status, answer.text).toBe(303)
    expect(answer.headers.get('location')).toBe(path)
    const { text } = await visitor.page(path)
    expect(text).toContain('The order is cancelled.')
    expect(text).toContain('Nothing was charged')
    expect(text).not.toContain(`${path}/cancel"`)
    expect((await visitor.page(path)).text).not.toContain('The order is cancelled.')
    expect((await orderOf(shopper, order.id)).status).toBe('cancelled')
    await expect.poll(() => cartOf(shopper), { timeout: 10_000 }).toEqual([['tea', 2]])
  })

  it('a paid order is refunded', async () => {
    const { shopper, order, visitor, path } = await withOrder()
    await paid(shopper, order)
    expect((await visitor.post(`${path}/cancel`, {})).status).toBe(303)
    expect((await visitor.page(path)).text).toMatch(/Refund of ¥20\.00/)
    expect((await orderOf(shopper, order.id)).payment.refunds).toMatchObject([{ amount: { amount: 2000 } }])
  })

  it('an order that was shipped in the meantime stays as it is, and the page says why', async () => {
    const { shopper, order, visitor, path } = await withOrder()
    await paid(shopper, order)
    orderIn(await act(order.id, 'ship', SHIP))
    const answer = await visitor.post(`${path}/cancel`, {})
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('The order has changed in the meantime')
    expect(answer.text).toContain(`href="/zh/orders/${order.id}"`)
    expect((await orderOf(shopper, order.id)).status).toBe('shipped')
  })
})

describe('returning', () => {
  it('the longest reason that the field takes is accepted with its line breaks, and is shown as text', async () => {
    const { shopper, order, visitor, path } = await withOrder()
    await paid(shopper, order)
    orderIn(await act(order.id, 'ship', SHIP))
    const { version, returnable } = orderIn(await act(order.id, 'deliver'))
    const html = '<img src=x onerror=alert(1)>\n=HYPERLINK("x")\n'
    const reason = `${html}${'a\n'.repeat(249)}a`.slice(0, 500)
    const units = { version: `${version}`, line_0: returnable[0]?.lineId ?? '', units_0: '1' }
    // A browser sends each line break as two characters.
    const answer = await visitor.post(`${path}/returns`, { ...units, reason: reason.replaceAll('\n', '\r\n') })
    expect(answer.status, answer.text).toBe(303)
    expect((await orderOf(shopper, order.id)).returns).toMatchObject([{ status: 'requested', reason: reason.trim() }])
    const { text } = await visitor.page(path)
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(text).not.toContain('<img src=x')
  })
})

describe('ordering again', () => {
  it('all lines go into the cart with their attributes in one write, and a form that is sent twice adds them once', async () => {
    const shopper = await Shopper.guest()
    const attributes = { engraving: '致 Lin' }
    await shopper.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 2, attributes })
    await shopper.add('cup', 3)
    const order = await ordered(shopper)
    const visitor = browserOf(shopper)
    const path = `/en/orders/${order.id}`
    const { version } = (await shopper.cart()).cart
    const form = { cart: /name="cart" value="(\d+)"/.exec((await visitor.page(path)).text)?.[1] ?? '' }
    for (let times = 0; times < 2; times++) {
      const answer = await visitor.post(`${path}/reorder`, form)
      expect(answer.status, answer.text).toBe(303)
      expect(answer.headers.get('location')).toBe('/en/cart')
    }
    const { cart } = await shopper.cart()
    expect(cart.items).toMatchObject([
      { sku: 'tea', quantity: 2, attributes },
      { sku: 'cup', quantity: 3 },
    ])
    expect(cart.version).toBe(version + 1)
    expect((await visitor.page('/en/cart')).text).toContain('5 items are in your cart again.')
  })

  it('a line that is no longer sold is named with its reason, and the others are in the cart', async () => {
    await stock(product('rare', { onHand: 50 }))
    const { shopper, order, visitor, path } = await withOrder({ rare: 1, cup: 2 })
    const gone = await operator.call('DELETE', '/v1/admin/products/rare', undefined, { 'if-match': '*' })
    expect(gone.status, gone.text).toBe(204)
    const answer = await visitor.post(`${path}/reorder`, {})
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('2 items are in your cart. The others could not be added')
    const reason = answer.text.indexOf('This product is no longer sold.')
    expect(reason).toBeGreaterThan(answer.text.indexOf('商品 rare'))
    expect(reason).toBeLessThan(answer.text.indexOf('商品 cup'))
    expect(await cartOf(shopper)).toEqual([['cup', 2]])
    expect(answer.text).toContain('<span data-cart-count>2</span>')
    expect(order.lines).toHaveLength(2)
  })

  it('an order of which nothing is sold any more adds nothing, and says so', async () => {
    await stock(product('last', { onHand: 50 }))
    const { shopper, visitor, path } = await withOrder({ last: 1 })
    await operator.call('DELETE', '/v1/admin/products/last', undefined, { 'if-match': '*' })
    const answer = await visitor.post(`${path}/reorder`, {})
    expect(answer.status).toBe(409)
    expect(answer.text).toContain('Nothing was added to your cart.')
    expect(await cartOf(shopper)).toEqual([])
  })
})

describe('forms of another site', () => {
  it.each(['pay', 'cancel', 'reorder', 'returns'])(
    'the form "%s" of another site is 403, and writes nothing',
    async (name) => {
      const { shopper, order, visitor, path } = await withOrder()
      expect((await visitor.post(`${path}/${name}`, {}, FOREIGN)).status).toBe(403)
      expect((await visitor.post(`${path}/${name}`, {}, { 'sec-fetch-site': '', origin: '' })).status).toBe(403)
      expect((await orderOf(shopper, order.id)).version).toBe(order.version)
      expect(await cartOf(shopper)).toEqual([])
    },
  )
})
