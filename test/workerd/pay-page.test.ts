/**
 * The simulated provider's page, for browsers without scripts and for programs. Invariant: order numbers and a
 * returnUrl are shown as plain text, and a shopper is redirected only to the payment's own returnUrl.
 */
import { SELF } from 'cloudflare:test'
import { beforeAll, describe, expect, it } from 'vitest'
import { payAnswer } from '../../src/contract/answers/payment.ts'
import { type Client, isolate, type Reply, stranger } from './support/client.ts'
import { hearing, newPayment, opened, owed, provider } from './support/payments.ts'

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }
const FORM = { ...BROWSER, 'content-type': 'application/x-www-form-urlencoded' }
const JSON_PLEASE = { accept: 'application/json' }

/** A browser, except that the tests inspect redirects instead of following them. */
const browser = stranger.through((request) => SELF.fetch(new Request(request, { redirect: 'manual' })))

const pageIn =
  (client: Client) =>
  ({ redirectUrl }: { redirectUrl: string }, headers: Record<string, string> = {}, query = '') =>
    client.get(`${redirectUrl}${query}`, { ...BROWSER, ...headers })
const page = pageIn(browser)
const submit = ({ redirectUrl }: { redirectUrl: string }, form: string, query = '') =>
  browser.call('POST', `${redirectUrl}${query}`, form, FORM)
const decide = (
  { redirectUrl }: { redirectUrl: string },
  body: object,
  headers: Record<string, string> = JSON_PLEASE,
) => browser.call('POST', redirectUrl, body, headers)

const shown = (reply: Reply, status = 200) => {
  expect(reply.status, reply.text).toBe(status)
  expect(reply.headers.get('content-type')).toMatch(/^text\/html/)
  return reply.text
}

beforeAll(() => void hearing())

/** Both frames have the same content and keep the same promises. */
const FRAMES = [
  ['of the shop', browser],
  ['without a shop', stranger.through(isolate())],
] as const

describe.each(FRAMES)('the page in the frame %s', (_, client) => {
  const page = pageIn(client)

  it.each([
    ['zh-CN,zh;q=0.9', '', 'zh-CN', '¥5,999.00', ['模拟支付', '同意付款', '拒绝付款', '不会扣款']],
    ['en-US,en;q=0.9', '', 'en', 'CN¥5,999.00', ['Simulated payment', 'Approve payment', 'Decline', 'no money moves']],
    ['en', '?locale=zh-CN', 'zh-CN', '¥5,999.00', ['模拟支付']],
    ['zh-CN', '?locale=en', 'en', 'CN¥5,999.00', ['Simulated payment']],
    ['fr', '', 'zh-CN', '¥5,999.00', ['模拟支付']],
  ])('the page for %s with "%s" is in %s and shows %s', async (language, query, lang, amount, texts) => {
    const reply = await page(await opened(), { 'accept-language': language }, query)
    const html = shown(reply)
    expect(html).toContain(`<html lang="${lang}">`)
    for (const text of [amount, '261124-7K3M-9QXW', ...texts]) expect(html).toContain(text)
    expect(reply.headers.get('content-language')).toBe(lang)
    expect(reply.headers.get('vary')).toContain('Accept-Language')
    expect(reply.headers.get('cache-control')).toContain('no-store')
  })

  it.each([
    ['JPY', 5999, '¥5,999<'],
    ['USD', 599_900, '$5,999.00'],
    ['KWD', 1_234_567, '1,234.567'],
  ])('the page shows %s with the currency’s digits', async (currency, amount, text) => {
    expect(shown(await page(await opened({ currency, amount }), {}, '?locale=en'))).toContain(text)
  })

  it('the page needs no script: two buttons of one form that posts to its own address', async () => {
    const html = shown(await page(await opened()))
    expect(html).toMatch(/<form method="post">/)
    expect(html).toContain('name="outcome" value="approve"')
    expect(html).toContain('name="outcome" value="decline"')
    expect(html).not.toMatch(/<script|\son\w+=|javascript:/i)
  })

  it('the page allows no script, no frame, and forms only to itself and the returnUrl’s origin', async () => {
    const policy = async (returnUrl: string | null) =>
      (await page(await opened({ returnUrl }))).headers.get('content-security-policy')
    const none = await policy(null)
    expect(none).toContain("default-src 'none'")
    expect(none).toContain("form-action 'self';")
    expect(none).toContain("frame-ancestors 'none'")
    expect(none).not.toContain('script-src')
    expect(await policy('https://shop.example:8443/thanks?a=;b')).toContain(
      "form-action 'self' https://shop.example:8443;",
    )
  })

  it('fault 38: the page shows hostile texts as plain text', async () => {
    const number = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&`
    const returnUrl = `https://shop.example/?q="><script>alert(2)</script>`
    const payment = await opened({ number, returnUrl })
    await decide(payment, { outcome: 'decline' })
    const html = shown(await page(payment))
    expect(html).not.toMatch(/<script|<img/i)
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    // The attribute contains no character that would end it.
    expect(html).toMatch(/href="https:\/\/shop\.example\/\?q=[^"<>]*"/)
    expect(html).not.toContain('alert(2)<')
  })

  it('the page never links or redirects to a returnUrl that is not a web address, even if one was stored', async () => {
    for (const returnUrl of ['javascript:alert(1)', 'data:text/html,x', 'not a url']) {
      const payment = await opened({ returnUrl })
      const reply = await submit(payment, 'outcome=approve')
      expect(reply.status).toBe(303)
      expect(reply.headers.get('location')).toBe(payment.redirectUrl)
      const html = shown(await page(payment))
      expect(html).not.toMatch(/javascript:|data:|not a url/)
    }
  })

  it('the page of an unknown payment is 404, for people and for programs', async () => {
    for (const path of [`/pay/simulated/${newPayment().paymentId}`, '/pay/simulated/pay_x', '/pay/simulated/..%2f']) {
      expect(shown(await client.get(path, { ...BROWSER, 'accept-language': 'en' }), 404)).toContain(
        'payment does not exist',
      )
      ;(await client.get(path)).refusal(404, 'not_found')
      ;(await client.call('POST', path, { outcome: 'approve' })).refusal(404, 'not_found')
    }
  })

  it('the page does not exist when the provider is not configured', async () => {
    const closed = stranger.through(isolate({ PAYMENT_PROVIDERS: '' }))
    const { redirectUrl, paymentId } = await opened()
    ;(await closed.get(redirectUrl)).refusal(404, 'not_found')
    ;(await closed.call('POST', redirectUrl, { outcome: 'approve' })).refusal(404, 'not_found')
    expect(await provider().statement(paymentId)).toEqual({ captured: 0, refunded: 0 })
  })
})

describe('the form of the page', () => {
  it('the form sends the shopper back to the shop, with the outcome of the payment', async () => {
    const payment = await opened({ returnUrl: 'https://shop.example/thanks?order=7&status=old#top' })
    const reply = await submit(payment, 'outcome=approve&delaySeconds=&deliveries=1')
    expect(reply.status).toBe(303)
    expect(reply.headers.get('location')).toBe(
      `https://shop.example/thanks?order=7&status=captured&paymentId=${payment.paymentId}#top`,
    )
    expect(await provider().statement(payment.paymentId)).toMatchObject({ captured: payment.amount })
  })

  it('the form without a returnUrl returns to the page, which shows the state in the same language', async () => {
    const payment = await opened()
    const reply = await submit(payment, 'outcome=approve', '?locale=en')
    expect(reply.status).toBe(303)
    expect(reply.headers.get('location')).toBe(`${payment.redirectUrl}?locale=en`)
    const html = shown(await page(payment, {}, '?locale=en'))
    expect(html).toContain('The payment went through')
    expect(html).not.toContain('<form')
  })

  it('the form may be sent again after a decline, and then approves the payment', async () => {
    const payment = await opened()
    await submit(payment, 'outcome=decline')
    const declined = shown(await page(payment, {}, '?locale=en'))
    expect(declined).toContain('did not go through')
    expect(declined).toContain('value="approve"')
    await submit(payment, 'outcome=approve')
    expect(await provider().statement(payment.paymentId)).toMatchObject({ captured: payment.amount })
  })

  it('a form in an old tab cannot decline an approved payment, and the page shows the state', async () => {
    const payment = await opened()
    await submit(payment, 'outcome=approve')
    expect(shown(await submit(payment, 'outcome=decline', '?locale=en'), 409)).toContain('The payment went through')
    expect((await submit(payment, 'outcome=approve')).status).toBe(303)
  })

  it('the form can request late, repeated and reordered webhooks', async () => {
    const payment = await opened()
    await submit(payment, 'outcome=approve&delaySeconds=3600&deliveries=3&reorder=true')
    const due = await owed(payment)
    expect(due).toHaveLength(4)
    for (const { due_at } of due) expect(Number(due_at)).toBeGreaterThan(Date.now() + 3_500_000)
  })

  it.each([
    'outcome=maybe',
    'outcome=approve&delaySeconds=86401',
    'outcome=approve&delaySeconds=-1',
    'outcome=approve&delaySeconds=1.5',
    'outcome=approve&deliveries=0',
    'outcome=approve&deliveries=11',
    'outcome=approve&reorder=perhaps',
    'outcome=approve&amount=1',
    'outcome=approve&__proto__=x',
    'outcome=approve%00',
    'deliveries=1',
  ])('the form is 400 with %s, and changes nothing', async (form) => {
    const payment = await opened()
    ;(await submit(payment, form)).refusal(400, 'invalid_request')
    expect(await provider().statement(payment.paymentId)).toMatchObject({ captured: 0 })
  })

  it('fault 36: the form has the size limit of every body, and no other route accepts it', async () => {
    const { redirectUrl } = await opened()
    ;(await submit({ redirectUrl }, `outcome=approve&x=${'x'.repeat(70_000)}`)).refusal(413, 'payload_too_large')
    const broken = new Uint8Array([0x6f, 0x3d, 0xff])
    ;(await stranger.call('POST', redirectUrl, broken, FORM)).refusal(400, 'invalid_request')
    ;(await stranger.call('POST', redirectUrl, 'outcome=approve', { 'content-type': 'text/plain' })).refusal(
      415,
      'unsupported_media_type',
    )
    for (const path of ['/v1/auth/guest', '/v1/auth/login', '/v1/webhooks/payments/simulated']) {
      ;(await stranger.call('POST', path, 'outcome=approve', FORM)).refusal(415, 'unsupported_media_type')
    }
  })
})

describe('the page for programs', () => {
  it('a program gets JSON on request, and the same answer for a repeat', async () => {
    const payment = await opened({ returnUrl: 'https://shop.example/' })
    const { paymentId } = payment
    for (let times = 0; times < 2; times++) {
      const reply = await decide(payment, { outcome: 'approve' })
      expect(reply.status, reply.text).toBe(200)
      expect(reply.as(payAnswer)).toEqual({ paymentId, status: 'captured' })
    }
    ;(await decide(payment, { outcome: 'decline' })).refusal(409, 'illegal_transition')
  })

  it('a program gets the outcome of a declined payment as JSON', async () => {
    const payment = await opened()
    const reply = await decide(payment, { outcome: 'decline' }, { accept: 'application/json, text/plain, */*' })
    expect(reply.as(payAnswer)).toEqual({ paymentId: payment.paymentId, status: 'declined' })
  })

  it('a program without an Accept header is redirected', async () => {
    const payment = await opened({ returnUrl: 'https://shop.example/' })
    const reply = await decide(payment, { outcome: 'decline' }, {})
    expect(reply.status).toBe(303)
    expect(reply.headers.get('location')).toBe(`https://shop.example/?paymentId=${payment.paymentId}&status=declined`)
  })

  it.each([
    {},
    [],
    { outcome: 'approve', delaySeconds: '5' },
    { outcome: 'approve', delaySeconds: 86_401 },
    { outcome: 'approve', deliveries: 11 },
    { outcome: 'approve', deliveries: 1.5 },
    { outcome: 'approve', reorder: 'true' },
    { outcome: 'approve', status: 'captured' },
  ])('the page refuses the body %j', async (body) => {
    const payment = await opened()
    ;(await decide(payment, body)).refusal(400, 'invalid_request')
    expect(await provider().statement(payment.paymentId)).toMatchObject({ captured: 0 })
  })

  it('the page refuses a request without a body', async () => {
    const { redirectUrl } = await opened()
    ;(await stranger.call('POST', redirectUrl)).refusal(400, 'invalid_request')
  })
})
