/** Orders at the console: found, handled with mouse and keyboard, followed live, and shown again as they were left. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { OrderBody } from '../../../src/contract/answers/orders.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, orderOf, paid, untilOrder } from '../support/orders.ts'
import { newSupport, newSupporter, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Operating } from './operating.ts'

const CART = { 'longjing-250': 2, 'thermos-750': 1 }
const MANY = 18

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

  async function newOrder(isPaid = true): Promise<{ readonly guest: Shopper; readonly order: OrderBody }> {
    const guest = await guestWith(worker.url, CART)
    const order = await ordered(guest, { email: `${Date.now()}@example.com` })
    return { guest, order: isPaid ? await paid(guest, order.id) : order }
  }

  it('an order is shipped and delivered with the keyboard only, and its timeline and the strip name it', async () => {
    const { guest, order } = await newOrder()
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.openOrder(order.number)
    await page.getByRole('button', { name: 'Ship', exact: true }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: `Ship order ${order.number}` })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Ship')
    await page.keyboard.press('Enter')
    await page.keyboard.type('SF Express')
    await page.keyboard.press('Enter')
    await expect.poll(() => dialog.getByText('This field is required.').count()).toBe(1)
    await page.keyboard.press('Tab')
    await page.keyboard.type('SF1402')
    await page.keyboard.press('Enter')
    expect(await operating.result()).toBe(`Order ${order.number} is shipped`)
    await untilOrder(guest, order.id, {
      status: 'shipped',
      shipment: { carrier: 'SF Express', trackingNumber: 'SF1402' },
    })
    await page.getByRole('button', { name: 'Mark as delivered' }).press('Enter')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Mark order ${order.number} as delivered` })
      .press('Enter')
    await untilOrder(guest, order.id, { status: 'delivered' })
    await vi.waitFor(async () => expect(await page.locator('.timeline').textContent()).toContain('Delivered'))
    await operating.end()
  })

  it('units of a line and an amount are refunded, and the dialog names the amount', async () => {
    const { guest, order } = await newOrder()
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.openOrder(order.number)
    await page.getByRole('button', { name: 'Refund', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: `Refund order ${order.number}` })
    await dialog.getByLabel('An amount').check()
    await dialog.getByLabel('Amount (CNY)').fill('12.5')
    await dialog.getByLabel('Reason').fill('Late delivery')
    await dialog.getByRole('button', { name: 'Refund ¥12.50' }).click()
    expect(await operating.result()).toBe(`The refund of order ${order.number} has started`)
    await untilOrder(guest, order.id, { payment: { refunded: { amount: 1250 } } })
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await vi.waitFor(async () => expect(await page.locator('h1').textContent()).toContain('partly refunded'), 15_000)
    await page.getByRole('button', { name: 'Refund', exact: true }).click()
    await dialog.getByLabel('Units of lines').check()
    await dialog.getByRole('spinbutton').first().fill('1')
    await dialog.getByLabel('Reason').fill('One was broken')
    await dialog.getByRole('button', { name: 'Refund', exact: true }).click()
    await operating.result()
    const { payment } = await untilOrder(guest, order.id, { status: 'paid', payment: { refunds: [{}, {}] } })
    expect(payment.refunds.flatMap(({ lines }) => lines)).toMatchObject([{ quantity: 1 }])
    await operating.end()
  })

  it('support removes a unit before it ships, and has no other act', async () => {
    const { guest, order } = await newOrder()
    const support = newSupporter()
    await newSupport(worker.url, support)
    const operating = await Operating.start(browser, worker.url, {}, support)
    const { page } = operating
    await operating.openOrder(order.number)
    await page.getByRole('button', { name: 'Remove units', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: `Remove units from order ${order.number}` })
    const send = dialog.getByRole('button', { name: 'Remove units', exact: true })
    expect(await send.isDisabled()).toBe(true)
    await dialog.getByRole('spinbutton').first().fill('1')
    await dialog.getByLabel('Reason').fill('Asked by phone')
    await send.click()
    expect(await operating.result()).toBe(`Units were removed from order ${order.number}`)
    const { payment, lines } = await untilOrder(guest, order.id, {
      status: 'paid',
      payment: { refunds: [{ isEdit: true }] },
    })
    const [removed] = payment.refunds.flatMap((refund) => refund.lines)
    expect(removed?.quantity).toBe(1)
    expect(payment.refunds[0]?.amount).toEqual(lines.find(({ lineId }) => lineId === removed?.lineId)?.unitPrice)
    expect(await page.getByRole('button', { name: 'Ship', exact: true }).count()).toBe(0)
    await operating.end()
  })

  it('an order that somebody else has changed is not shipped over their change', async () => {
    const { guest, order } = await newOrder()
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.openOrder(order.number)
    await page.getByRole('button', { name: 'Ship', exact: true }).click()
    // The page must not learn of the change before the operator sends.
    await page.route('**/console/api/v1/admin/orders/*', (route) => route.abort())
    await guest.api.v1.orders[':id'].cancel.$post({ param: { id: order.id } })
    await page.getByLabel('Carrier').fill('SF Express')
    await page.getByLabel('Tracking number').fill('SF1402')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: `Ship order ${order.number}` })
      .click()
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toMatch(/changed it in the meantime|status does not allow/)
    expect((await orderOf(guest, order.id)).shipment).toBeNull()
    await operating.context.close()
  })

  it('a list is filtered by the URL, an e-mail address stays in the fragment, and rows change by themselves', async () => {
    const { guest, order } = await newOrder(false)
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await vi.waitFor(
      async () => {
        await operating.open('/orders')
        await page.getByLabel('E-mail').fill(order.email ?? '')
        await page.getByRole('button', { name: 'Apply' }).click()
        await page.getByRole('link', { name: order.number }).waitFor({ timeout: 1_000 })
      },
      { timeout: 15_000 },
    )
    expect(page.url()).toContain(`#email=${encodeURIComponent(order.email ?? '')}`)
    expect(asked.filter((url) => url.includes('example.com'))).toEqual([])
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1)
    const row = page.locator('tbody tr').first()
    await row.getByRole('checkbox').check()
    await page.getByRole('link', { name: order.number }).focus()
    await paid(guest, order.id)
    await row.getByText('paid', { exact: true }).waitFor({ timeout: 15_000 })
    await expect.poll(() => row.getByRole('checkbox').isChecked()).toBe(true)
    expect(await page.evaluate('document.activeElement.textContent')).toBe(order.number)
    await page.reload()
    await page.getByRole('link', { name: order.number }).waitFor()
    await expect.poll(() => row.getByRole('checkbox').isChecked()).toBe(true)
    await operating.end()
  })

  it('Back shows the list as it was left: filter, scroll position, selection and focus', async () => {
    const orders: OrderBody[] = []
    for (let made = 0; made < MANY; made++) orders.push((await newOrder()).order)
    const operating = await Operating.start(browser, worker.url, { viewport: { width: 1280, height: 420 } })
    const { page } = operating
    await vi.waitFor(
      async () => {
        await operating.open('/orders?status=paid')
        expect(await page.locator('tbody tr').count()).toBeGreaterThanOrEqual(MANY)
      },
      { timeout: 15_000 },
    )
    const rows = page.locator('tbody tr')
    await rows.nth(3).getByRole('checkbox').check()
    await rows.nth(9).getByRole('checkbox').check()
    const link = rows.nth(12).getByRole('link')
    await link.scrollIntoViewIfNeeded()
    const number = await link.textContent()
    const scroll = await page.evaluate<number>('scrollY')
    expect(scroll).toBeGreaterThan(100)
    await link.click()
    await page.getByRole('heading', { level: 1, name: number ?? '' }).waitFor()
    expect(await page.evaluate('scrollY')).toBe(0)
    await page.goBack()
    await vi.waitFor(async () => expect(await page.evaluate('scrollY')).toBe(scroll))
    expect(page.url()).toContain('status=paid')
    await expect.poll(() => page.getByText('2 selected').isVisible()).toBe(true)
    await vi.waitFor(async () => expect(await page.evaluate('document.activeElement.textContent')).toBe(number))
    await operating.end()
  })
})
