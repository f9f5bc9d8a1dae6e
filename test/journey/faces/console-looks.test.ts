/**
 * Every page of the console at the sizes of a phone, a tablet and a desk, in both languages and schemes: nothing scrolls
 * sideways, every table has its headers, and axe finds no fault. Each page is loaded once for a language; axe, which takes
 * the time, sees each language in each scheme, and each scheme on a phone and on a desk.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toUtcText } from '../../../drizzle/utc-text.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, paid } from '../support/orders.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { fits, looksGood } from './looks.ts'
import { Operating } from './operating.ts'

const PHONE = { width: 360, height: 780 }
const TABLET = { width: 768, height: 1024 }
const DESK = { width: 1440, height: 900 }

/** The two looks of each language in which axe sees every page. */
const LANGUAGES = [
  {
    locale: 'zh-CN',
    looks: [
      ['light', PHONE],
      ['dark', DESK],
    ],
  },
  {
    locale: 'en-GB',
    looks: [
      ['dark', PHONE],
      ['light', DESK],
    ],
  },
] as const

/** Tables without a header for each column, or with a row without one. */
const WITHOUT_HEADERS = `[...document.querySelectorAll('table')].filter((table) => {
  const columns = table.querySelectorAll('thead tr > *').length
  const named = table.querySelectorAll('thead th[scope=col], thead .check').length
  const rows = [...table.querySelectorAll('tbody tr')]
  return columns === 0 || named !== columns || rows.some((row) => !row.querySelector('th[scope=row]'))
}).length`

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
  '/system/canary',
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
    // So that the last page of the rail has a number too.
    const statement =
      "insert into dead_letters (id, kind, aggregate_id, epoch, version, reason, refused_at) values ('letter-1', 'cart', 'gst_01K9ZQ4V6E8Y3TN5W2R7XB0MCD', 1, 17, 'the record refused it', ?)"
    const database = await worker.database()
    await database.prepare(statement).bind(toUtcText(Date.now())).run()
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  describe.each(LANGUAGES)('in $locale', ({ locale, looks }) => {
    // Without motion, a colour is measured as it ends.
    const options = { locale, reducedMotion: 'reduce' } as const

    async function looksGoodInBoth(page: Page): Promise<void> {
      for (const [colorScheme, viewport] of looks) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize(viewport)
        await looksGood(page)
      }
      await page.setViewportSize(TABLET)
      await fits(page)
      expect(await page.evaluate<number>(WITHOUT_HEADERS), page.url()).toBe(0)
    }

    it('axe finds no fault at the entrance', async () => {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      await page.goto(`${worker.url}/console`)
      await page.locator('main h1').waitFor()
      await looksGoodInBoth(page)
      await context.close()
    })

    it('axe finds no fault on any page', async () => {
      const operating = await Operating.start(browser, worker.url, options)
      for (const path of PATHS) {
        await operating.follow(path.replace('{number}', number))
        await looksGoodInBoth(operating.page)
        expect(await operating.page.title()).toMatch(/ · Pannier$/)
      }
      await operating.end()
    }, 180_000)

    it('axe finds no fault on a dialog and on the strip of a result', async () => {
      const operating = await Operating.start(browser, worker.url, options)
      const { page } = operating
      await operating.openOrder(number)
      await page.getByRole('button', { name: /^(Refund|退款)$/ }).click()
      await page.getByRole('dialog').getByRole('radio').nth(1).check()
      await looksGoodInBoth(page)
      await page.keyboard.press('Escape')
      await page.locator('.note-form textarea').fill('OK')
      await page.locator('.note-form button').click()
      await operating.result()
      await looksGoodInBoth(page)
      await operating.end()
    })
  })
})
