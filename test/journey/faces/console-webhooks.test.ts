/** Endpoints for events at the console: an admin makes, tests, rotates, replays, pauses and deletes one; support only sees it. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { Receiver } from '../support/receiver.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { looksGood } from './looks.ts'
import { Operating } from './operating.ts'

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  let url = ''
  const receiver = new Receiver()
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true, vars: { WEBHOOK_LOOPBACK: 'allow' } })
    url = await receiver.start()
  })
  afterAll(async () => {
    receiver.stop()
    await browser?.close()
    await worker?.stop()
  })

  it('an endpoint is made, gets the edit of a product, and its secret is shown once', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/system/webhooks')
    await page.getByText('No endpoint receives events.').waitFor()
    await page.getByRole('link', { name: 'New webhook' }).press('Enter')
    await page.getByLabel('Address').fill('http://192.168.0.1/hook')
    await page.getByLabel('Events').fill('product.*, stock.out')
    await page.getByRole('button', { name: 'New webhook' }).press('Enter')
    await page.getByRole('alert').waitFor()
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('url')
    await page.getByLabel('Address').fill(url)
    await page.getByRole('button', { name: 'New webhook' }).press('Enter')
    await page.getByText(/whsec_/).waitFor()
    expect(await operating.result()).toBe(`${url} receives events from now on`)
    await page.getByRole('link', { name: 'To the endpoint' }).press('Enter')
    await page.getByRole('heading', { name: 'Attempts' }).waitFor()
    expect(await page.getByText(/whsec_/).count()).toBe(0)

    await page.getByRole('button', { name: 'Send a test event' }).press('Enter')
    await page
      .getByText(/The endpoint answered 200 in .*thanks/)
      .first()
      .waitFor()
    await operating.open('/catalogue/products/longjing-250')
    await page.getByLabel('Weight in grams').fill('333')
    await page.getByRole('button', { name: /^Save/ }).press('Enter')
    await vi.waitFor(() => expect(receiver.accepted.map(({ type }) => type)).toContain('product.updated'), 10_000)
    await operating.open('/system/webhooks')
    await page.getByRole('link', { name: url }).press('Enter')
    const row = page.getByRole('row').filter({ hasText: 'product.updated' }).first()
    await row.waitFor()
    await row.getByRole('button', { name: /^Deliver again: evt_/ }).press('Enter')
    expect(await operating.result()).toBe('1 event is delivered again')
    const edits = () => receiver.accepted.filter(({ type }) => type === 'product.updated')
    await vi.waitFor(() => expect(edits()).toHaveLength(2), 10_000)
    expect(edits()[0]?.id).toBe(edits()[1]?.id)
    await operating.end()
  }, 60_000)

  it('a secret is rotated with the overlap shown, a time is replayed, and the endpoint is paused and deleted', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/system/webhooks')
    await page.getByRole('link', { name: url }).press('Enter')
    await page.getByRole('button', { name: 'Rotate secret' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Rotate secret' }).press('Enter')
    await page.getByText(/whsec_/).waitFor()
    await page.getByText(/signed by the new and the former secret until/).waitFor()
    await looksGood(page)

    await page.getByRole('button', { name: 'Deliver again', exact: true }).first().press('Enter')
    await dialog.getByLabel('Which events').selectOption('all of a time')
    const button = dialog.getByRole('button', { name: 'Deliver again' })
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel('From').fill('2026-01-01T00:00')
    await dialog.getByLabel('Until').fill('2099-01-01T00:00')
    await button.press('Enter')
    await vi.waitFor(async () => expect(await operating.result()).toMatch(/delivered again/), 10_000)

    await page.getByLabel('Paused: events wait for up to 30 days').check()
    await page.getByRole('button', { name: /^Save/ }).press('Enter')
    await page
      .getByText(/^Saved|saved/)
      .first()
      .waitFor()
    await operating.open('/system/webhooks')
    await expect.poll(() => page.locator('tbody tr').textContent()).toContain('paused')
    await looksGood(page)
    await page.getByRole('link', { name: url }).press('Enter')
    await page.getByRole('button', { name: 'Delete' }).press('Enter')
    await dialog.getByRole('button', { name: /^Delete/ }).press('Enter')
    await page.getByText('No endpoint receives events.').waitFor()
    await operating.end()
  }, 60_000)

  it('the pages are complete in Chinese', async () => {
    const operating = await Operating.start(browser, worker.url, { locale: 'zh-CN', colorScheme: 'dark' })
    const { page } = operating
    await operating.open('/system/new-webhook')
    await page.getByLabel('地址').fill(url)
    await looksGood(page)
    await page.getByRole('button', { name: /新建/ }).press('Enter')
    await page.getByText('请立即复制：以后不再显示。').waitFor()
    await page.getByRole('link', { name: '查看端点' }).press('Enter')
    await page.getByRole('heading', { name: '投递记录' }).waitFor()
    await looksGood(page)
    await operating.end()
  })
})
