/**
 * What a person sees, in a real Chromium at the sizes of a phone and of a desk. PANNIER_TEST_SHOTS names a folder for
 * screenshots.
 */
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findBrowser } from '../../dev/servers/browser.ts'
import { startWorker, type Worker } from './support/worker.ts'

const program = findBrowser()
const shots = process.env.PANNIER_TEST_SHOTS
const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

if (program === null)
  console.warn('no Chromium here: the tests of pages are skipped; PANNIER_TEST_BROWSER=<path> names one')

const sizes = [
  ['a phone', 390, 844],
  ['a desk', 1280, 800],
] as const

// Where a machine decides, a browser that is missing is a failure.
describe.skipIf(program === null && !process.env.CI)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  beforeAll(async () => {
    if (program === null) throw new Error('no Chromium here')
    worker = await startWorker({ demo: true })
    browser = await chromium.launch({ executablePath: program, args: flags.split(' ') })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  /** Runs `look` on the page, and then expects that nothing in it complained. */
  async function visit(
    path: string,
    width: number,
    height: number,
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: 'light' })
    const complaints: string[] = []
    try {
      const page = await context.newPage()
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('requestfailed', (request) => complaints.push(request.url()))
      const response = await page.goto(`${worker.url}${path}`, { waitUntil: 'load' })
      expect(response?.status()).toBe(200)
      await look(page)
      if (shots) await page.screenshot({ path: join(shots, `${path.replaceAll('/', '-').slice(1)}-${width}.png`) })
    } finally {
      await context.close()
    }
    expect(complaints).toEqual([])
  }

  const scrollsSideways = (page: Page) =>
    page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')

  describe.each(sizes)('of the size of %s', (_, width, height) => {
    it('/docs shows every route, readable and without scrolling sideways', async () => {
      await visit('/docs', width, height, async (page) => {
        expect(await page.title()).toBe('Pannier: the HTTP contract')
        for (const text of ['/v1/cart/items', '/v1/products', '/v1/auth/guest', '/healthz']) {
          expect(await page.getByText(text, { exact: false }).first().isVisible(), text).toBe(true)
        }
        expect(await scrollsSideways(page)).toBe(false)
        const route = page.locator('details', { hasText: 'Add to the line of a product' })
        expect(await route.getByText('unknown_sku').isVisible()).toBe(false)
        await route.locator('summary').click()
        expect(await route.getByText('unknown_sku').isVisible()).toBe(true)
        expect(await scrollsSideways(page)).toBe(false)
      })
    })

    it('a product’s picture is drawn, and has its size', async () => {
      await visit('/pictures/iphone-15.svg', width, height, async (page) => {
        const box = await page.locator('svg').first().boundingBox()
        expect(box?.width).toBeGreaterThan(100)
        expect(box?.height).toBeGreaterThan(100)
      })
    })
  })
})
