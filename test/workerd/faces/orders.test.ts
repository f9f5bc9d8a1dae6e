/**
 * Pages of orders in the shop without scripts. Invariants: only the owner sees an order; reading makes no guest.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { Shopper } from '../support/client.ts'
import { objectCount } from '../support/objects.ts'
import { act, ordered, orderIn, orderOf, paid } from '../support/orders.ts'
import { browserOf, SHIP, stockTeaAndCups, withOrder } from './buyer.ts'
import { Visitor } from './visitor.ts'

beforeAll(stockTeaAndCups)

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
    expect(whenPaid).toContain('¥20.00 will be refunded the way you paid')
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
    const shown = (text: string) =>
      [...text.matchAll(/">Order <span class="order-number">([\dA-Z-]+)<\/span><\/a>/g)].map(([, number]) => number)
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
