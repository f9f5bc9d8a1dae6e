/**
 * `npm run screenshots`: makes the four pictures of the storefront that the README shows, in docs/images. Each is WebP
 * of at most 80 KiB.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { startPannier } from './pannier.ts'
import { findBrowser } from './servers/browser.ts'

const FOLDER = join(import.meta.dirname, '../docs/images')
const MAX_BYTES = 80 * 1024
const QUALITY = 82

interface Shot {
  readonly name: string
  readonly options: BrowserContextOptions
  readonly show: (page: Page, url: string) => Promise<void>
}

const DESK = { viewport: { width: 1200, height: 800 } } as const
const PHONE = { viewport: { width: 390, height: 800 } } as const

const SHOTS: readonly Shot[] = [
  {
    name: 'home',
    options: DESK,
    async show(page, url) {
      await page.goto(`${url}/en`)
    },
  },
  {
    name: 'cart',
    options: DESK,
    async show(page, url) {
      await fill(page, url, 'en')
      await page.goto(`${url}/en/c/tea`)
      await page.locator('html[data-cart=shown]').waitFor()
      await page.locator('.cart-link').click()
      await page.getByRole('dialog').locator('.line').first().waitFor()
    },
  },
  {
    name: 'phone',
    options: { ...PHONE, colorScheme: 'dark', locale: 'zh-CN' },
    async show(page, url) {
      await page.goto(`${url}/zh/products/iphone-15`)
    },
  },
  {
    name: 'checkout',
    options: DESK,
    async show(page, url) {
      await fill(page, url, 'en')
      await page.goto(`${url}/en/checkout`)
    },
  },
]

/** Puts three products into the cart, through the forms of the pages. */
async function fill(page: Page, url: string, language: string): Promise<void> {
  for (const sku of ['longjing-250', 'iphone-15', 'jasmine-pearls-150']) {
    await page.goto(`${url}/${language}/products/${sku}`)
    await page.locator('html[data-cart=shown]').waitFor()
    const stored = page.waitForResponse((response) => response.url().endsWith('/cart/batch'))
    await page.locator(`form[action$="/products/${sku}"] button`).first().click()
    await Promise.race([stored, page.waitForTimeout(3_000)])
  }
}

async function take(browser: Browser, url: string, { name, options, show }: Shot): Promise<void> {
  const context = await browser.newContext({ colorScheme: 'light', ...options })
  const page = await context.newPage()
  await show(page, url)
  await page.waitForLoadState('networkidle')
  // Playwright itself writes no WebP.
  const session = await context.newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  const bytes = Buffer.from(data, 'base64')
  if (bytes.length > MAX_BYTES) throw new Error(`${name} has ${bytes.length} bytes`)
  await writeFile(join(FOLDER, `${name}.webp`), bytes)
  console.log(`docs/images/${name}.webp: ${(bytes.length / 1024).toFixed(1)} KiB`)
  await context.close()
}

const program = findBrowser()
if (program === null) throw new Error('no Chromium here; PANNIER_TEST_BROWSER=<path> names one')
await mkdir(FOLDER, { recursive: true })
const shop = await startPannier({ demo: true, faces: true })
const browser = await chromium.launch({
  executablePath: program,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
})
try {
  for (const shot of SHOTS) await take(browser, shop.url, shot)
} finally {
  await browser.close()
  await shop.stop()
}
