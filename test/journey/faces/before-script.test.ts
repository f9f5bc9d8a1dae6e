/**
 * The shop in Chromium while its script is late, while a word is being composed, and on the smallest screen. Invariant:
 * nothing that the shopper typed is lost, and every form works before the script.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { looksGood } from './looks.ts'
import { Shopping } from './shopping.ts'

const TEA = 'longjing-250'

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

  const shopper = (options = {}) => Shopping.start(browser, worker.url, options)

  async function late(page: Page, ms: number): Promise<void> {
    await page.route(/\/assets\/shop-\w+\.js/, async (route) => {
      await new Promise((done) => setTimeout(done, ms))
      // The page may be gone by now.
      await route.continue().catch(() => undefined)
    })
  }

  it('while the script is five seconds late, the form is posted and the product is in the cart', async () => {
    const shopping = await shopper()
    const { page } = shopping
    await late(page, 5000)
    await page.goto(`${worker.url}/en/c/tea`, { waitUntil: 'commit' })
    await shopping.add(TEA)
    await page.locator('.flash').waitFor()
    await expect.poll(() => shopping.count()).toBe(1)
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await shopping.open('/en')
    await shopping.untilServerHas([{ sku: TEA, quantity: 1 }])
    await shopping.end()
  })

  it('words typed before the script arrives stay, with the focus', async () => {
    const shopping = await shopper()
    const { page } = shopping
    await late(page, 1500)
    await page.goto(`${worker.url}/zh/products/${TEA}`, { waitUntil: 'commit' })
    await page.locator('#quantity').fill('3')
    const field = page.locator('input[type=search]')
    await field.pressSequentially('龙井')
    await shopping.isReady()
    await expect.poll(() => field.inputValue()).toBe('龙井')
    expect(await page.evaluate("document.activeElement.matches('input[type=search]')")).toBe(true)
    await expect.poll(() => page.locator('#quantity').inputValue()).toBe('3')
    await shopping.end()
  })

  it('the number in the header is right without scripts, and the script moves nothing', async () => {
    const shopping = await shopper()
    await shopping.open('/en/c/tea')
    await shopping.add(TEA)
    await shopping.untilServerHas([{ sku: TEA, quantity: 1 }])
    const plain = await shopper({ javaScriptEnabled: false })
    await plain.context.addCookies(await shopping.context.cookies())
    await plain.page.goto(`${worker.url}/en/cart`)
    await expect.poll(() => plain.count()).toBe(1)
    await expect.poll(() => plain.page.locator('.line').count()).toBe(1)
    await plain.end()
    for (const path of ['/en/cart', '/en', `/en/products/${TEA}`]) {
      await shopping.open(path)
      const shift = await shopping.page.evaluate<number>(`new Promise((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const { value } of list.getEntries()) sum += value
        }).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => resolve(sum), 500)
      })`)
      expect(shift, path).toBe(0)
    }
    await shopping.end()
  })

  it('Enter within a composed word does not search, and suggestions come when the word is complete; what it finds is added', async () => {
    const shopping = await shopper()
    const { page } = shopping
    const asked: string[] = []
    page.on('request', (request) => request.url().includes('/v1/suggestions') && asked.push(request.url()))
    await shopping.open('/zh')
    await page.locator('input[type=search]').focus()
    const keyboard = await page.context().newCDPSession(page)
    await keyboard.send('Input.imeSetComposition', { text: 'long', selectionStart: 4, selectionEnd: 4 })
    await keyboard.send('Input.imeSetComposition', { text: '龙井', selectionStart: 2, selectionEnd: 2 })
    // Code 229 is a key that the input method takes for itself.
    const enter = { key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 }
    await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
    await new Promise((done) => setTimeout(done, 500))
    expect(asked).toEqual([])
    expect(page.url()).toBe(`${worker.url}/zh`)
    const answered = page.waitForResponse(/suggestions/)
    await keyboard.send('Input.insertText', { text: '龙井' })
    expect((await answered).status()).toBe(200)
    await page.locator('#suggestions option').first().waitFor({ state: 'attached' })
    await page.keyboard.press('Enter')
    await page.waitForURL(/query=/)
    await expect.poll(() => page.locator('.tile h3').first().textContent()).toContain('龙井')
    await shopping.isReady()
    await shopping.add(TEA)
    await shopping.untilServerHas([{ sku: TEA, quantity: 1 }])
    await shopping.end()
  })

  it('at 360 × 640, a full drawer scrolls and its way to checkout can be reached', async () => {
    const shopping = await shopper({ viewport: { width: 360, height: 640 } })
    const { page } = shopping
    await shopping.open('/zh/c/tea')
    const buttons = page.locator('.tile form button')
    const count = await buttons.count()
    for (let index = 0; index < count; index++) await buttons.nth(index).click()
    await shopping.untilCount(count)
    await page.locator('.cart-link').click()
    const checkout = page.getByRole('dialog').getByRole('link', { name: '去结算' })
    await checkout.waitFor()
    const box = await checkout.boundingBox()
    expect((box?.y ?? 640) + (box?.height ?? 0)).toBeLessThanOrEqual(640)
    const lines = page.locator('.drawer-lines')
    expect(await lines.evaluate((list) => list.scrollHeight > list.clientHeight)).toBe(true)
    await looksGood(page)
    await checkout.click()
    await page.waitForURL(/\/zh\/checkout$/)
    await shopping.end()
  })
})
