/** The pages as a person sees them, in a real Chromium at the sizes of a phone and a desktop. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch, SIZES, visit } from './support/chromium.ts'
import { startWorker, type Worker } from './support/worker.ts'

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  const scrollsSideways = (page: Page) =>
    page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')

  describe.each(SIZES)('at the size of %s', (_, width, height) => {
    const show = (path: string, look: (page: Page) => Promise<void>) =>
      visit(browser, `${worker.url}${path}`, path.replaceAll('/', '-').slice(1), { viewport: { width, height } }, look)

    it('/docs shows every route, readable and without scrolling sideways', async () => {
      await show('/docs', async (page) => {
        expect(await page.title()).toBe('Pannier: the HTTP contract')
        for (const text of ['/v1/cart/items', '/v1/products', '/v1/auth/guest', '/healthz']) {
          expect(await page.getByText(text, { exact: false }).first().isVisible(), text).toBe(true)
        }
        expect(await scrollsSideways(page)).toBe(false)
        const route = page.locator('details', { hasText: 'Add units to the line with this SKU and these attributes' })
        expect(await route.getByText('unknown_sku').isVisible()).toBe(false)
        await route.locator('summary').click()
        expect(await route.getByText('unknown_sku').isVisible()).toBe(true)
        expect(await scrollsSideways(page)).toBe(false)
      })
    })

    it('a product’s picture is drawn at its full size', async () => {
      await show('/pictures/iphone-15.svg', async (page) => {
        const box = await page.locator('svg').first().boundingBox()
        expect(box?.width).toBeGreaterThan(100)
        expect(box?.height).toBeGreaterThan(100)
      })
    })
  })
})
