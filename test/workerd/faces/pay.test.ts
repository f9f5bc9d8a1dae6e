/**
 * The simulated provider's page in the shop's frame, beside what pay-page.test.ts expects of it in every frame.
 * Invariant: the page has no script, and nothing on it but the payment, the languages and the way back.
 */
import { describe, expect, it } from 'vitest'
import { opened } from '../support/payments.ts'
import { Visitor } from './visitor.ts'

describe('the page of a payment in the shop', () => {
  it('the page has the shop’s style sheet and header, but no search, no cart and no categories', async () => {
    const { redirectUrl } = await opened()
    const { text, headers } = await new Visitor().page(redirectUrl)
    expect(text).toMatch(/<link rel="stylesheet" href="\/assets\/shop-\w+\.css">/)
    expect(text).toContain('<a class="brand" href="/en">')
    expect(text).toContain('<meta name="robots" content="noindex">')
    expect(text).not.toMatch(/class="(?:search|cart-link|categories)/)
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
  })

  it('the page is in the language that the shopper chose in the shop, and leads to its other language', async () => {
    const { redirectUrl } = await opened()
    const visitor = new Visitor({ 'accept-language': 'zh-CN' })
    await visitor.page('/en/offline')
    const page = await visitor.page(redirectUrl)
    expect(page.text).toContain('<html lang="en">')
    expect(page.text).toContain(`href="${redirectUrl}?locale=zh-CN" hreflang="zh-CN"`)
    expect((await visitor.page(`${redirectUrl}?locale=zh-CN`)).text).toContain('<h1>模拟支付</h1>')
    expect((await visitor.page(redirectUrl)).text).toContain('<html lang="en">')
  })

  it('the page of an unknown payment is the shop’s, too', async () => {
    const answer = await new Visitor().get('/pay/simulated/pay_x')
    expect(answer.status).toBe(404)
    expect(answer.text).toContain('<h1>This payment does not exist</h1>')
    expect(answer.text).toContain('<a class="brand" href="/en">')
  })

  it('a form of another site decides nothing', async () => {
    const { redirectUrl } = await opened()
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
    const visitor = new Visitor()
    expect((await visitor.post(redirectUrl, { outcome: 'approve' }, foreign)).status).toBe(403)
    expect((await visitor.page(redirectUrl)).text).toContain('Waiting for payment')
  })
})
