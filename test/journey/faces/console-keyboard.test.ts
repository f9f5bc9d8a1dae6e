/** A working day at the console without a mouse. Invariant: the focus is never lost, and each step reaches the next one. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEST_ADMIN } from '../../support/secrets.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, paid, untilOrder } from '../support/orders.ts'
import { newEmail, register } from '../support/people.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Keyboard } from './keyboard.ts'

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  let page: Page
  let keyboard: Keyboard
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true })
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1280, height: 800 } })
    keyboard = new Keyboard(page)
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  const focused = () => keyboard.focused()
  const press = (key: string) => keyboard.press(key)
  const tabTo = (name: string) => keyboard.tabTo(name)
  const type = (name: string, text: string) => keyboard.type(name, text)
  const title = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()

  /** Waits for the words of the strip, by which the action is done. */
  const result = (text: string) => page.locator('.strip p', { hasText: text }).waitFor()

  it('an operator signs in, and the focus is in the page', async () => {
    await page.goto(`${worker.url}/console/orders`)
    await type('E-mail', TEST_ADMIN.ADMIN_EMAIL)
    await type('Password', TEST_ADMIN.ADMIN_PASSWORD)
    await press('Enter')
    await title('Orders')
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main')
  })

  it('an order is found and shipped; the focus comes back to the act that is possible now', async () => {
    const guest = await guestWith(worker.url, { 'longjing-250': 1 })
    const order = await paid(guest, (await ordered(guest)).id)
    await type('Order number', order.number)
    await press('Enter')
    await page.waitForURL(/number=/)
    await expect.poll(focused).toBe('Order number')
    await page.getByRole('link', { name: order.number }).waitFor({ timeout: 15_000 })
    await tabTo(order.number)
    await press('Enter')
    await title(`Order ${order.number}`)
    await page.getByRole('button', { name: 'Ship', exact: true }).waitFor()
    await tabTo('Ship')
    await press('Enter')
    await page.getByRole('dialog').waitFor()
    expect(await focused()).toBe('Carrier')
    await page.keyboard.type('SF Express')
    await type('Tracking number', 'SF1402')
    await press('Enter')
    await result(`Order ${order.number} is shipped`)
    await untilOrder(guest, order.id, { status: 'shipped' })
    await expect.poll(focused).toBe('Mark as delivered')
  })

  it('a product is found, its price is changed, and F8 leads to the undo and back', async () => {
    await tabTo('Catalogue')
    await press('Enter')
    await title('Catalogue')
    await type('SKU', 'thermos-750')
    await press('Enter')
    await title('Product thermos-750')
    await page.getByLabel('Price', { exact: true }).waitFor()
    await tabTo('Price')
    const before = await page.getByLabel('Price', { exact: true }).inputValue()
    await page.keyboard.type('12.34')
    await tabTo('Save changes of thermos-750')
    await press('Enter')
    await result('Saved thermos-750')
    expect(await focused()).toBe('Save changes of thermos-750')
    await press('F8')
    expect(await focused()).toBe('Undo')
    await press('Enter')
    await result('Undone')
    await expect.poll(focused).toBe('Save changes of thermos-750')
    await expect.poll(() => page.getByLabel('Price', { exact: true }).inputValue()).toBe(before)
  })

  it('an account is found and locked with a reason, and the way back is under the focus', async () => {
    const email = newEmail()
    await register(worker.url, { email })
    await tabTo('People')
    await press('Enter')
    await title('People')
    await type('E-mail', email)
    await press('Enter')
    await title(email)
    await tabTo('Lock')
    await press('Enter')
    await type('Reason', 'Reported as stolen')
    await press('Enter')
    await result(`${email} is locked`)
    await expect.poll(focused).toBe('Unlock')
  })

  it('a dialog that is left gives the focus back', async () => {
    await press('Enter')
    await page.getByRole('dialog').waitFor()
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await focused()).toBe('Unlock')
  })
})
