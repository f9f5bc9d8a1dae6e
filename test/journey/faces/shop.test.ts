/**
 * The shop in Chromium without scripts, at the sizes of a phone and a desk: what is added is in the cart, nothing
 * scrolls sideways, and axe finds no fault in either scheme or language.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch, SIZES, visit } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const PATHS = ['', '/c/tea', '/products?query=tea&inStock=true', '/products?query=qwertyuiop', '/products/iphone-15']
/** Each language and each scheme at each size. */
const LOOKS = [
  ['zh', 'light'],
  ['en', 'dark'],
] as const

interface Fault {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  let axe: string
  beforeAll(async () => {
    axe = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
    browser = await launch()
    worker = await startWorker({ demo: true })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  const scrollsSideways = (page: Page) =>
    page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')

  /** The faults that axe finds by WCAG 2.2 AA and by its own good practice; the page's policy does not stop the debugger's scripts. */
  async function faultsOf(page: Page): Promise<readonly string[]> {
    await page.evaluate(axe)
    const { violations } = await page.evaluate<{ violations: readonly Fault[] }>('axe.run(document)')
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
  }

  describe.each(SIZES)('at the size of %s', (_, width, height) => {
    for (const [language, colorScheme] of LOOKS) {
      it.each(PATHS)(`axe finds no fault in ${language}, ${colorScheme}, on "%s"`, async (path) => {
        const shot = `shop-${language}${path.replaceAll(/\W/g, '-')}-${colorScheme}`
        const options = { viewport: { width, height }, colorScheme }
        await visit(browser, `${worker.url}/${language}${path}`, shot, options, async (page) => {
          expect(await faultsOf(page)).toEqual([])
          expect(await scrollsSideways(page)).toBe(false)
        })
      })
    }

    it('without scripts, a product is added from a list and from its own page, and the header counts both', async () => {
      const options = { viewport: { width, height }, javaScriptEnabled: false }
      await visit(browser, `${worker.url}/en/c/tea`, 'shop-add', options, async (page) => {
        const tile = page.locator('#p-longjing-250')
        await tile.getByRole('button', { name: 'Add to cart' }).click()
        await page.waitForLoadState()
        expect(page.url()).toContain('/en/c/tea#p-longjing-250')
        await expect.poll(() => page.getByRole('status').textContent()).toContain('1 × Longjing Green Tea 250 g')
        await tile.getByRole('link').click()
        await page.getByLabel('Quantity').fill('2')
        await page.getByRole('button', { name: 'Add to cart' }).first().click()
        await page.waitForLoadState()
        await expect.poll(() => page.getByRole('link', { name: 'Cart · 3' }).isVisible()).toBe(true)
      })
    })
  })

  it('Back shows the same part of a list', async () => {
    // Leaving a page ends its requests for pictures, so this page's failed requests are no fault.
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${worker.url}/en/products?sort=price`)
    await page.getByRole('link', { name: 'More products' }).click()
    await page.waitForURL(/cursor=/)
    const titles = await page.locator('.tile h3').allTextContents()
    await page.locator('.tile-link').nth(3).click()
    await page.waitForURL(/\/products\/[a-z0-9-]+$/)
    await page.goBack()
    await expect.poll(() => page.locator('.tile h3').allTextContents()).toEqual(titles)
    await context.close()
  })

  it('an error page is a page of the shop, and axe finds no fault', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    const response = await page.goto(`${worker.url}/zh/products/none`)
    expect(response?.status()).toBe(404)
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('这里什么也没有')
    expect(await faultsOf(page)).toEqual([])
    await context.close()
  })
})

describe('without pages', () => {
  it('the worker that FACES=off builds has the API and no pages', async () => {
    const worker = await startWorker({ faces: false, demo: true })
    try {
      for (const path of ['/', '/zh', '/console', '/sitemap.xml', '/assets/shop.css']) {
        const answer = await fetch(`${worker.url}${path}`, { headers: { accept: 'text/html' }, redirect: 'manual' })
        expect(answer.status, path).toBe(404)
        expect(answer.headers.get('content-type')).toBe('application/problem+json')
      }
      expect((await fetch(`${worker.url}/v1/products`)).status).toBe(200)
    } finally {
      await worker.stop()
    }
  })
})
