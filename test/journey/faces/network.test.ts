/**
 * The cart in Chromium behind a network that cuts connections, swallows everything, or leaves a socket half open.
 * Invariant: each click counts once, the page says that it is behind, and afterwards it shows what another device did
 * meanwhile.
 */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { NetworkProxy } from '../support/network-proxy.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Shopping } from './shopping.ts'

const TEA = 'longjing-250'
const JASMINE = 'jasmine-pearls-150'

describe.skipIf(isWithoutBrowser)('in Chromium, with the script', () => {
  let worker: Worker
  let browser: Browser
  let proxy: NetworkProxy
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })
  beforeEach(async () => {
    proxy = await NetworkProxy.before(worker.url)
  })
  afterEach(() => proxy.stop())

  const isWelcome = (shopping: Shopping) => shopping.heard.some((text) => text.includes('"welcome"'))

  /** A shopper behind the proxy on the page of the cart, whose socket is open, and another device on the direct way. */
  async function connected() {
    const shopping = await Shopping.start(browser, proxy.url)
    await shopping.open('/en/c/tea')
    await shopping.add(TEA)
    await shopping.untilServerHas([{ sku: TEA, quantity: 1 }])
    const direct = await Shopping.start(browser, worker.url)
    await direct.context.addCookies(await shopping.context.cookies())
    await direct.open('/en/c/tea')
    await shopping.open('/en/cart')
    await vi.waitUntil(() => isWelcome(shopping), 15_000)
    return { shopping, direct }
  }

  const more = (shopping: Shopping) => shopping.page.locator('main .line button[name=step][value="1"]').first().click()
  const isBehind = (shopping: Shopping) =>
    shopping.page.locator('main .summary dl[aria-busy]').waitFor({ timeout: 15_000 })
  const isOffline = (shopping: Shopping) =>
    shopping.page.locator('main .state', { hasText: /^Offline: . changes? kept here/ }).waitFor({ timeout: 30_000 })
  const shown = (shopping: Shopping) => shopping.page.locator('main .line input[name=quantity]').first().inputValue()

  it('connections that are cut between clicks cost nothing: each click counts once', async () => {
    const { shopping, direct } = await connected()
    for (let click = 0; click < 12; click++) {
      await more(shopping)
      if (click % 4 === 2) proxy.cut()
    }
    await direct.untilServerHas([{ sku: TEA, quantity: 13 }])
    await expect.poll(() => shown(shopping)).toBe('13')
    const welcomes = () => shopping.heard.filter((text) => text.includes('"welcome"')).length
    const before = welcomes()
    proxy.cut()
    await vi.waitUntil(() => welcomes() > before, 5000)
    await direct.add(JASMINE)
    await shopping.page.locator('.line', { hasText: 'Jasmine' }).waitFor({ timeout: 15_000 })
    await direct.end()
    await shopping.end()
  })

  it('a network that swallows everything is noticed, and each click counts once when it is back', async () => {
    const { shopping, direct } = await connected()
    proxy.swallow()
    for (let click = 0; click < 3; click++) await more(shopping)
    await isBehind(shopping)
    await expect.poll(() => shown(shopping)).toBe('4')
    await direct.add(JASMINE)
    await direct.untilServerHas([
      { sku: TEA, quantity: 1 },
      { sku: JASMINE, quantity: 1 },
    ])
    await isOffline(shopping)
    proxy.restore()
    await direct.untilServerHas([
      { sku: TEA, quantity: 4 },
      { sku: JASMINE, quantity: 1 },
    ])
    await shopping.page.locator('main .line', { hasText: 'Jasmine' }).waitFor({ timeout: 30_000 })
    await shopping.page.locator('main .summary dl:not([aria-busy])').waitFor()
    await direct.untilCount(5)
    await direct.end()
    await shopping.end()
  }, 120_000)

  it('a socket that is half open is noticed, and each click counts once when the network is back', async () => {
    const { shopping, direct } = await connected()
    await shopping.context.setOffline(true)
    await more(shopping)
    await isBehind(shopping)
    await direct.add(JASMINE)
    await isOffline(shopping)
    await more(shopping)
    await shopping.context.setOffline(false)
    await direct.untilServerHas([
      { sku: TEA, quantity: 3 },
      { sku: JASMINE, quantity: 1 },
    ])
    await shopping.page.locator('main .line', { hasText: 'Jasmine' }).waitFor({ timeout: 30_000 })
    await shopping.page.locator('main .summary dl:not([aria-busy])').waitFor()
    await direct.end()
    await shopping.end()
  }, 120_000)
})
