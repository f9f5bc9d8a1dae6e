/**
 * Every page of the console at the sizes of a phone, a tablet and a desk, in both languages and schemes: axe finds no
 * fault, and nothing scrolls sideways.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, paid } from '../support/orders.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { LOOKS, looksGood } from './looks.ts'
import { Operating } from './operating.ts'

const SIZES = [
  ['a phone', 360, 780],
  ['a tablet', 768, 1024],
  ['a desk', 1440, 900],
] as const

const PATHS = [
  '',
  '/orders',
  '/orders/{number}',
  '/orders/ship',
  '/carts',
  '/catalogue/products',
  '/catalogue/products/iphone-15',
  '/catalogue/categories',
  '/catalogue/categories/tea',
  '/catalogue/new-product',
  '/catalogue/import',
  '/stock',
  '/stock/longjing-250',
  '/prices/promotions',
  '/prices/shipping-rates/standard',
  '/prices/new/coupons',
  '/prices/new/taxes',
  '/prices/calculator',
  '/people',
  '/system/tiers',
  '/system/alerts',
  '/system/dead-letters',
  '/system/reports',
  '/system/security',
  '/system/audit',
  '/system/jobs',
  '/system/configuration',
  '/nothing/here',
]

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  let number = ''
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true })
    const guest = await guestWith(worker.url, { 'longjing-250': 2, 'thermos-750': 1 })
    const order = await paid(guest, (await ordered(guest)).id)
    number = order.number
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  describe.each(SIZES)('at the size of %s', (_, width, height) => {
    for (const [language, colorScheme] of LOOKS) {
      const options = { viewport: { width, height }, colorScheme, locale: language === 'zh' ? 'zh-CN' : 'en-GB' }

      it(`axe finds no fault in ${language}, ${colorScheme}, at the entrance`, async () => {
        const context = await browser.newContext(options)
        const page = await context.newPage()
        await page.goto(`${worker.url}/console`)
        await page.locator('main h1').waitFor()
        await looksGood(page)
        await context.close()
      })

      it(`axe finds no fault in ${language}, ${colorScheme}, on any page`, async () => {
        const operating = await Operating.start(browser, worker.url, options)
        for (const path of PATHS) {
          await operating.open(path.replace('{number}', number))
          await looksGood(operating.page)
          expect(await operating.page.title()).toMatch(/ · Pannier$/)
        }
        await operating.end()
      }, 180_000)

      it(`axe finds no fault in ${language}, ${colorScheme}, on a dialog and on the strip of a result`, async () => {
        const operating = await Operating.start(browser, worker.url, options)
        const { page } = operating
        await operating.open(`/orders/${number}`)
        await page.locator('.page-head .acts button').nth(1).click()
        await page.getByRole('dialog').getByRole('radio').nth(1).check()
        await looksGood(page)
        await page.keyboard.press('Escape')
        await page.locator('.note-form textarea').fill('OK')
        await page.locator('.note-form button').click()
        await operating.result()
        await looksGood(page)
        await operating.end()
      })
    }
  })
})
