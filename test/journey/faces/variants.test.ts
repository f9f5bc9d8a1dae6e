/**
 * A product with options in Chromium: lists show its range of prices, the shopper chooses option by option with the
 * keyboard, a sold-out variant is marked and cannot be added, and the chosen one is in the cart; also without scripts.
 */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Keyboard } from './keyboard.ts'
import { looksGood, VIEWS, viewOptions } from './looks.ts'
import { Shopping } from './shopping.ts'

const WORDS = {
  zh: { size: '尺码', colour: '颜色', ink: '墨蓝', rust: '铁锈红', soldOut: '(暂时售罄)', add: '加入购物车' },
  en: { size: 'Size', colour: 'Colour', ink: 'Ink', rust: 'Rust', soldOut: '(Sold out)', add: 'Add to cart' },
}
const PRICES = /249\.00.*329\.00/

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

  const optionsOf = (page: Page, name: string) => page.getByRole('navigation', { name, exact: true })
  const current = (options: Locator) => options.locator('[aria-current=true]').textContent()

  for (const view of VIEWS) {
    const [language, , width] = view
    const words = WORDS[language]

    it(`with the keyboard, a variant is chosen and added in ${language} at ${width}`, async () => {
      const shopping = await Shopping.start(browser, worker.url, viewOptions(view))
      const { page } = shopping
      const keyboard = new Keyboard(page)
      await shopping.open(`/${language}/c/outdoor`)
      const tile = page.locator('.tile', { has: page.locator('a[href*="merino-tee"]') })
      expect(await tile.count()).toBe(1)
      expect(await tile.locator('.price').textContent()).toMatch(PRICES)
      const toggle = async (link: string, facets: string) => {
        await keyboard.tabToThe(`#filters .options a[${link}]`)
        await keyboard.press('Enter')
        await page.waitForURL(new RegExp(`\\?${facets}#of-(size|colour)$`))
        await shopping.isReady()
      }
      await toggle('href*="facet=size%3As#"', 'facet=size%3As')
      expect(await page.locator('.tile').count()).toBe(1)
      // The next press of Tab after a choice reaches a value of the same option again.
      await keyboard.press('Tab')
      expect(await page.locator('#of-size a:focus').count()).toBe(1)
      await toggle('href*="facet=size%3Am&"', 'facet=size%3Am&facet=size%3As')
      await toggle('href*="facet=colour%3Aink&"', 'facet=colour%3Aink&facet=size%3Am&facet=size%3As')
      const chips = page.locator('.chips li:not(:last-child) [aria-hidden]')
      const [ink, m, s] = [`${words.colour}: ${words.ink}`, `${words.size}: M`, `${words.size}: S`]
      expect(await chips.allTextContents()).toEqual([`${ink} ✕`, `${m} ✕`, `${s} ✕`])
      expect(await page.locator('.options [aria-current=true]').count()).toBe(3)
      await page.locator('.tile a[href$="merino-tee-ink-s"]').first().waitFor()
      await looksGood(page)
      await toggle('href$="facet=colour%3Aink&facet=size%3As#of-size"', 'facet=colour%3Aink&facet=size%3As')
      expect(await chips.allTextContents()).toEqual([`${ink} ✕`, `${s} ✕`])
      await page.goBack()
      await page.waitForURL(/facet=size%3Am/)
      expect(await page.locator('.options [aria-current=true]').count()).toBe(3)
      const toList = page.locator('.to-list a')
      expect(await toList.isVisible()).toBe(width < 720)
      if (width < 720) {
        await toList.click()
        await page.waitForFunction(`document.querySelector('.tile').getBoundingClientRect().top < innerHeight`)
      }
      await page.goto(`${worker.url}/${language}/c/outdoor`)
      await shopping.isReady()
      await keyboard.tabToThe('.tile a.quiet[href*="merino-tee"]')
      await keyboard.press('Enter')
      await page.waitForURL(/\/products\/merino-tee-/)
      const [size, colour] = [optionsOf(page, words.size), optionsOf(page, words.colour)]
      await shopping.isReady()
      await looksGood(page)
      expect(await size.getByRole('link').allTextContents()).toEqual([expect.stringMatching(/^S/), 'M', 'L', 'XL'])
      // The next press of Tab after a choice reaches an option again.
      const choose = async (text: string, sku: string) => {
        await keyboard.choose(text)
        await page.waitForURL(new RegExp(`/${sku}#choice$`))
        await shopping.isReady()
        await keyboard.press('Tab')
        expect(await page.locator('.choice a:focus').count()).toBe(1)
        await keyboard.press('Shift+Tab')
      }
      await choose('M', 'merino-tee-rust-m')
      await choose(`${words.ink} ${words.soldOut}`, 'merino-tee-ink-m')
      expect(await page.locator('form.add').count()).toBe(0)
      expect([await current(size), await current(colour)]).toEqual([
        `M ${words.soldOut}`,
        `${words.ink} ${words.soldOut}`,
      ])
      await looksGood(page)
      await choose(words.rust, 'merino-tee-rust-m')
      await keyboard.choose(words.add)
      await shopping.untilServerHas([{ sku: 'merino-tee-rust-m', quantity: 1 }])
      await shopping.untilCount(1)
      await page.goto(`${worker.url}/${language}/cart`)
      await shopping.isReady()
      expect(await page.locator('main .line').textContent()).toContain(`M ${words.rust}`)
      await looksGood(page)
      await shopping.end()
    })
  }

  it('without scripts, a link of each option leads to a variant, and its form adds it', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${worker.url}/en/c/tea`)
    const tile = page.locator('.tile', { has: page.locator('a[href*="dianhong"]') })
    await tile.getByRole('link', { name: 'Choose options' }).click()
    await page.waitForURL(/dianhong/)
    const weight = optionsOf(page, 'Weight')
    expect(await weight.getByRole('link').allTextContents()).toEqual(['50 g', '125 g', '250 g (Sold out)'])
    await weight.getByRole('link', { name: '125 g' }).click()
    await page.waitForURL(/dianhong-125\b/)
    await page.getByRole('button', { name: 'Add to cart' }).first().click()
    await page.getByRole('link', { name: 'Cart · 1' }).click()
    await page.waitForURL(/\/en\/cart$/)
    expect(await page.locator('main .line').textContent()).toContain('125 g')
    await context.close()
  })
})
