/**
 * Paying and orders in Chromium: axe finds no fault in any state, a guest pays, cancels and orders again without scripts,
 * and with the script the page of an order follows the order.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch, SIZES, visit } from '../support/chromium.ts'
import { guestWith, openPayment, ordered, orderIn, orderOf, paid, press, untilOrder } from '../support/orders.ts'
import { newAdmin, newGuest, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { LOOKS, looksGood } from './looks.ts'
import { signInOf } from './shopping.ts'

const CART = { 'longjing-250': 2, 'thermos-750': 1 }
const SHIP = { carrier: 'SF Express', trackingNumber: 'SF1402' }

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  let admin: Shopper
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true })
    admin = await newAdmin(worker.url)
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  async function withOrder() {
    const guest = await guestWith(worker.url, CART)
    return { guest, order: await ordered(guest) }
  }

  const act = (id: string, what: 'ship' | 'deliver') => {
    const param = { id }
    const { ship, deliver } = admin.api.v1.admin.orders[':id']
    return orderIn(what === 'ship' ? ship.$post({ param, json: SHIP }) : deliver.$post({ param }))
  }

  const signedIn = (guest: Shopper) => signInOf(worker.url, guest)

  describe.each(SIZES)('at the size of %s', (_, width, height) => {
    for (const [language, colorScheme] of LOOKS) {
      const options = { viewport: { width, height }, colorScheme, locale: language === 'zh' ? 'zh-CN' : 'en-GB' }
      const shotOf = (state: string) => `order-${state}-${language}-${colorScheme}`

      it(`axe finds no fault in ${language}, ${colorScheme}, on an order from its placing to its delivery`, async () => {
        const { guest, order } = await withOrder()
        const url = `${worker.url}/${language}/orders/${order.id}`
        const storageState = signedIn(guest)
        const look = (state: string) => visit(browser, url, shotOf(state), { ...options, storageState }, looksGood)
        await visit(browser, url, shotOf('unpaid'), { ...options, storageState }, async (page) => {
          await looksGood(page)
          await page.locator('summary').click()
          await looksGood(page)
        })
        await paid(guest, order.id)
        await look('paid')
        await act(order.id, 'ship')
        await look('shipped')
        await act(order.id, 'deliver')
        await look('delivered')
      })

      it(`axe finds no fault in ${language}, ${colorScheme}, on a cancelled order and on both lists`, async () => {
        const { guest, order } = await withOrder()
        await orderIn(guest.api.v1.orders[':id'].cancel.$post({ param: { id: order.id } }))
        const signed = { ...options, storageState: signedIn(guest) }
        const url = `${worker.url}/${language}/orders`
        await visit(browser, `${url}/${order.id}`, shotOf('cancelled'), signed, looksGood)
        await visit(browser, url, shotOf('list'), signed, looksGood)
        const nobody = { ...options, storageState: signedIn(await newGuest(worker.url)) }
        await visit(browser, url, shotOf('none'), nobody, looksGood)
      })

      it(`axe finds no fault in ${language}, ${colorScheme}, on the page of a payment in each state`, async () => {
        const { guest, order } = await withOrder()
        const url = await openPayment(guest, order.id)
        await visit(browser, url, shotOf('paying'), options, async (page) => {
          await looksGood(page)
          await page.locator('summary').click()
          await looksGood(page)
        })
        for (const outcome of ['decline', 'approve'] as const) {
          await press(url, outcome)
          await visit(browser, url, shotOf(outcome), options, looksGood)
        }
      })
    }
  })

  it('without scripts, a guest pays from the order’s page and comes back to the paid order', async () => {
    const { guest, order } = await withOrder()
    const options = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false, storageState: signedIn(guest) }
    await visit(browser, `${worker.url}/en/orders/${order.id}`, 'order-pays', options, async (page) => {
      await page.getByRole('button', { name: /^Pay ¥/ }).click()
      await page.waitForURL(/\/pay\/simulated\//)
      await expect.poll(() => page.getByText(order.number).isVisible()).toBe(true)
      await page.getByRole('button', { name: 'Approve payment' }).click()
      await page.waitForURL(/\/en\/orders\/ord_/)
      await expect.poll(() => page.locator('[data-order-state]').textContent()).toBe('Paid, and being packed')
      expect(await page.getByRole('button', { name: /^Pay/ }).count()).toBe(0)
    })
  })

  it('without scripts, a guest orders again, finds the order in the list and cancels it', async () => {
    const { guest, order } = await withOrder()
    const options = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false, storageState: signedIn(guest) }
    await visit(browser, `${worker.url}/en`, 'order-cancels', options, async (page) => {
      await page.locator('footer').getByRole('link', { name: 'Orders' }).click()
      await page.getByRole('link', { name: order.number }).click()
      await page.getByRole('button', { name: 'Order again' }).click()
      expect(new URL(page.url()).pathname).toBe('/en/cart')
      await expect.poll(() => page.getByRole('status').textContent()).toContain('3 items are in your cart again.')
      await expect.poll(() => page.locator('.line').count()).toBe(2)
      await page.goBack()
      await page.getByText('Cancel this order').click()
      await page.getByRole('button', { name: 'Cancel the order' }).click()
      await expect.poll(() => page.getByRole('status').textContent()).toContain('The order is cancelled.')
    })
    expect((await orderOf(guest, order.id)).status).toBe('cancelled')
  })

  describe('with the script', () => {
    async function following(): Promise<{ guest: Shopper; id: string; context: BrowserContext; page: Page }> {
      const { guest, order } = await withOrder()
      const context = await browser.newContext({ storageState: signedIn(guest) })
      const page = await context.newPage()
      const opened = page.waitForEvent('websocket', (socket) => socket.url().endsWith(`/orders/${order.id}/live`))
      await page.goto(`${worker.url}/en/orders/${order.id}`)
      await (await opened).waitForEvent('framereceived')
      await page.evaluate('window.isSame = true')
      return { guest, id: order.id, context, page }
    }

    it('an order that is paid, shipped and delivered shows each step without a reload, and one status says so', async () => {
      const { guest, id, context, page } = await following()
      const state = page.locator('[data-order-state]')
      const until = async (text: string) => {
        await page.locator('[data-order-state]', { hasText: text }).waitFor()
        await page.getByRole('status').filter({ hasText: text }).waitFor({ state: 'attached' })
      }
      await page.getByText('Cancel this order').click()
      await paid(guest, id)
      await until('Paid, and being packed')
      await expect.poll(() => page.getByRole('button', { name: 'Cancel the order' }).isVisible()).toBe(true)
      await page.getByRole('button', { name: 'Cancel the order' }).focus()
      await act(id, 'ship')
      await until('On its way to you')
      await expect.poll(() => page.getByText('SF1402').isVisible()).toBe(true)
      expect(await page.evaluate('document.activeElement.id')).toBe('main')
      await looksGood(page)
      await act(id, 'deliver')
      await until('Delivered')
      await expect.poll(() => state.textContent()).toBe('Delivered')
      await expect.poll(() => page.getByRole('status').count()).toBe(1)
      expect(await page.evaluate('window.isSame')).toBe(true)
      await context.close()
    })

    it('a page that was offline shows what happened meanwhile', async () => {
      const { guest, id, context, page } = await following()
      await context.setOffline(true)
      await paid(guest, id)
      await context.setOffline(false)
      await page.locator('[data-order-state]', { hasText: 'Paid, and being packed' }).waitFor({ timeout: 45_000 })
      expect(await page.evaluate('window.isSame')).toBe(true)
      await untilOrder(guest, id, { status: 'paid' })
      await context.close()
    })
  })
})
