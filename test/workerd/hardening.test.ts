/** Defences against small attacks: cross-site forms, guessed coupons, e-mail addresses, endless errors. */
import { beforeAll, describe, expect, it } from 'vitest'
import { accessOf } from '../../src/contract/access.ts'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'
import { newId } from '../../src/domain/id.ts'
import { app } from '../../src/worker/app.ts'
import { whileAddressesAreUnscaled } from './support/attempts.ts'
import { isolate, operator, type Send, Shopper, stranger } from './support/client.ts'
import { address } from './support/limits.ts'
import { ordered } from './support/orders.ts'
import { opened, owed, settle } from './support/payments.ts'
import { newEmail, PASSWORD, registered } from './support/person.ts'
import { product, stock } from './support/shop.ts'

const strict = () => isolate({ RATE_LIMIT_SCALE: '1' })

describe('routes that ask for the password again', () => {
  it.each([
    ['POST', '/v1/auth/password', { currentPassword: 'wrong', newPassword: 'another horse battery' }],
    ['PATCH', '/v1/me', { name: 'Lin', password: 'wrong' }],
    ['DELETE', '/v1/me', { password: 'wrong' }],
  ])('%s %s is limited to about ten a minute for one account', async (method, path, body) => {
    const person = await registered()
    const client = person.client.through(strict(), address())
    const statuses: number[] = []
    for (let n = 0; n < 11; n++) statuses.push((await client.call(method, path, body)).status)
    expect(statuses.at(-1)).toBe(429)
    expect(statuses.filter((status) => status === 429).length).toBeLessThan(11)
  })
})

it('a change of e-mail address counts as a registration, so that taken addresses cannot be enumerated', async () => {
  const [taken, person, other] = [await registered(), await registered(), await registered()]
  const from = address()
  const change = (fields: object, by = person, at = from) =>
    by.client.through(isolate(), at).call('PATCH', '/v1/me', { password: PASSWORD, ...fields })
  await whileAddressesAreUnscaled(async () => {
    for (let n = 0; n < 10; n++) (await change({ email: taken.email })).refusal(409, 'email_taken')
    const refused = await change({ email: taken.email })
    refused.refusal(429, 'rate_limited')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50 * 60)
    // A free address is answered like a taken one, also to another account of the same network.
    ;(await change({ email: newEmail() })).refusal(429, 'rate_limited')
    ;(await change({ email: taken.email }, other)).refusal(429, 'rate_limited')
    ;(await change({ email: taken.email }, other, address())).refusal(409, 'email_taken')
    ;(await change({ email: taken.email, password: 'wrong' })).refusal(401, 'invalid_credentials')
    // The password was correct each time, so the address has no failed sign-ins to wait for.
    for (let n = 0; n < 20; n++) (await change({ email: taken.email })).refusal(429, 'rate_limited')
    expect((await change({ name: 'Lin' })).status).toBe(200)
  })
  expect((await person.client.get('/v1/me')).text).toContain(person.email)
}, 120_000)

describe('coupons', () => {
  const create = async (fields: object) => {
    const body = { effect: { type: 'percentage', percent: 10 }, ...fields }
    const reply = await operator.call('POST', '/v1/admin/coupons', body)
    expect(reply.status, reply.text).toBe(201)
  }

  it('inactive, future and unknown coupons are answered alike', async () => {
    await stock(product('tea'))
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    await create({ code: 'QUIET', isActive: false })
    await create({ code: 'LATER', startsAt: tomorrow })
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const tried = await Promise.all(
      ['QUIET', 'LATER', 'NEVER'].map((code) => shopper.call('POST', '/v1/cart/coupons', { code })),
    )
    const told = tried.map((reply) => {
      const { detail, code, reason } = reply.refusal(404, 'unknown_coupon')
      return { detail: detail.replace(/QUIET|LATER|NEVER/, '?'), code, reason }
    })
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1)
  })

  it('guesses of coupons are limited per address, across its guests', async () => {
    const [send, from] = [strict(), address()]
    const statuses: number[] = []
    for (let n = 0; n < 32; n++) {
      const guest = (await Shopper.guest()).through(send, from)
      statuses.push((await guest.call('POST', '/v1/cart/coupons', { code: `GUESS${n}` })).status)
    }
    expect(statuses[0]).toBe(404)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('forms', () => {
  const path = `/pay/simulated/${newId('pay', Date.now())}`
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const post = (headers: object) => stranger.call('POST', path, 'outcome=approve', { ...form, ...headers })

  it.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('forms with %j are refused, because they are not from Pannier’s own page', async (headers) => {
    ;(await post(headers)).refusal(403, 'forbidden')
  })

  it('forms of another site are refused by every page that takes any', async () => {
    const isPage = ({ method, path }: { method: string; path: string }) =>
      !['ALL', 'GET', 'HEAD', 'OPTIONS'].includes(method) && !path.startsWith('/v1/')
    const pages = app.routes.filter(isPage).map(({ method, path }) => `${method} ${path}`)
    expect(pages).toContain('POST /pay/simulated/:paymentId')
    for (const page of pages) {
      const [method = '', at = ''] = page.replace(/:[^/]+/g, 'x').split(' ')
      const reply = await stranger.call(method, at, 'a=b', { ...form, 'sec-fetch-site': 'cross-site' })
      reply.refusal(403, 'forbidden')
    }
  })

  it.each([{ 'sec-fetch-site': 'same-origin', origin: 'null' }, { origin: 'https://pannier.test' }, {}])(
    'forms with %j are accepted as Pannier’s own or as from no browser',
    async (headers) => {
      expect((await post(headers)).status).toBe(404)
    },
  )
})

it('a body with thousands of errors is answered with twenty of them', async () => {
  const shopper = await Shopper.guest()
  const operations = Array.from({ length: 100 }, () => ({ type: 'add', sku: '', quantity: 0 }))
  const reply = await shopper.call('POST', '/v1/cart/batch', { operations })
  expect(reply.refusal(400, 'invalid_request').errors).toHaveLength(20)
})

it('a picture on another host is not read as a path on this one', async () => {
  const fields = { sku: 'evil', title: { en: 'x' }, category: 'things', price: { amount: 1, currency: 'CNY' } }
  await stock(product('tea'))
  const reply = await operator.call('POST', '/v1/admin/products', { ...fields, images: ['//evil.example/x.svg'] })
  reply.refusal(400, 'invalid_request')
})

describe('public answers', () => {
  const paths = DOCUMENTED.filter(({ method, path }) => method === 'get' && accessOf('GET', path) === 'public').map(
    ({ path }) => path.replace(':sku', 'tea').replace(':paymentId', newId('pay', Date.now())),
  )
  beforeAll(() => stock(product('tea')))

  it.each([...paths, '/docs', '/openapi.json', '/pictures/iphone-15.svg', '/never'])(
    'responses of %s vary by Origin, with an Origin header or without',
    async (path) => {
      for (const headers of [{}, { origin: 'https://shop.example' }]) {
        expect((await stranger.get(path, headers)).headers.get('vary')).toContain('Origin')
      }
    },
  )

  it.each([
    '/v1/products',
    '/v1/products?query=',
    '/v1/products?query=%21',
    '/v1/products/tea',
    '/v1/suggestions?query=t',
    '/v1/suggestions?query=%21',
    '/v1/categories',
    '/v1/rankings/hot',
  ])('responses of %s vary by language, with any result', async (path) => {
    const reply = await stranger.get(path)
    expect(reply.status, reply.text).toBe(200)
    expect(reply.headers.get('vary')).toContain('Accept-Language')
  })
})

describe('the Host header', () => {
  const evil = 'https://evil.example'
  const payAt = async (send: Send, returnUrl: string) => {
    await stock(product('tea'))
    const shopper = await Shopper.guest()
    await shopper.add('tea')
    const { id } = await ordered(shopper)
    const request = new Request(`${evil}/v1/orders/${id}/pay`, {
      method: 'POST',
      headers: { authorization: `Bearer ${shopper.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ returnUrl }),
    })
    const response = await send(request)
    return { status: response.status, body: await response.json() }
  }

  it('a forged Host header adds no allowed origin where PUBLIC_ORIGIN is set', async () => {
    const own = isolate({ PUBLIC_ORIGIN: 'https://shop.example' })
    expect((await payAt(own, `${evil}/steal`)).status).toBe(400)
    const { status, body } = await payAt(own, 'https://shop.example/done')
    expect([status, body]).toMatchObject([
      200,
      { redirectUrl: expect.stringMatching(/^https:\/\/shop\.example\/pay\//) },
    ])
  })
})

it('an import by a stranger without a declared length is refused before it is read', async () => {
  let pulled = 0
  const body = new ReadableStream({
    pull(controller) {
      pulled++
      controller.enqueue(new Uint8Array(64 * 1024))
    },
  })
  const reply = await stranger
    .through(isolate())
    .call('POST', '/v1/admin/import/products', body, { 'content-type': 'text/csv' })
  reply.refusal(401, 'unauthenticated')
  expect(pulled).toBeLessThan(4)
})

it('a payment that is declined repeatedly owes only the notices of the last outcome', async () => {
  const { paymentId } = await opened()
  for (let n = 0; n < 20; n++) await settle({ paymentId }, { outcome: 'decline', deliveries: 10, delaySeconds: 600 })
  expect(await owed({ paymentId })).toHaveLength(10)
})
