/**
 * The live cart of the shop's own pages. Invariants: a live connection takes the cookie only from a page of this origin
 * and only in the worker with pages; a script's post from elsewhere writes nothing; reading makes no guest.
 */
import { SELF } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { isolate, Shopper } from '../support/client.ts'
import { Device } from '../support/live.ts'
import { objectCount } from '../support/objects.ts'
import { product, stock } from '../support/shop.ts'
import { Visitor } from './visitor.ts'

const ORIGIN = 'https://pannier.test'
const ADD = { client: 'page', operations: [{ seq: 1, type: 'add', sku: 'tea', quantity: 2 }] }

beforeAll(() => stock(product('tea', { onHand: 5000, title: { en: 'Tea', 'zh-CN': '茶' } })))

/** Without a token: a page's script has none. */
function handshake(cookie: string, headers: Readonly<Record<string, string>> = {}, path = '/v1/cart/live?client=page') {
  const own = { upgrade: 'websocket', 'sec-websocket-protocol': 'pannier.1', origin: ORIGIN, cookie }
  const given = Object.entries({ ...own, ...headers }).filter(([, value]) => value !== '')
  return new Request(`${ORIGIN}${path}`, { headers: Object.fromEntries(given) })
}

async function shopperWithCart(): Promise<Visitor> {
  const visitor = new Visitor()
  const reply = await visitor.postJson('/en/cart/batch', ADD)
  expect(reply.status, reply.text).toBe(200)
  return visitor
}

describe('the state of the cart', () => {
  it('the state is the API’s answer, in the language of the path, and unchanged is 304', async () => {
    const visitor = await shopperWithCart()
    const state = await visitor.get('/zh/cart/state')
    expect(state.cart.items).toMatchObject([{ sku: 'tea', title: '茶', quantity: 2 }])
    expect(state.headers.get('cache-control')).toBe('private, no-store')
    const etag = state.headers.get('etag') ?? ''
    expect(etag).not.toBe('')
    expect((await visitor.get('/zh/cart/state', { 'if-none-match': etag })).status).toBe(304)
  })

  it('the state of a stranger is 204, and makes no guest', async () => {
    const visitor = new Visitor()
    const before = await objectCount()
    expect((await visitor.get('/en/cart/state')).status).toBe(204)
    expect([...visitor.cookies.keys()]).toEqual([])
    expect(await objectCount()).toBe(before)
  })

  it('the state of a forged or ended sign-in is 204, and the cookie goes', async () => {
    const visitor = new Visitor()
    visitor.cookies.set('__Host-shop', 'forged')
    expect((await visitor.get('/en/cart/state')).status).toBe(204)
    expect(visitor.cookies.has('__Host-shop')).toBe(false)
  })
})

describe('numbered operations of a page', () => {
  it('operations make a guest of a stranger, and a repeat is decided once', async () => {
    const visitor = await shopperWithCart()
    expect(visitor.cookies.has('__Host-shop')).toBe(true)
    const again = await visitor.postJson('/en/cart/batch', ADD)
    expect(again.cart).toMatchObject({
      items: [{ sku: 'tea', quantity: 2 }],
      results: [{ seq: 1, status: 'done' }],
      client: { id: 'page', last: 1 },
    })
  })

  it('operations begin again as a new guest when the sign-in has ended', async () => {
    const visitor = new Visitor()
    visitor.cookies.set('__Host-shop', 'forged')
    expect((await visitor.postJson('/en/cart/batch', ADD)).cart.items).toMatchObject([{ quantity: 2 }])
    expect(visitor.cookies.get('__Host-shop')).not.toBe('forged')
  })

  it('operations are refused with the API’s problem documents', async () => {
    const visitor = await shopperWithCart()
    const gap = { ...ADD, operations: [{ seq: 9, type: 'add', sku: 'tea', quantity: 1 }] }
    ;(await visitor.postJson('/en/cart/batch', gap)).refusal(409, 'sequence_gap')
    ;(await visitor.postJson('/en/cart/batch', { operations: [] })).refusal(400, 'invalid_request')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    ;(await visitor.postJson('/en/cart/batch', ADD, form)).refusal(415, 'unsupported_media_type')
    ;(await visitor.postJson('/en/cart/batch', 'x'.repeat(70_000))).refusal(413, 'payload_too_large')
  })

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['another host of the site', { 'sec-fetch-site': 'same-site', origin: 'https://blog.pannier.test' }],
    ['another origin, by a browser without Sec-Fetch-Site', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
    ['a sandboxed page', { 'sec-fetch-site': '', origin: 'null' }],
    ['nowhere', { 'sec-fetch-site': '', origin: '' }],
  ])('operations from %s are 403, and write nothing', async (_, headers) => {
    const visitor = await shopperWithCart()
    ;(await visitor.postJson('/en/cart/batch', ADD, headers)).refusal(403, 'forbidden')
    const stranger = new Visitor()
    ;(await stranger.postJson('/en/cart/batch', ADD, headers)).refusal(403, 'forbidden')
    expect(stranger.cookies.size).toBe(0)
    expect((await visitor.get('/en/cart/state')).cart.version).toBe(1)
  })
})

describe('the live connection of a page', () => {
  it('a connection is signed in by the cookie, takes operations, and sees each change', async () => {
    const visitor = await shopperWithCart()
    const answer = await SELF.fetch(handshake(visitor.cookieHeader()))
    expect(answer.status, answer.webSocket ? '' : await answer.text()).toBe(101)
    const device = Device.over(answer)
    expect((await device.welcome).client).toEqual({ id: 'page', last: 1 })
    await device.next('reset')
    device.add(2)
    expect(await device.next('ack')).toMatchObject({ last: 2, results: [{ status: 'accepted' }] })
    await device.next('change')
    expect(device.cart.items).toMatchObject([{ sku: 'tea', quantity: 3 }])
  })

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of another host of the site', { origin: 'https://blog.pannier.test' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a program without Origin', { origin: '' }],
  ])('a handshake ignores the cookie of %s', async (_, headers) => {
    const visitor = await shopperWithCart()
    expect((await SELF.fetch(handshake(visitor.cookieHeader(), headers))).status).toBe(401)
  })

  it('a handshake ignores the cookie in the worker without pages, and on all other routes of the API', async () => {
    const cookie = (await shopperWithCart()).cookieHeader()
    expect((await isolate()(handshake(cookie))).status).toBe(401)
    expect((await SELF.fetch(handshake(cookie, {}, '/v1/cart'))).status).toBe(401)
    expect((await SELF.fetch(handshake(cookie, {}, '/v1/me/export'))).status).toBe(401)
    expect((await SELF.fetch(handshake(cookie, { upgrade: '' }))).status).toBe(401)
  })

  it('a handshake with a token of its own is that token’s, not the cookie’s', async () => {
    const cookie = (await shopperWithCart()).cookieHeader()
    const other = await Shopper.guest()
    await other.add('tea', 7)
    const protocols = { 'sec-websocket-protocol': `pannier.1, bearer.${other.token}` }
    const device = Device.over(await SELF.fetch(handshake(cookie, protocols)))
    await device.next('reset')
    expect(device.cart.items).toMatchObject([{ quantity: 7 }])
    expect((await SELF.fetch(handshake(cookie, { authorization: 'Bearer forged' }))).status).toBe(401)
  })
})
