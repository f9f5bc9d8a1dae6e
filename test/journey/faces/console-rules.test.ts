/**
 * The console where others fail, by their users' complaints: slow statistics, an API that does not answer, a role that
 * does not allow, edits that are left.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEST_ADMIN } from '../../support/secrets.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, paid } from '../support/orders.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Operating } from './operating.ts'

const DOWN = { status: 503, json: { code: 'unavailable', status: 503 } }

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  let number = ''
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true })
    const guest = await guestWith(worker.url, { 'longjing-250': 2 })
    number = (await paid(guest, (await ordered(guest)).id)).number
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  it('statistics that never come block no list', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    for (const path of ['/readyz', '/v1/admin/ops/metrics*', '/v1/admin/ops/alerts', '/v1/admin/stock/*']) {
      await page.route(`**/console/api${path}`, () => {})
    }
    await page.goto(`${worker.url}/console`)
    await page.locator('.panel', { hasText: 'Waiting for shipment' }).getByRole('link', { name: number }).waitFor()
    await page.goto(`${worker.url}/console/orders`)
    await page.getByRole('link', { name: number }).waitFor()
    await page.goto(`${worker.url}/console/stock`)
    await page.getByRole('link', { name: 'iPhone 15' }).waitFor()
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await operating.end()
  })

  it('a list that cannot be read names the failure with one action, and a later failure keeps what was read', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    const api = '**/console/api/v1/admin/orders/search'
    await page.route(api, (route) => route.fulfill(DOWN))
    await operating.open('/orders')
    await expect.poll(() => page.getByRole('alert').textContent()).toBe('This part does not answer right now.Try again')
    await page.unroute(api)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: number }).waitFor()
    await page.route(api, (route) => route.abort())
    await page.getByText(/^Not refreshed since/).waitFor({ timeout: 15_000 })
    await expect.poll(() => page.getByRole('link', { name: number }).count()).toBe(1)
    expect(await page.locator('.live').count()).toBe(0)
    await page.unroute(api)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.live').waitFor()
    await operating.context.close()
  })

  it('a console that cannot read its sign-in says so, and goes on when it can', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await page.route('**/console/session', (route) => route.fulfill(DOWN))
    await page.goto(`${worker.url}/console/orders`)
    await page.getByRole('alert').getByText('This part does not answer right now.').waitFor()
    await page.unroute('**/console/session')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: number }).waitFor()
    await operating.context.close()
  })

  it('an act that the role does not allow is refused in words, and the dialog stays', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.openOrder(number)
    await page.route('**/console/api/v1/admin/orders/*/ship', (route) =>
      route.fulfill({ status: 403, json: { code: 'forbidden', status: 403 } }),
    )
    await page.getByRole('button', { name: 'Ship', exact: true }).click()
    await page.getByLabel('Carrier').fill('SF Express')
    await page.getByLabel('Tracking number').fill('SF1402')
    await page.getByLabel('Tracking number').press('Enter')
    await expect
      .poll(() => page.getByRole('dialog').getByRole('alert').textContent())
      .toBe('Your role does not allow this.')
    await expect.poll(() => page.getByLabel('Carrier').inputValue()).toBe('SF Express')
    await operating.end()
  })

  it('an edit that is left is there again afterwards, until it is discarded', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    const price = page.getByLabel('Price', { exact: true })
    await operating.open('/catalogue/products/longjing-250')
    const before = await price.inputValue()
    await price.fill('77.70')
    await page.locator('.rail').getByRole('link', { name: 'Stock' }).click()
    await page.getByRole('heading', { level: 1, name: 'Stock' }).waitFor()
    await page.goBack()
    await expect.poll(() => price.inputValue()).toBe('77.70')
    await page.getByRole('button', { name: 'Discard changes' }).click()
    await expect.poll(() => price.inputValue()).toBe(before)
    await operating.end()
  })

  it('every action names the operator and the reason in the timeline of its order', async () => {
    const guest = await guestWith(worker.url, { 'longjing-250': 2 })
    const order = await paid(guest, (await ordered(guest)).id)
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.openOrder(order.number)
    await page.getByRole('button', { name: 'Refund', exact: true }).click()
    await page.getByLabel('An amount').check()
    await page.getByLabel('Amount (CNY)').fill('12.5')
    await page.getByLabel('Reason').fill('Late delivery')
    await page.getByRole('button', { name: 'Refund ¥12.50' }).click()
    await operating.result()
    const entry = page.locator('.timeline li', { hasText: 'Refund of ¥12.50' })
    await entry.getByText('Late delivery').waitFor()
    await expect.poll(() => entry.textContent()).toContain(TEST_ADMIN.ADMIN_EMAIL)
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('row', { name: /refunded.*Late delivery/ }).waitFor()
    await operating.end()
  })
})
