/** The traffic policies at the console: an admin switches one, sees its cause and takes it back; support only sees them. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Operating } from './operating.ts'

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

  const statusOf = async (path: string) => (await fetch(worker.url + path)).status

  it('an admin refuses browsing with a reason, the shop answers 503, and the undo ends it', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/system/tiers')
    const rowOf = (name: string) =>
      page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
    await expect.poll(() => rowOf('Browsing').textContent()).toContain('normal')
    expect(await statusOf('/v1/products')).toBe(200)
    await page.getByRole('button', { name: 'Switch Browsing' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Switch Browsing' })
    await dialog.getByLabel('Mode').selectOption('refuses all')
    await dialog.getByLabel('Ends after').selectOption('15 minutes')
    const button = dialog.getByRole('button', { name: 'Switch Browsing' })
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel('Reason').fill('a wrong price')
    await button.press('Enter')
    expect(await operating.result()).toBe('Browsing: refuses all')
    await vi.waitFor(async () => expect(await rowOf('Browsing').textContent()).toContain('a wrong price'), 10_000)
    await expect.poll(() => rowOf('Browsing').textContent()).toMatch(/refuses all.*switched until/)
    expect(await statusOf('/v1/products')).toBe(503)
    await page.locator('.strip').getByRole('button', { name: 'Undo' }).click()
    await vi.waitFor(async () => expect(await operating.result()).toBe('Browsing: normal'), 10_000)
    expect(await statusOf('/v1/products')).toBe(200)
    await vi.waitFor(async () => expect(await rowOf('Browsing').textContent()).not.toContain('refuses'), 10_000)
    await operating.end()
  })

  it('classes without a switch have no button, and the dialog can be left without a change', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/system/tiers')
    await page.getByRole('button', { name: 'Switch Checkout' }).waitFor()
    await expect.poll(() => page.getByRole('button', { name: /^Switch / }).count()).toBe(4)
    expect(await page.getByRole('button', { name: 'Switch Operators' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Switch Checkout' }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Keep the mode' }).press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.locator('.strip p').count()).toBe(0)
    await operating.end()
  })

  it('the page is complete in Chinese', async () => {
    const operating = await Operating.start(browser, worker.url, { locale: 'zh-CN' })
    const { page } = operating
    await operating.open('/system/tiers')
    await page.getByRole('heading', { name: '流量策略' }).waitFor()
    await page.getByRole('button', { name: '切换结账' }).press('Enter')
    await page.getByRole('dialog', { name: '切换结账' }).getByText('全部拒绝').first().waitFor({ state: 'attached' })
    await operating.end()
  })
})
