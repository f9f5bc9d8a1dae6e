/** Today and the system at the console: figures and charts follow the shop, and what needs attention is counted and handled. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { toUtcText } from '../../../drizzle/utc-text.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, paid } from '../support/orders.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Operating } from './operating.ts'

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({
      demo: true,
      vars: { METRICS_INTERVAL_MS: '200' },
      canary: { main: "export * from './stable.js'\nexport { default } from './stable.js'" },
    })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  it('today shows the figures of the shop, and leads to the orders that wait', async () => {
    const guest = await guestWith(worker.url, { 'longjing-250': 2 })
    const order = await paid(guest, (await ordered(guest)).id)
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('')
    await page.getByText('1 paid order waits for shipment', { exact: true }).first().waitFor({ timeout: 30_000 })
    const figure = page.locator('.figures > div').nth(1)
    await vi.waitFor(async () => expect(await figure.textContent()).toBe('Orders11 to ship'), { timeout: 40_000 })
    const chart = page.getByRole('slider', { name: 'Requests per minute' })
    const newest = await chart.getAttribute('aria-valuetext')
    await chart.focus()
    for (let pressed = 0; pressed < 30; pressed++) await page.keyboard.press('ArrowLeft')
    expect(await chart.getAttribute('aria-valuetext')).not.toBe(newest)
    await page.locator('summary').first().click()
    await expect.poll(() => page.locator('.values').first().locator('tbody tr').count()).toBe(60)
    await page.getByRole('link', { name: 'Look 1 paid order waits for shipment' }).click()
    await page.waitForURL(/\/console\/orders\?status=paid$/)
    await page.getByRole('link', { name: order.number }).waitFor()
    await operating.end()
  }, 90_000)

  it('a dead letter is counted in the rail, and a dialog that names it drops it', async () => {
    const database = await worker.database()
    const statement =
      "insert into dead_letters (id, kind, aggregate_id, epoch, version, reason, refused_at) values ('letter-1', 'cart', 'gst_01K9ZQ4V6E8Y3TN5W2R7XB0MCD', 1, 17, 'the record refused it', ?)"
    await database.prepare(statement).bind(toUtcText(Date.now())).run()
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    const name = 'cart:gst_01K9ZQ4V6E8Y3TN5W2R7XB0MCD'
    await operating.open('/system/dead-letters')
    await expect.poll(() => page.locator('tbody tr').textContent()).toContain('the record refused it')
    await page.locator('.rail').getByRole('link', { name: 'System 1 to handle' }).waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: `Drop the dead letter of ${name}` }).press('Enter')
    const dialog = page.getByRole('dialog', { name: `Drop the dead letter of ${name}` })
    await dialog.getByRole('button', { name: 'Keep it' }).press('Enter')
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    await page.getByRole('button', { name: `Drop the dead letter of ${name}` }).press('Enter')
    await dialog.getByRole('button', { name: `Drop the dead letter of ${name}` }).press('Enter')
    expect(await operating.result()).toBe(`The dead letter of ${name} is dropped`)
    await page.getByText('There are no dead letters.').waitFor()
    await operating.end()
  })

  it('a check is run by a dialog, and its report says what was checked and that nothing differs', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/system/reports')
    await page.getByRole('button', { name: 'Run now' }).click()
    const dialog = page.getByRole('dialog', { name: 'Run a check' })
    await dialog.getByLabel('Kind').selectOption('Ledger check')
    await dialog.getByRole('button', { name: 'Run now' }).click()
    expect(await operating.result()).toBe('The check has begun')
    await page.getByRole('link', { name: 'Ledger check' }).first().click()
    await page.getByRole('heading', { level: 1, name: 'Ledger check' }).waitFor()
    await page.getByText('Nothing differs.').waitFor({ timeout: 15_000 })
    await operating.end()
  })

  it('the canary is started with a share, changed, taken back by undo, and stopped with a reason', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    const act = async (name: string, dialog: string, share: string | null) => {
      await page.getByRole('button', { name, exact: true }).click()
      const asked = page.getByRole('dialog', { name: dialog })
      if (share) await asked.getByLabel('Percent of all senders, 0 to 100').fill(share)
      expect(await asked.getByRole('button', { name: dialog }).getAttribute('aria-disabled')).toBe('true')
      await asked.getByLabel('Reason').fill(`To ${name}`)
      await asked.getByRole('button', { name: dialog }).click()
      await asked.waitFor({ state: 'detached' })
    }
    await operating.open('/system/canary')
    await act('Start', 'Start the canary', '5')
    expect(await operating.result()).toBe('The canary runs with 5% of all senders')
    await act('Change share', 'Change the share of the canary', '20')
    await page.getByText('The canary runs with 20% of all senders').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('The canary runs with 5% of all senders').waitFor()
    await page.getByRole('row', { name: /^Requests/ }).waitFor()
    await act('Stop', 'Stop the canary', null)
    await page.getByText('The canary is stopped').waitFor()
    await page.locator('.chip', { hasText: 'stopped' }).waitFor()
    await expect.poll(() => page.locator('.facts').textContent()).toContain('To Stop')
    await page.locator('.page-head').getByRole('link', { name: 'Audit' }).click()
    await page.getByRole('row', { name: /edited.*To Stop/ }).waitFor()
    await operating.end()
  })

  it('every alert is listed with its state and its place in the runbook', async () => {
    const operating = await Operating.start(browser, worker.url)
    await operating.open('/system/alerts')
    await expect.poll(() => operating.page.locator('tbody tr').count()).toBeGreaterThan(10)
    await expect.poll(() => operating.page.locator('tbody').textContent()).toContain('docs/runbook.md#record-down')
    await operating.end()
  })
})
