/**
 * The shop's pages over HTTP. Invariants: a page has no inline script and no inline style, markup in a product's texts
 * stays text, reading makes no guest, and a form of another site writes nothing.
 */
import { SELF } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { cartSchema } from '../../../src/contract/answers/cart.ts'
import { isolate, Shopper } from '../support/client.ts'
import { objectCount } from '../support/objects.ts'
import { product, stock } from '../support/shop.ts'
import { Visitor } from './visitor.ts'

const HOSTILE = `"><script>alert(1)</script>'&amp;`

beforeAll(() => stock(product('tea'), product('hostile', { title: { en: HOSTILE, 'zh-CN': HOSTILE } })))

describe('the way to a language', () => {
  it.each([
    ['zh-TW,zh;q=0.9,en;q=0.8', '/zh'],
    ['en-GB,en;q=0.9', '/en'],
    ['fr', '/zh'],
  ])('/ leads a browser that prefers %s to %s', async (language, path) => {
    const answer = await new Visitor({ 'accept-language': language }).get('/')
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(path)
    expect(answer.headers.get('vary')).toContain('Accept-Language')
  })

  it('/ leads to the language that the shopper chose before', async () => {
    const visitor = new Visitor({ 'accept-language': 'zh-CN' })
    await visitor.get('/en')
    expect((await visitor.get('/')).headers.get('location')).toBe('/en')
  })
})

describe('the home page', () => {
  it('the page names its language, its other languages and its own address', async () => {
    const page = await new Visitor().page('/en')
    expect(page.headers.get('content-type')).toBe('text/html; charset=UTF-8')
    expect(page.headers.get('content-language')).toBe('en')
    expect(page.text).toContain('<html lang="en">')
    expect(page.text).toContain('<link rel="canonical" href="https://pannier.test/en">')
    expect(page.text).toContain('hreflang="zh-CN" href="https://pannier.test/zh"')
  })

  it('the policy forbids inline scripts and styles, and the page has none', async () => {
    const page = await new Visitor().page('/zh')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("style-src 'self';")
    expect(policy).not.toContain('unsafe')
    expect(page.text).not.toMatch(/<script(?![^>]*(?:\ssrc=|type="application\/ld\+json"))|<style|\sstyle=|\son\w+=/)
  })

  it('markup in a title stays text', async () => {
    const page = await new Visitor().page('/en')
    expect(page.text).toContain('&quot;&gt;&lt;script&gt;alert(1)')
    expect(page.text).not.toContain('<script>alert')
  })

  it('reading makes neither a guest nor an object', async () => {
    const before = await objectCount()
    const page = await new Visitor().page('/en')
    expect(page.headers.getSetCookie().filter((cookie) => !cookie.startsWith('__Host-language'))).toEqual([])
    expect(await objectCount()).toBe(before)
  })

  it('a page that has not changed is answered 304', async () => {
    const visitor = new Visitor()
    const etag = (await visitor.page('/en')).headers.get('etag') ?? ''
    expect((await visitor.get('/en', { 'if-none-match': etag })).status).toBe(304)
  })
})

describe('adding to the cart', () => {
  it('the form makes a guest, adds the product, leads back, and says so once', async () => {
    const visitor = new Visitor()
    const answer = await visitor.post('/en/products/tea', { quantity: '2', back: '/en?from=ad#p-tea' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/en?from=ad#p-tea')
    for (const cookie of answer.headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-.*; Path=\/; HttpOnly; Secure; SameSite=Lax/)
    }
    const page = await visitor.page('/en')
    expect(page.text).toContain('Added to your cart: 2 × Product tea')
    expect(page.text).toContain('<span data-cart-count>2</span>')
    expect((await visitor.page('/en')).text).not.toContain('Added to your cart')
  })

  it('a way back that leaves the shop leads to the product instead', async () => {
    for (const back of ['https://evil.example/', '//evil.example/', '/\\evil.example', '/v1/cart']) {
      const answer = await new Visitor().post('/en/products/tea', { quantity: '1', back })
      expect(answer.headers.get('location')).toBe('/en/products/tea')
    }
  })

  it.each([
    ['with the source of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['with the origin of another site', { 'sec-fetch-site': '', origin: 'https://evil.example' }],
    ['with neither', { 'sec-fetch-site': '', origin: '' }],
  ])('a form %s is refused and writes nothing', async (_, headers) => {
    const visitor = new Visitor()
    const before = await objectCount()
    const answer = await visitor.post('/en/products/tea', { quantity: '1' }, headers)
    expect(answer.status).toBe(403)
    expect(answer.text).toContain('This form came from elsewhere')
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(await objectCount()).toBe(before)
  })

  it('a forged token in the cookie counts as no token', async () => {
    const visitor = new Visitor()
    visitor.cookies.set('__Host-shop', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJnc3RfMSJ9.')
    expect((await visitor.page('/en')).text).toContain('<span data-cart-count>0</span>')
    expect(visitor.cookies.has('__Host-shop')).toBe(false)
  })

  it('the API ignores the cookie', async () => {
    const visitor = new Visitor()
    await visitor.post('/en/products/tea', { quantity: '1' })
    const answer = await SELF.fetch('https://pannier.test/v1/cart', { headers: { cookie: visitor.cookieHeader() } })
    expect(answer.status).toBe(401)
  })

  it('the cart of the cookie is the cart of its token', async () => {
    const visitor = new Visitor()
    await visitor.post('/en/products/tea', { quantity: '3' })
    const shopper = (await Shopper.guest()).through((request) => SELF.fetch(request), {
      authorization: `Bearer ${visitor.cookies.get('__Host-shop')}`,
    })
    expect((await shopper.get('/v1/cart')).as(cartSchema).totals.itemCount).toBe(3)
  })
})

describe('a path without a page', () => {
  it('a browser gets a page with the status 404, a program gets a problem', async () => {
    const page = await new Visitor().get('/nothing/here')
    expect(page.status).toBe(404)
    expect(page.text).toContain('<p class="error-status">404</p>')
    expect(page.text).toContain('noindex')
    const problem = await new Visitor({ accept: '*/*' }).get('/nothing/here')
    expect(problem.headers.get('content-type')).toBe('application/problem+json')
  })

  it('the worker without pages answers / with a problem', async () => {
    const answer = await isolate()(new Request('https://pannier.test/', { headers: { accept: 'text/html' } }))
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })
})
