/**
 * Sign-in, registration and the account in Chromium without scripts: axe finds no fault in any state, and a visitor
 * registers with a cart, reads what came along, and erases the account.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch, SIZES, visit } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { LOOKS, looksGood } from './looks.ts'

const PASSWORD = 'a long password'

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

  let count = 0
  async function register(page: Page): Promise<void> {
    await page.locator('#email').fill(`visitor-${++count}@example.com`)
    await page.locator('#password').fill(PASSWORD)
    await page.locator('main form .button').click()
    await page.waitForLoadState()
  }

  describe.each(SIZES)('at the size of %s', (_, width, height) => {
    for (const [language, colorScheme] of LOOKS) {
      const options = { viewport: { width, height }, colorScheme }
      it.each(['/sign-in', '/offline'])(`axe finds no fault in ${language}, ${colorScheme}, on "%s"`, async (path) => {
        const shot = `shop-${language}${path.replaceAll(/\W/g, '-')}-${colorScheme}`
        await visit(browser, `${worker.url}/${language}${path}`, shot, options, looksGood)
      })

      it(`axe finds no fault in ${language}, ${colorScheme}, on the account and its refused forms`, async () => {
        const url = `${worker.url}/${language}/register?back=/${language}/account`
        await visit(browser, url, `shop-${language}-account-${colorScheme}`, options, async (page) => {
          await looksGood(page)
          await register(page)
          await page.waitForURL(/\/account$/)
          await looksGood(page)
          await page.locator('summary').click()
          await looksGood(page)
        })
        const context = await browser.newContext(options)
        const page = await context.newPage()
        await page.goto(`${worker.url}/${language}/register`)
        await page.locator('#email').fill('visitor@example')
        await page.locator('#password').fill('short')
        await page.locator('main form .button').click()
        await page.locator('#password-error').waitFor()
        await expect.poll(() => page.locator('#email').inputValue()).toBe('visitor@example')
        await looksGood(page)
        await context.close()
      })
    }
  })

  it('without scripts, a visitor takes the cart along into a new account, and erases the account', async () => {
    const options = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false }
    await visit(browser, `${worker.url}/en/c/tea`, 'shop-register', options, async (page) => {
      await page.locator('#p-longjing-250').getByRole('button', { name: 'Add to cart' }).click()
      await page.getByRole('link', { name: 'Sign in' }).click()
      await page.getByRole('link', { name: 'Create an account' }).click()
      await register(page)
      expect(page.url()).toContain('/en/c/tea')
      await expect.poll(() => page.getByRole('status').textContent()).toContain('Longjing Green Tea 250 g × 1')
      await page.getByRole('link', { name: 'Account' }).click()
      await page.locator('summary').click()
      await page.locator('#erasePassword').fill(PASSWORD)
      await page.getByRole('button', { name: 'Erase for good' }).click()
      await expect.poll(() => page.getByRole('status').textContent()).toContain('Your account is erased.')
      await expect.poll(() => page.getByRole('link', { name: 'Sign in' }).isVisible()).toBe(true)
    })
  })
})
