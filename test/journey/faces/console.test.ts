/**
 * The console from outside: only operators get in, no token reaches a script, other sites reach nothing, and support
 * sees what it may not do.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEST_ADMIN } from '../../support/secrets.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, paid } from '../support/orders.ts'
import { newEmail, PASSWORD, register } from '../support/people.ts'
import { newAdmin } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Operating, type SignIn } from './operating.ts'

const ADMIN = { email: TEST_ADMIN.ADMIN_EMAIL, password: TEST_ADMIN.ADMIN_PASSWORD }

let worker: Worker
beforeAll(async () => {
  worker = await startWorker({ demo: true })
})
afterAll(() => worker?.stop())

/** A request as the browser sends it for a script of the page at this origin. */
function send(path: string, method: string, origin: string | null, more: Record<string, string> = {}, body?: object) {
  const headers = { 'content-type': 'application/json', ...(origin && { origin }), ...more }
  return fetch(`${worker.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
}

async function signIn(credentials: SignIn = ADMIN): Promise<{ readonly status: number; readonly cookie: string }> {
  const answer = await send('/console/session', 'POST', worker.url, {}, credentials)
  const cookies = answer.headers.getSetCookie()
  expect(await answer.text()).not.toMatch(/eyJ|Token/)
  for (const cookie of cookies) expect(cookie).toMatch(/^__Host-console.*Path=\/.*HttpOnly.*Secure.*SameSite=Strict/)
  return { status: answer.status, cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') }
}

async function newSupport(): Promise<SignIn> {
  const email = newEmail('support')
  const { person } = await register(worker.url, { email })
  const admin = await newAdmin(worker.url)
  const headers = { authorization: `Bearer ${admin.token}`, 'pannier-reason': 'a%20test' }
  const path = `/v1/admin/accounts/${person.id}`
  expect((await send(path, 'PATCH', null, headers, { role: 'support' })).status).toBe(200)
  return { email, password: PASSWORD }
}

describe('the gateway', () => {
  it('a shopper gets no session, and an operator’s cookies are kept from scripts', async () => {
    const email = newEmail()
    await register(worker.url, { email })
    expect(await signIn({ email, password: PASSWORD })).toEqual({ status: 403, cookie: '' })
    expect((await signIn({ ...ADMIN, password: 'not the password' })).status).toBe(401)
    const { status, cookie } = await signIn()
    expect(status).toBe(200)
    expect(cookie.split('; ')).toHaveLength(2)
  })

  it('the shell allows no inline script and no inline style, and needs no sign-in', async () => {
    const answer = await fetch(`${worker.url}/console/orders`)
    const html = await answer.text()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self';/,
    )
    expect(html).not.toMatch(/<script(?! type="module" src="\/assets\/console-\w+\.js"><\/script>)|<style|style=/)
  })

  it('writes are refused unless they come from the console’s own origin', async () => {
    const { cookie } = await signIn()
    for (const origin of [null, 'https://elsewhere.example', 'null']) {
      const answer = await send('/console/api/v1/admin/ops/sweep', 'POST', origin, { cookie })
      expect(answer.status, `${origin}`).toBe(403)
    }
    const site = { cookie, 'sec-fetch-site': 'same-site' }
    expect((await send('/console/api/v1/admin/ops/sweep', 'POST', worker.url, site)).status).toBe(403)
    const reading = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }
    expect((await send('/console/api/v1/admin/orders', 'GET', null, reading)).status).toBe(403)
    expect((await send('/console/api/v1/admin/orders', 'GET', null, { cookie })).status).toBe(200)
  })

  it('no route that answers tokens is passed, and the shop’s session does not count', async () => {
    const { cookie } = await signIn()
    for (const path of ['/v1/auth/refresh', '/v1/auth/guest', '/v1/admin/../auth/guest', '/v1/me', '/v1/cart']) {
      expect((await send(`/console/api${path}`, 'POST', worker.url, { cookie }, {})).status, path).toBe(404)
    }
    const shop = cookie.replaceAll('__Host-console', '__Host-shop')
    expect((await send('/console/api/v1/admin/orders', 'GET', null, { cookie: shop })).status).toBe(401)
  })

  it('a sign-in whose access token has expired is renewed, and one that was ended is not', async () => {
    const { cookie } = await signIn()
    const [, refresh = ''] = cookie.split('; ')
    const renewed = await send('/console/session', 'GET', null, { cookie: refresh })
    expect([renewed.status, renewed.headers.getSetCookie().length]).toEqual([200, 2])
    const next = renewed.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ')
    expect((await send('/console/session', 'DELETE', worker.url, { cookie: next })).status).toBe(204)
    expect((await send('/console/session', 'GET', null, { cookie: next.split('; ')[1] ?? '' })).status).toBe(204)
  })
})

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  it('an operator signs in with the keyboard, arrives where the link led, and signs out', async () => {
    const context = await browser.newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(`${worker.url}/console/catalogue/categories`)
    await page.getByLabel('E-mail').focus()
    await page.keyboard.type(ADMIN.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type('wrong')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('The e-mail address or the password is wrong.')
    await page.getByLabel('Password').fill(ADMIN.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Catalogue' }).waitFor()
    expect(await page.evaluate('document.cookie')).toBe('')
    await page.getByRole('button', { name: 'Sign out' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
    await context.close()
  })

  it('support sees orders, products and rules, but is offered nothing that only admins may do', async () => {
    const guest = await guestWith(worker.url, { 'longjing-250': 1 })
    const order = await paid(guest, (await ordered(guest)).id)
    const operating = await Operating.start(browser, worker.url, {}, await newSupport())
    const { page } = operating
    await operating.openOrder(order.number)
    await expect.poll(() => page.locator('.page-head .acts button').allTextContents()).toEqual(['Remove units'])
    await page.getByLabel('Note').fill('The shopper called.')
    await page.getByRole('button', { name: 'Add note' }).click()
    expect(await operating.result()).toBe(`The note is on order ${order.number}`)
    await operating.open('/catalogue/products/longjing-250')
    expect(await page.getByLabel('Price', { exact: true }).isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: /Save|Delete/ }).count()).toBe(0)
    await operating.open('/prices/promotions')
    expect(await page.getByRole('link', { name: 'New promotion' }).count()).toBe(0)
    await operating.end()
  })

  it('the language is switched at once and kept', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await page.getByRole('button', { name: '中文' }).click()
    await page.getByRole('heading', { level: 1, name: '订单' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
    await page.reload()
    await page.getByRole('heading', { level: 1, name: '订单' }).waitFor()
    await operating.end()
  })
})
