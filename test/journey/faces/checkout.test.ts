/**
 * The checkout in Chromium: from the home page to a paid order with a mouse and no scripts, with the keyboard only, and
 * how the page looks and reads in each of its states.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isWithoutBrowser, launch, SIZES } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Keyboard } from './keyboard.ts'
import { LOOKS, looksGood } from './looks.ts'

const GERMAN = { name: 'Li Hua', line1: 'Torstr. 1', postalCode: '10115', city: 'Berlin' }
/** The minimum size for a thumb, in CSS pixels. */
const THUMB = 44

interface Order {
  readonly status: string
  readonly email: string
}

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

  /** A browser whose cart has a line, added without scripts. */
  async function withCart(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const bare = await browser.newContext({ javaScriptEnabled: false })
    const page = await bare.newPage()
    await page.goto(`${worker.url}/en/c/tea`)
    await page.locator('#p-longjing-250').getByRole('button', { name: 'Add to cart' }).click()
    await page.getByRole('link', { name: 'Cart · 1' }).waitFor()
    const storageState = await bare.storageState()
    await bare.close()
    return browser.newContext({ viewport: { width: 1280, height: 800 }, ...options, storageState })
  }

  async function ordersOf(context: BrowserContext): Promise<readonly Order[]> {
    const token = (await context.cookies()).find(({ name }) => name === '__Host-shop')?.value
    const answer = await fetch(`${worker.url}/v1/orders`, { headers: { authorization: `Bearer ${token}` } })
    const { items } = (await answer.json()) as { items: readonly Order[] }
    return items.map(({ status, email }) => ({ status, email }))
  }

  const place = (page: Page) => page.locator('main .summary button[value=order]')
  const fill = async (page: Page, values: Readonly<Record<string, string>>) => {
    for (const [field, value] of Object.entries(values)) await page.locator(`#${field}`).fill(value)
  }

  async function toGermany(page: Page): Promise<void> {
    await page.locator('#country').selectOption('DE')
    await page.locator('button[value=country]').click()
    await page.waitForLoadState()
    await page.locator('#region').waitFor({ state: 'detached' })
  }

  it('with a mouse and without scripts, a visitor goes from the home page to a paid order', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${worker.url}/en`)
    await page.locator('.tile').first().getByRole('button').click()
    await page.getByRole('link', { name: 'Cart · 1' }).click()
    await page.locator('main .line').waitFor()
    await page.getByRole('link', { name: 'Check out' }).click()
    await page.locator('#email').fill('li@example.com')
    await toGermany(page)
    await expect.poll(() => page.locator('#email').inputValue()).toBe('li@example.com')
    await fill(page, { ...GERMAN, postalCode: '1' })
    await place(page).click()
    await page.locator('#postalCode-error').waitFor()
    await expect.poll(() => page.locator('#city').inputValue()).toBe('Berlin')
    await page.locator('#postalCode').fill(GERMAN.postalCode)
    await place(page).click()
    await page.waitForURL(/\/pay/)
    expect(await ordersOf(context)).toEqual([{ status: 'pending_payment', email: 'li@example.com' }])
    await page.locator('button[value=approve]').click()
    await page.waitForURL(/\/en\/orders\/ord_/)
    await vi.waitFor(async () => expect(await ordersOf(context)).toMatchObject([{ status: 'paid' }]), 15_000)
    await context.close()
  })

  it('with the keyboard and scripts, a visitor corrects the form and orders', async () => {
    const context = await withCart()
    const page = await context.newPage()
    await page.goto(`${worker.url}/en/checkout`)
    const focused = () => page.evaluate<string>('document.activeElement.id || document.activeElement.className')
    const keyboard = new Keyboard(page)
    const tabTo = (selector: string) => keyboard.tabToThe(selector)
    await tabTo('#email')
    await page.keyboard.type('li@')
    await tabTo('#country')
    await page.keyboard.type('Germ')
    await tabTo('button[value=country]')
    await page.keyboard.press('Enter')
    await page.locator('#region').waitFor({ state: 'detached' })
    expect(await focused()).toBe('country')
    for (const [field, value] of Object.entries(GERMAN)) {
      await tabTo(`#${field}`)
      await page.keyboard.type(value)
    }
    await page.keyboard.press('Enter')
    await page.locator('.problem').waitFor()
    expect(await focused()).toBe('problem')
    await tabTo('.problem a')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('email')
    await page.keyboard.press('End')
    await page.keyboard.type('example.com')
    await tabTo('main .summary button[value=order]')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/pay/)
    expect(await ordersOf(context)).toEqual([{ status: 'pending_payment', email: 'li@example.com' }])
    await context.close()
  })

  describe.each(SIZES)('at the size of %s', (_, width, height) => {
    for (const [language, colorScheme] of LOOKS) {
      it(`axe finds no fault in ${language}, ${colorScheme}, on any state of the form`, async () => {
        const context = await withCart({ viewport: { width, height }, colorScheme })
        const page = await context.newPage()
        await page.goto(`${worker.url}/${language}/checkout`)
        await fits(page)
        await place(page).click()
        await page.locator('#postalCode-error').waitFor()
        await fits(page)
        await toGermany(page)
        await fill(page, { email: 'li@example.com', ...GERMAN })
        await fits(page)
        // As after a higher price, for which the total in the form is too low.
        await page.evaluate(
          `for (const input of document.querySelectorAll('[name=seen]')) input.value = input.value.replace(/"total":\\d+/, '"total":1')`,
        )
        await place(page).click()
        await page.locator('.changes').waitFor()
        await fits(page)
        await place(page).click()
        await page.waitForURL(/\/pay/)
        await page.goto(`${worker.url}/${language}/checkout`)
        await page.locator('h1').waitFor()
        await fits(page)
        await context.close()
      })
    }
  })

  /** Expects a good look, also on the narrowest phone, and controls that a thumb hits. */
  async function fits(page: Page): Promise<void> {
    await looksGood(page)
    const { width = 0, height = 0 } = page.viewportSize() ?? {}
    await page.setViewportSize({ width: Math.min(width, 360), height })
    await looksGood(page)
    await page.setViewportSize({ width, height })
    const controls = page.locator('main :is(button:not([aria-hidden]), select, .field input, label.option, .actions a)')
    for (const control of await controls.all()) {
      expect((await control.boundingBox())?.height, String(control)).toBeGreaterThanOrEqual(THUMB)
    }
  }
})
