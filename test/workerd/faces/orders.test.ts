/**
 * Orders in the shop without scripts. Invariants: only the owner sees an order; a form of another site writes nothing;
 * reading makes no guest; a form that an order's state does not allow changes nothing and says so.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, operator, Shopper } from '../support/client.ts'
import { objectCount } from '../support/objects.ts'
import { act, ordered, orderIn, orderOf, paid } from '../support/orders.ts'
import { product, stock } from '../support/shop.ts'
import { Visitor } from './visitor.ts'

const SHIP = { carrier: 'SF Express', trackingNumber: 'SF123' }
const FOREIGN = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }

beforeAll(() =>
  stock(product('tea', { onHand: 5000, images: ['/pictures/tea.svg'] }), product('cup', { onHand: 5000 })),
)

/** The shopper in a browser that has the token in its cookie. */
function browserOf({ token }: Shopper): Visitor {
  const visitor = new Visitor()
  visitor.cookies.set('__Host-shop', token)
  return visitor
}

async function withOrder(units: Readonly<Record<string, number>> = { tea: 2 }, fields: object = {}) {
  const shopper = await Shopper.guest()
  for (const [sku, quantity] of Object.entries(units)) await shopper.add(sku, quantity)
  const order = await ordered(shopper, fields)
  return { shopper, order, visitor: browserOf(shopper), path: `/en/orders/${order.id}` }
}

async function cartOf(shopper: Client): Promise<readonly (readonly [string, number])[]> {
  return (await shopper.get('/v1/cart')).cart.items.map(({ sku, quantity }) => [sku, quantity] as const)
}

describe('the page of an order', () => {
  it('an unpaid order shows its number, lines, amounts and address, and the ways to pay, cancel and order again', async () => {
    const { order, visitor, path } = await withOrder({ tea: 2 }, { note: 'Ring twice, please' })
    const page = await visitor.page(path)
    for (const text of [order.number, 'Waiting for your payment', '商品 tea', '¥10.00 × 2', '¥20.00']) {
      expect(page.text).toContain(text)
    }
    for (const text of ['中山路 1 号', '上海', 'China', 'Ring twice, please', '/pictures/tea.svg', 'Not paid yet']) {
      expect(page.text).toContain(text)
    }
    for (const name of ['pay', 'cancel', 'reorder']) expect(page.text).toContain(`action="${path}/${name}"`)
    expect(page.text).toMatch(/<li class="done" aria-current="step"><span>Order placed<\/span> <time datetime="20/)
    expect(page.text).toContain('<span>Shipped</span><span class="unseen">, not yet</span>')
    expect(page.text).toContain('noindex')
    expect(page.headers.get('cache-control')).toContain('private')
  })

  it('the page is in the language of its path, with times and amounts', async () => {
    const { order, visitor } = await withOrder()
    const page = await visitor.page(`/zh/orders/${order.id}`)
    for (const text of [`订单 ${order.number}`, '等待付款', '已下单', '中国', '收货地址'])
      expect(page.text).toContain(text)
    expect(page.text).toMatch(/<time datetime="[^"]+">20\d\d年\d+月\d+日 \d\d:\d\d<\/time>/)
  })

  it('a paid, shipped and delivered order shows each step, and the tracking number, but no way to pay', async () => {
    const { shopper, order, visitor, path } = await withOrder()
    await paid(shopper, order)
    const whenPaid = (await visitor.page(path)).text
    expect(whenPaid).toContain('Paid, and being packed')
    expect(whenPaid).toContain('¥20.00 go back the way you paid')
    expect(whenPaid).not.toContain(`${path}/pay"`)
    orderIn(await act(order.id, 'ship', SHIP))
    const whenShipped = (await visitor.page(path)).text
    for (const text of ['On its way to you', 'SF Express', 'SF123']) expect(whenShipped).toContain(text)
    expect(whenShipped).not.toContain(`${path}/cancel"`)
    orderIn(await act(order.id, 'deliver'))
    const whenDelivered = (await visitor.page(path)).text
    expect(whenDelivered.match(/<li class="done"/g)).toHaveLength(4)
    expect(whenDelivered).not.toContain('not yet')
  })

  it('a refund shows its amount and its lines', async () => {
    const { shopper, order, visitor, path } = await withOrder()
    await paid(shopper, order)
    orderIn(await act(order.id, 'refund', { lines: [{ sku: 'tea', quantity: 1 }], reason: 'a torn bag' }))
    const { text } = await visitor.page(path)
    for (const shown of ['Refund of ¥10.00', '商品 tea × 1', '1 unit refunded', 'A refund is on its way']) {
      expect(text).toContain(shown)
    }
    expect(text).not.toContain('a torn bag')
  })

  it('another’s order, an unknown one and a name that is none are the shop’s 404 page', async () => {
    const { shopper, order } = await withOrder()
    const other = browserOf(await Shopper.guest())
    for (const id of [order.id, 'ord_01K9ZQ4V6E8Y3TN5W2R7XB0MCD', 'none', '%00']) {
      for (const answer of [await other.get(`/en/orders/${id}`), await other.get(`/en/orders/${id}/part`)]) {
        expect(answer.status, id).toBe(404)
        expect(answer.text).toContain('There is nothing here')
        expect(answer.text).not.toContain(order.number)
      }
      for (const name of ['pay', 'cancel', 'reorder']) {
        expect((await other.post(`/en/orders/${id}/${name}`, {})).status, `${id} ${name}`).toBe(404)
      }
    }
    expect((await orderOf(shopper, order.id)).version).toBe(order.version)
  })

  it('a stranger and a sign-in that has ended are led to the sign-in page, and from there back', async () => {
    const { path } = await withOrder()
    const ended = new Visitor()
    ended.cookies.set('__Host-shop', 'forged')
    const before = await objectCount()
    for (const visitor of [new Visitor(), ended]) {
      for (const answer of [await visitor.get(path), await visitor.post(`${path}/cancel`, {})]) {
        expect(answer.status).toBe(303)
        expect(answer.headers.get('location')).toBe(`/en/sign-in?back=${encodeURIComponent(path)}`)
      }
      expect(visitor.cookies.has('__Host-shop')).toBe(false)
    }
    expect(await objectCount()).toBe(before)
  })

  it('the part of the page that a script asks for is the same, without a frame, and is not kept', async () => {
    const { visitor, path } = await withOrder()
    const part = await visitor.page(`${path}/part`)
    expect(part.headers.get('cache-control')).toBe('private, no-store')
    expect(part.text).not.toContain('<html')
    expect((await visitor.page(path)).text).toContain(part.text)
  })

  it('markup in an order’s texts stays text', async () => {
    const hostile = '"><script>alert(1)</script>'
    const address = { name: hostile, line1: hostile, city: '上海', postalCode: '200000', country: 'CN' }
    const { visitor, path } = await withOrder({ tea: 1 }, { address, note: hostile })
    const { text } = await visitor.page(path)
    expect(text).toContain('&quot;&gt;&lt;script&gt;alert(1)')
    expect(text).not.toContain('<script>alert')
  })
})

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
  it.each(['pay', 'cancel', 'reorder'])('the form "%s" of another site is 403, and writes nothing', async (name) => {
    const { shopper, order, visitor, path } = await withOrder()
    expect((await visitor.post(`${path}/${name}`, {}, FOREIGN)).status).toBe(403)
    expect((await visitor.post(`${path}/${name}`, {}, { 'sec-fetch-site': '', origin: '' })).status).toBe(403)
    expect((await orderOf(shopper, order.id)).version).toBe(order.version)
    expect(await cartOf(shopper)).toEqual([])
  })
})

describe('the list of orders', () => {
  it('a stranger and a guest without orders see an empty list with ways on, and reading makes no guest', async () => {
    const stranger = new Visitor()
    const before = await objectCount()
    const { text } = await stranger.page('/en/orders')
    expect(text).toContain('You have no orders yet')
    expect(text).toContain('href="/en/sign-in?back=%2Fen%2Forders"')
    expect(stranger.cookies.has('__Host-shop')).toBe(false)
    expect(await objectCount()).toBe(before)
    expect((await browserOf(await Shopper.guest()).page('/zh/orders')).text).toContain('还没有订单')
  })

  it('the newest orders come first, and a link leads to the older ones and back', async () => {
    const shopper = await Shopper.guest()
    const numbers: string[] = []
    for (let count = 0; count < 12; count++) {
      await shopper.add('tea')
      const order = await ordered(shopper)
      numbers.unshift(order.number)
      // A shopper has at most five unpaid orders.
      await paid(shopper, order)
    }
    const visitor = browserOf(shopper)
    const shown = (text: string) => [...text.matchAll(/">Order ([\dA-Z-]+)<\/a>/g)].map(([, number]) => number)
    const first = (await visitor.page('/en/orders')).text
    expect(shown(first)).toEqual(numbers.slice(0, 10))
    const next = /href="(\/en\/orders\?cursor=[^"]+)">Older orders/.exec(first)?.[1] ?? ''
    const second = (await visitor.page(next)).text
    expect(shown(second)).toEqual(numbers.slice(10))
    expect(second).not.toContain('Older orders')
    expect(second).toContain('href="/en/orders">Back to the newest')
    const broken = (await visitor.page('/en/orders?cursor=nonsense')).text
    expect(broken).toContain('This part of the list has moved on.')
    expect(shown(broken)).toEqual(numbers.slice(0, 10))
  })

  it('the list shows only the shopper’s own orders, and the header leads to it', async () => {
    const { order } = await withOrder()
    const { order: own, visitor } = await withOrder()
    const { text } = await visitor.page('/en/orders')
    expect(text).toContain(own.number)
    expect(text).not.toContain(order.number)
    expect((await visitor.page('/en')).text).toContain('<a class="top-orders" href="/en/orders">Orders</a>')
    expect((await new Visitor().page('/en')).text).not.toContain('top-orders')
  })
})
