/**
 * The switches of the traffic policies over several isolates. Invariants: a switch takes effect in all isolates within
 * ten seconds and ends by itself; a refused request touches no object of a shopper; payments and operators are always
 * let through, and checkout is never answered from old values.
 */
import { listDurableObjectIds } from 'cloudflare:test'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { readinessSchema } from '../../src/contract/answers/operations.ts'
import { policiesSchema } from '../../src/contract/answers/policies.ts'
import { newId } from '../../src/domain/id.ts'
import { MAX_SWITCH_MS } from '../../src/domain/policy/switches.ts'
import { ROUTE_CLASSES, type RouteClass, type SwitchMode } from '../../src/domain/policy/table.ts'
import { objectsOf } from '../../src/objects/objects.ts'
import { isolate, operator, Shopper, stranger } from './support/client.ts'
import { connected } from './support/live.ts'
import { objectCount } from './support/objects.ts'
import { ADDRESS, checkOut, withOrder } from './support/orders.ts'
import { bindings, product, stock } from './support/shop.ts'
import { HOUR, later, MINUTE, SECOND } from './support/time.ts'

const POLICIES = '/v1/admin/ops/policies'
const ANY = { 'if-match': '*' }

/** Switches past this file's isolates, as another isolate does. */
const switched = (its: RouteClass, mode: SwitchMode, until: number | null = null) =>
  objectsOf(bindings).settings().changePolicy({ its, mode, until }, 'usr_op', 'a test', null)

beforeAll(() => stock(product('tea')))
afterEach(async () => {
  for (const its of ROUTE_CLASSES) await switched(its, 'normal')
})

const calls: Readonly<
  Partial<Record<RouteClass, readonly (readonly [method: string, path: string, body?: object])[]>>
> = {
  browsing: [
    ['GET', '/v1/products'],
    ['GET', '/v1/products/tea'],
    ['GET', '/v1/categories'],
  ],
  cart: [
    ['GET', '/v1/cart'],
    ['POST', '/v1/cart/items', { sku: 'tea', quantity: 1 }],
    ['DELETE', '/v1/cart'],
    ['POST', '/v1/auth/guest'],
  ],
  checkout: [
    ['POST', '/v1/checkout/quote', {}],
    ['POST', '/v1/checkout', { address: ADDRESS }],
  ],
  accounts: [['POST', '/v1/auth/register', { email: 'new@example.com', password: 'long enough for all' }]],
}

describe('a class that is switched to refuse', () => {
  it.each(Object.entries(calls))(
    '%s: 503 with Retry-After, and no object of a shopper is touched',
    async (its, all) => {
      await switched(its as RouteClass, 'refuse')
      const shopper = await Shopper.guest(isolate())
      const before = await objectCount()
      const accounts = (await listDurableObjectIds(bindings.CLAIMS)).length
      for (const [method, path, body] of all) {
        const reply = await shopper.call(method, path, body)
        reply.refusal(503, 'unavailable')
        expect(Number(reply.headers.get('retry-after'))).toBe(60)
      }
      expect(await objectCount()).toBe(before)
      expect((await listDurableObjectIds(bindings.CLAIMS)).length).toBe(accounts)
    },
  )

  it('one class does not refuse another', async () => {
    await switched('browsing', 'refuse')
    await switched('checkout', 'refuse')
    const shopper = await Shopper.guest(isolate())
    expect((await shopper.add('tea')).status).toBe(200)
    ;(await shopper.get('/v1/products/tea')).refusal(503, 'unavailable')
  })

  it('orders that exist are read, paid and cancelled while every class is refused', async () => {
    const sent = isolate()
    const { shopper: buyer, order } = await withOrder()
    for (const its of ['browsing', 'cart', 'checkout', 'accounts'] as const) await switched(its, 'refuse')
    const there = buyer.through(sent)
    ;(await there.get('/v1/cart')).refusal(503, 'unavailable')
    expect((await there.get(`/v1/orders/${order.id}`)).status).toBe(200)
    expect((await there.call('POST', `/v1/orders/${order.id}/pay`, { provider: 'simulated' })).status).toBe(200)
    ;(await stranger.through(sent).call('POST', '/v1/webhooks/payments/simulated', { type: 'x' })).refusal(
      401,
      'unauthenticated',
    )
    expect((await there.call('POST', `/v1/orders/${order.id}/cancel`)).status).toBe(200)
  })

  it('an operator signs in and reaches every route of operators while every class is refused', async () => {
    for (const its of ['browsing', 'cart', 'checkout', 'accounts'] as const) await switched(its, 'refuse')
    const there = operator.through(isolate())
    ;(await there.get('/v1/products')).refusal(503, 'unavailable')
    for (const path of ['/v1/admin/orders', POLICIES, '/v1/admin/ops/alerts', '/v1/admin/ops/config']) {
      expect((await there.get(path)).status).toBe(200)
    }
    const wrong = { email: 'nobody@example.com', password: 'not the right one' }
    ;(await there.call('POST', '/v1/auth/login', wrong)).refusal(401, 'invalid_credentials')
    for (const path of ['/healthz', '/readyz']) expect((await there.get(path)).status).toBe(200)
    expect((await there.call('PUT', `${POLICIES}/cart`, { mode: 'normal' }, ANY)).status).toBe(200)
    expect((await Shopper.guest().then((guest) => guest.add('tea'))).status).toBe(200)
  })
})

describe('the time of a switch', () => {
  it('a busy and an idle isolate use a switch within ten seconds, and its end too', async () => {
    const [busy, idle] = [isolate(), isolate()]
    const statuses = async () => {
      const reads = [busy, idle].map((send) => stranger.through(send).get('/v1/products'))
      return (await Promise.all(reads)).map(({ status }) => status)
    }
    const ofBusy = async () => (await stranger.through(busy).get('/v1/products')).status
    expect(await statuses()).toEqual([200, 200])
    await switched('browsing', 'refuse')
    await later(6 * SECOND, ofBusy)
    // As soon as the read in the background is over.
    await vi.waitFor(async () => expect(await later(7 * SECOND, ofBusy)).toBe(503), 2_500)
    expect(await later(9 * SECOND, statuses)).toEqual([503, 503])
    await switched('browsing', 'normal')
    expect(await later(18 * SECOND, statuses)).toEqual([200, 200])
  })

  it('an isolate that has never been asked knows the switch at its first request', async () => {
    await switched('browsing', 'refuse')
    await vi.waitFor(
      async () => (await stranger.through(isolate()).get('/v1/products')).refusal(503, 'unavailable'),
      10_000,
    )
  })

  it('fault 78: a switch ends at its time, although no operator ends it', async () => {
    const now = Date.now()
    await switched('checkout', 'refuse', now + 30 * SECOND)
    const shopper = await Shopper.guest(isolate())
    const quote = () => shopper.call('POST', '/v1/checkout/quote', {})
    const refused = await quote()
    refused.refusal(503, 'unavailable')
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30)
    expect((await later(31 * SECOND, quote)).status).toBe(200)
    await switched('checkout', 'refuse')
    expect((await later(24 * HOUR - MINUTE, quote)).status).toBe(503)
    expect((await later(24 * HOUR + SECOND, quote)).status).toBe(200)
  })
})

describe('open connections', () => {
  it('operations are refused while carts are switched off, and decided when they are sent again after its end', async () => {
    const shopper = await Shopper.guest()
    const device = await connected(shopper)
    device.add(1)
    await device.next('ack')
    await switched('cart', 'refuse')
    await later(9 * SECOND, async () => {
      device.add(2)
      const { code } = await device.next('error')
      expect(code).toBe('unavailable')
    })
    expect(device.closed).toBeNull()
    await switched('cart', 'normal')
    await later(18 * SECOND, async () => {
      device.add(2)
      expect(await device.next('ack', 2)).toMatchObject({ last: 2 })
      expect((await shopper.cart()).cart.items).toMatchObject([{ sku: 'tea', quantity: 2 }])
    })
  })
})

describe('carts that are switched to stale', () => {
  it('without a Redis the mode is not offered, and a cart is never shown empty', async () => {
    const there = operator.through(isolate())
    const refused = (await there.call('PUT', `${POLICIES}/cart`, { mode: 'stale' }, ANY)).refusal(
      400,
      'invalid_request',
    )
    expect(refused.errors).toMatchObject([{ path: 'mode' }])
    await switched('cart', 'stale')
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const elsewhere = shopper.through(isolate())
    ;(await elsewhere.get('/v1/cart')).refusal(503, 'unavailable')
    ;(await elsewhere.call('POST', '/v1/cart/items', { sku: 'tea', quantity: 1 })).refusal(503, 'unavailable')
  })
})

describe('the routes of the policies', () => {
  it('every class is listed with its mode, its cause, and who switched it why until when', async () => {
    const there = operator.through(isolate())
    const first = await there.get(POLICIES)
    const etag = first.headers.get('etag') ?? ''
    expect(first.as(policiesSchema).items.map(({ class: its, mode }) => [its, mode])).toEqual(
      ROUTE_CLASSES.map((its) => [its, 'normal']),
    )
    const until = new Date(Date.now() + HOUR).toISOString()
    const reason = { 'pannier-reason': encodeURIComponent('降低负载') }
    const put = await there.call(
      'PUT',
      `${POLICIES}/browsing`,
      { mode: 'stale', until },
      { 'if-match': etag, ...reason },
    )
    const body = put.as(policiesSchema)
    const browsing = body.items.find((item) => item.class === 'browsing')
    expect(browsing).toMatchObject({
      mode: 'stale',
      causes: ['switch'],
      offered: ['normal', 'stale', 'refuse'],
      switch: { mode: 'stale', until, by: expect.stringMatching(/^usr_/), reason: '降低负载' },
    })
    const stale = await there.call('PUT', `${POLICIES}/browsing`, { mode: 'refuse' }, { 'if-match': etag })
    expect(stale.refusal(412, 'version_mismatch')).toMatchObject({ current: { version: body.version } })
    expect(stale.headers.get('etag')).toBe(put.headers.get('etag'))
  })

  it('readyz names each class with its mode and cause, and nothing about the operator', async () => {
    await switched('checkout', 'refuse')
    const reply = await stranger.through(isolate()).get('/readyz')
    const { policies } = reply.as(readinessSchema)
    expect(policies).toEqual(
      ROUTE_CLASSES.map((its) => {
        const isSwitched = its === 'checkout'
        return { class: its, mode: isSwitched ? 'refuse' : 'normal', causes: isSwitched ? ['switch'] : [] }
      }),
    )
  })

  const inTime = (ms: number) => new Date(Date.now() + ms).toISOString()
  it.each([
    ['a class that does not exist', 'kitchen', { mode: 'refuse' }],
    ['a class by prototype', '__proto__', { mode: 'refuse' }],
    ['a mode that does not exist', 'cart', { mode: 'off' }],
    ['shedding, which no switch can force', 'cart', { mode: 'shed' }],
    ['old values for checkout', 'checkout', { mode: 'stale' }],
    ['refusing payments', 'orders', { mode: 'refuse' }],
    ['refusing sign-ins', 'sign_in', { mode: 'refuse' }],
    ['refusing operators', 'operators', { mode: 'refuse' }],
    ['an end in the past', 'cart', { mode: 'refuse', until: '1970-01-01T00:00:00Z' }],
    ['an end in a year', 'cart', { mode: 'refuse', until: inTime(365 * 24 * HOUR) }],
    ['an end just after a day', 'cart', { mode: 'refuse', until: inTime(MAX_SWITCH_MS + MINUTE) }],
    ['an end in the year 9999', 'cart', { mode: 'refuse', until: '9999-12-31T23:59:59Z' }],
    ['an end that is a number', 'cart', { mode: 'refuse', until: 2 ** 53 }],
    ['an end that is no time', 'cart', { mode: 'refuse', until: 'tomorrow' }],
    ['an end of the normal mode', 'cart', { mode: 'normal', until: inTime(HOUR) }],
    ['a field that does not exist', 'cart', { mode: 'refuse', force: true }],
  ])('%s is refused, and nothing changes', async (_, its, body) => {
    const before = (await operator.get(POLICIES)).as(policiesSchema)
    ;(await operator.call('PUT', `${POLICIES}/${its}`, body, ANY)).refusal(400, 'invalid_request')
    expect((await operator.get(POLICIES)).as(policiesSchema)).toEqual(before)
  })

  it('a switch needs If-Match, a reason and the role admin', async () => {
    const body = { mode: 'refuse' }
    ;(await operator.call('PUT', `${POLICIES}/cart`, body)).refusal(428, 'precondition_required')
    ;(await operator.call('PUT', `${POLICIES}/cart`, body, { ...ANY, 'pannier-reason': '' })).refusal(
      400,
      'reason_required',
    )
    const support = await Shopper.of({ id: newId('usr', Date.now()), role: 'support' })
    expect((await support.get(POLICIES)).status).toBe(200)
    ;(await support.call('PUT', `${POLICIES}/cart`, body, ANY)).refusal(403, 'forbidden')
    ;(await (await Shopper.guest()).call('PUT', `${POLICIES}/cart`, body, ANY)).refusal(403, 'forbidden')
    ;(await stranger.call('PUT', `${POLICIES}/cart`, body, ANY)).refusal(401, 'unauthenticated')
  })

  it('a checkout goes on as soon as the switch ends', async () => {
    const there = operator.through(isolate())
    expect((await there.call('PUT', `${POLICIES}/checkout`, { mode: 'refuse' }, ANY)).status).toBe(200)
    expect((await there.call('PUT', `${POLICIES}/checkout`, { mode: 'normal' }, ANY)).status).toBe(200)
    const buyer = await Shopper.guest(isolate())
    await buyer.add('tea')
    expect((await checkOut(buyer)).status).toBe(201)
  })
})
