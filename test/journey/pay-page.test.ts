/**
 * The simulated provider's page in a shopper's Chromium, with scripts off, and the effect of its buttons on the order.
 * Invariant: in each language and at each size the shopper sees what is paid for, and one press pays it.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch, SIZES, visit } from './support/chromium.ts'
import { productsForSale } from './support/drive.ts'
import { guestWith, openPayment, ordered, orderOf, untilOrder } from './support/orders.ts'
import { startWorker, type Worker } from './support/worker.ts'

const LANGUAGES = [
  [
    'zh-CN',
    {
      title: '模拟支付 · Pannier 百宁',
      approve: '同意付款',
      decline: '拒绝付款',
      done: '付款成功',
      again: '再试一次',
      other: 'English',
    },
  ],
  [
    'en-GB',
    {
      title: 'Simulated payment · Pannier',
      approve: 'Approve payment',
      decline: 'Decline payment',
      done: 'The payment went through',
      again: 'try again',
      other: '中文',
    },
  ],
] as const

/** The minimum size for a thumb, in CSS pixels. */
const THUMB = 44

describe.skipIf(isWithoutBrowser)('in Chromium with scripts off', () => {
  let worker: Worker
  let browser: Browser
  let sku: string
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true })
    const [first] = await productsForSale(worker.url)
    sku = first
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  async function withPayment(returnUrl?: string) {
    const guest = await guestWith(worker.url, { [sku]: 1 })
    const order = await ordered(guest)
    return { guest, order, url: await openPayment(guest, order.id, returnUrl) }
  }

  /** Expects each element inside the window from edge to edge. */
  async function fits(page: Page, name: string, width: number): Promise<void> {
    const box = await page.getByRole('button', { name }).boundingBox()
    if (!box) expect.fail(`${name} is not shown`)
    expect(box.height).toBeGreaterThanOrEqual(THUMB)
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(width)
  }

  describe.each(LANGUAGES)('in %s', (locale, texts) => {
    describe.each(SIZES)('at the size of %s', (_, width, height) => {
      const options = { viewport: { width, height }, locale, javaScriptEnabled: false }

      it('the page shows what is paid for, and one press pays it', async () => {
        const { guest, order, url } = await withPayment()
        await visit(browser, url, `pay-open-${locale}`, options, async (page) => {
          expect(await page.title()).toBe(texts.title)
          const digits = (order.totals.total.amount / 100).toLocaleString('en', { minimumFractionDigits: 2 })
          expect(await page.locator('.amount').textContent()).toContain(digits)
          expect(await page.getByText(order.number).isVisible()).toBe(true)
          for (const name of [texts.approve, texts.decline]) await fits(page, name, width)
        })
        await visit(browser, url, `pay-done-${locale}`, options, async (page) => {
          await page.getByRole('button', { name: texts.approve }).click()
          await page.waitForLoadState()
          expect(await page.getByRole('status').textContent()).toContain(texts.done)
          expect(await page.getByRole('button').count()).toBe(0)
        })
        await untilOrder(guest, order.id, { status: 'paid' })
      })
    })

    it('the page lets a declined shopper try again, and a link changes its language', async () => {
      const { guest, order, url } = await withPayment()
      const options = { viewport: { width: 390, height: 844 }, locale, javaScriptEnabled: false }
      await visit(browser, url, `pay-declined-${locale}`, options, async (page) => {
        await page.getByRole('button', { name: texts.decline }).click()
        await page.waitForLoadState()
        expect(await page.getByRole('status').textContent()).toContain(texts.again)
        await untilOrder(guest, order.id, { payment: { status: 'declined' } })
        await page.getByRole('link', { name: texts.other }).click()
        await page.waitForLoadState()
        expect(await page.title()).not.toBe(texts.title)
        await page.goBack()
        await page.getByRole('button', { name: texts.approve }).click()
        await page.waitForLoadState()
        expect(await page.getByRole('status').textContent()).toContain(texts.done)
      })
      await untilOrder(guest, order.id, { status: 'paid' })
    })
  })

  it('the provider notifies the shop late and repeatedly on request, and the page leads back to the shop', async () => {
    const { guest, order, url } = await withPayment(`${worker.url}/healthz?thanks`)
    const options = { viewport: { width: 390, height: 844 }, locale: 'en-GB', javaScriptEnabled: false }
    await visit(browser, url, 'pay-late', options, async (page) => {
      await page.getByText('Notices to the shop').click()
      await page.getByLabel('Delay in seconds').fill('1')
      await page.getByLabel('Number of identical notices').fill('3')
      await page.getByLabel('Send an older notice of failure afterwards').check()
      await page.getByRole('button', { name: 'Approve payment' }).click()
      await page.waitForURL(/\/healthz/)
      expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({ thanks: '', status: 'captured' })
      expect((await orderOf(guest, order.id)).status).toBe('pending_payment')
    })
    expect((await untilOrder(guest, order.id, { status: 'paid' })).payment.status).toBe('paid')
  })
})
