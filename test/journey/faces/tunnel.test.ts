/**
 * The cart in Chromium while the network or the server fails. Invariant: each change that the shopper made is applied
 * exactly once, also after a reload or a crash.
 */
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findWholeBrowser } from '../../../dev/servers/browser.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Shopping } from './shopping.ts'

const TEA = 'longjing-250'

describe.skipIf(isWithoutBrowser)('in Chromium, with the script', () => {
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

  it('three additions offline survive a reload in the tunnel, and reach the server exactly once', async () => {
    const shopping = await Shopping.start(browser, worker.url)
    const { page, context } = shopping
    await shopping.open('/en/c/tea')
    await page.evaluate('navigator.serviceWorker.ready.then(() => 1)')
    await shopping.add(TEA)
    await shopping.untilServerHas([{ sku: TEA, quantity: 1 }])
    await context.setOffline(true)
    for (let count = 2; count <= 4; count++) {
      await shopping.add(TEA)
      await shopping.untilCount(count)
    }
    await page.reload()
    await shopping.isReady()
    await expect.poll(() => page.getByRole('heading', { level: 1 }).first().textContent()).toBe('You are offline')
    await shopping.untilCount(4)
    await expect.poll(() => page.locator('.line input[name=quantity]').inputValue()).toBe('4')
    await page.getByRole('button', { name: 'One more' }).click()
    await shopping.untilCount(5)
    await context.setOffline(false)
    await shopping.untilServerHas([{ sku: TEA, quantity: 5 }])
    await shopping.open('/en')
    await expect.poll(() => shopping.count()).toBe(5)
    await shopping.end()
  })

  it('the service worker keeps the shell and pictures only, and no answer about a shopper', async () => {
    const shopping = await Shopping.start(browser, worker.url)
    await shopping.open('/en/c/tea')
    await shopping.page.evaluate('navigator.serviceWorker.ready.then(() => 1)')
    await shopping.add(TEA)
    for (const path of ['/en/cart', '/en/checkout', '/en/orders', `/en/products/${TEA}`]) await shopping.open(path)
    const kept = await shopping.page.evaluate<readonly string[]>(
      'caches.keys().then((names) => Promise.all(names.map(async (name) => (await caches.open(name)).keys()))).then((all) => all.flat().map(({ url }) => new URL(url).pathname))',
    )
    expect(kept).toContain('/en/offline')
    expect(kept.filter((path) => !/^\/(assets|pictures)\/|^\/(zh|en)(\/offline)?$/.test(path))).toEqual([])
    await shopping.end()
  })

  it('a stranger in a tunnel opens the shop from before, and what is added becomes a cart later', async () => {
    const shopping = await Shopping.start(browser, worker.url)
    const { page, context } = shopping
    await shopping.open('/en')
    await page.evaluate('navigator.serviceWorker.ready.then(() => 1)')
    await context.setOffline(true)
    await page.goto(`${worker.url}/en`)
    await shopping.isReady()
    const form = page.locator('form[action*="/products/"][method=post]').first()
    const sku = ((await form.getAttribute('action')) ?? '').split('/').at(-1) ?? ''
    await form.locator('button').click()
    await shopping.untilCount(1)
    await context.setOffline(false)
    await shopping.untilServerHas([{ sku, quantity: 1 }])
    await shopping.end()
  })

  it('the server is killed in a burst of clicks: the end is as clicked', async () => {
    const shopping = await Shopping.start(browser, worker.url)
    const { page } = shopping
    await shopping.open('/en/c/tea')
    await shopping.add(TEA)
    await shopping.untilServerHas([{ sku: TEA, quantity: 1 }])
    await shopping.open('/en/cart')
    for (let click = 0; click < 30; click++) {
      await page.locator('.line button[name=step][value="1"]').click()
      if (click === 12) process.kill(worker.workerdPid(), 'SIGKILL')
    }
    await shopping.untilCount(31)
    await page.locator('.summary dl:not([aria-busy])').waitFor({ timeout: 30_000 })
    await shopping.untilServerHas([{ sku: TEA, quantity: 31 }])
    await expect.poll(() => page.locator('.line input[name=quantity]').inputValue()).toBe('31')
    await shopping.end()
  })

  it('Back shows the present cart at once, and its buttons work', async () => {
    const cached = await chromium.launch({
      executablePath: findWholeBrowser() ?? '',
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    })
    try {
      const shopping = await Shopping.start(cached, worker.url)
      const { page } = shopping
      await shopping.open('/en/c/tea')
      await shopping.add(TEA)
      await shopping.untilServerHas([{ sku: TEA, quantity: 1 }])
      await shopping.open('/en/cart')
      await page.evaluate(`window.addEventListener('pageshow', ({ persisted }) => {
        const shownAt = performance.now()
        const look = () => {
          const isRight = document.querySelector('.line input[name=quantity]').value === '2'
          if (isRight) window.back = { wasKept: persisted, ms: performance.now() - shownAt }
          else requestAnimationFrame(look)
        }
        look()
      })`)
      await page.locator('.line h2 a').click()
      await page.waitForURL(/products/)
      await shopping.isReady()
      await shopping.add(TEA)
      await shopping.untilServerHas([{ sku: TEA, quantity: 2 }])
      await page.evaluate('history.back()')
      // A restored page has no load event for which `waitForURL` could wait.
      const read = () => page.evaluate<{ wasKept: boolean; ms: number }>('window.back').catch(() => null)
      const back = await vi.waitUntil(read, 5000)
      expect(back.wasKept).toBe(true)
      expect(back.ms).toBeLessThan(300)
      await page.locator('.line button[name=step][value="1"]').click()
      await shopping.untilServerHas([{ sku: TEA, quantity: 3 }])
      await shopping.end()
    } finally {
      await cached.close()
    }
  })
})
