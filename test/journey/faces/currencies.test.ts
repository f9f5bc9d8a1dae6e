/** Amounts in Chromium in currencies without decimals, with two and with three: pages and script show the same digits. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { startWorker } from '../support/worker.ts'
import { Shopping } from './shopping.ts'

const TEA = 'longjing-250'

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
  })

  it.each([
    ['CNY', '¥268.00', '¥536.00', '268.00'],
    ['JPY', '¥268', '¥536', '268'],
    ['BHD', 'BHD 268.000', 'BHD 536.000', '268.000'],
    ['HUF', 'Ft 268.00', 'Ft 536.00', '268.00'],
  ])(
    'amounts in %s have its digits on pages and in the live cart',
    async (CURRENCY, one, two, plain) => {
      const worker = await startWorker({ demo: true, vars: { CURRENCY } })
      try {
        const shopping = await Shopping.start(browser, worker.url)
        const { page } = shopping
        const shown = async (selector: string) =>
          ((await page.locator(selector).first().textContent()) ?? '').replaceAll('\u00a0', ' ').trim()
        await shopping.open(`/en/products/${TEA}`)
        expect(await shown('main .price')).toContain(one)
        expect(await page.locator('script[type="application/ld+json"]').allTextContents()).toEqual(
          expect.arrayContaining([expect.stringContaining(`"${plain}"`)]),
        )
        await shopping.add(TEA)
        await shopping.untilServerHas([{ sku: TEA, quantity: 1 }])
        await shopping.open('/en/cart')
        expect(await shown('.summary .total dd')).toBe(one)
        await page.getByRole('button', { name: 'One more' }).click()
        await shopping.untilServerHas([{ sku: TEA, quantity: 2 }])
        await page.locator('.summary dl:not([aria-busy])').waitFor()
        expect(await shown('.summary .total dd')).toBe(two)
        await shopping.end()
      } finally {
        await worker.stop()
      }
    },
    60_000,
  )
})
