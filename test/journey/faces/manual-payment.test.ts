/**
 * A shop with two ways to pay in Chromium, with the keyboard only: the shopper chooses a transfer and reads how to make
 * it, and the operator reports money that has arrived and refunds that were paid back.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../dev/servers/private-server.ts'
import { ORDERS } from '../../../src/faces/console/browser/texts/orders.ts'
import { ORDER_TEXTS } from '../../../src/faces/shop/texts/order.ts'
import { STRIPE_KEY, STRIPE_SECRET } from '../../support/stripe/stand-in.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, orderIn, orderOf, untilOrder } from '../support/orders.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Keyboard, withKeyboard } from './keyboard.ts'
import { looksGood, VIEWS, viewOptions } from './looks.ts'
import { Operating } from './operating.ts'
import { signInOf } from './shopping.ts'

const TEXTS = {
  en: {
    title: 'Bank transfer',
    instructions: 'Transfer the amount to\nDE89 3704 0044 0532 0130 00\nat Musterbank, and name the reference.',
  },
  zh: { title: '银行转账', instructions: '请将款项转至\nDE89 3704 0044 0532 0130 00\n并注明订单号。' },
}
const ADDRESS = { name: 'Li Hua', line1: 'Torstr. 1', postalCode: '10115', city: 'Berlin' }
const CART = { 'longjing-250': 2 }

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
    const port = await freePort()
    const vars = {
      PAYMENT_PROVIDERS: 'stripe,manual',
      MANUAL_PAYMENT_TEXTS: JSON.stringify(TEXTS),
      STRIPE_SECRET_KEY: STRIPE_KEY,
      STRIPE_WEBHOOK_SECRETS: STRIPE_SECRET,
      PUBLIC_ORIGIN: `http://127.0.0.1:${port}`,
    }
    worker = await startWorker({ demo: true, port, vars })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  const chosen = (page: Page) => page.locator('input[name=provider]:checked').inputValue()

  describe.each(VIEWS)('in %s, %s, %i pixels wide', (...view) => {
    const [language] = view
    const texts = ORDER_TEXTS[language]
    const orders = ORDERS[language]

    it('the checkout offers both ways, and the order says how to transfer', async () => {
      const guest = await guestWith(worker.url, CART)
      const options = { ...viewOptions(view), storageState: signInOf(worker.url, guest) }
      await withKeyboard(browser, `${worker.url}/${language}/checkout`, options, async (page, keyboard) => {
        await keyboard.typeInto('#email', 'li@example.com')
        await keyboard.press('Tab')
        await keyboard.select('#country', 'DE')
        await keyboard.tabToThe('button[value=country]')
        await keyboard.press('Enter')
        await page.locator('#region').waitFor({ state: 'detached' })
        for (const [field, value] of Object.entries(ADDRESS)) await keyboard.typeInto(`#${field}`, value)
        await keyboard.tabToThe('input[name=provider]')
        expect([await chosen(page), await keyboard.focused()]).toEqual(['stripe', texts.online])
        await keyboard.press('ArrowDown')
        expect([await chosen(page), await keyboard.focused()]).toEqual(['manual', TEXTS[language].title])
        await looksGood(page)
        await keyboard.tabToThe('main .summary button[value=order]')
        await keyboard.press('Enter')
        await page.waitForURL(/\/orders\/ord_/)
        const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
        const order = await untilOrder(guest, id, { status: 'pending_payment', payment: { provider: 'manual' } })
        const next = page.locator('.order-next')
        const told = (await next.textContent()) ?? ''
        for (const part of [TEXTS[language].title, TEXTS[language].instructions, order.number])
          expect(told).toContain(part)
        await looksGood(page)
        await keyboard.tabToThe('.order-next summary')
        await keyboard.press('Enter')
        await next.getByRole('button').waitFor()
        await expect.poll(() => page.locator('input[name=provider]').inputValue()).toBe('stripe')
        await looksGood(page)
      })
    })

    it('an order without a payment offers both ways on its page', async () => {
      const guest = await guestWith(worker.url, CART)
      const { id } = await ordered(guest)
      const options = { ...viewOptions(view), storageState: signInOf(worker.url, guest) }
      await withKeyboard(browser, `${worker.url}/${language}/orders/${id}`, options, async (page, keyboard) => {
        await looksGood(page)
        await keyboard.tabToThe('input[name=provider]')
        await keyboard.press('ArrowDown')
        await keyboard.press('Enter')
        await page.locator('.order-next .written').waitFor()
        await untilOrder(guest, id, { payment: { provider: 'manual' } })
      })
    })

    it('an operator reports the money of an order, and the refund that was paid back', async () => {
      const { guest, order } = await transferOrder()
      const { id, number, totals } = order
      const sum = `¥${(totals.total.amount / 100).toFixed(2)}`
      const operating = await Operating.start(browser, worker.url, viewOptions(view))
      const { page } = operating
      const keyboard = new Keyboard(page)
      /** Looks at the dialog, and reports only once a reason is given. */
      const report = async (title: string, button: string, reason: string) => {
        const dialog = page.getByRole('dialog', { name: title })
        await dialog.waitFor()
        await looksGood(page)
        await keyboard.press('Enter')
        expect(await dialog.getByRole('button', { name: button, exact: true }).getAttribute('aria-disabled')).toBe(
          'true',
        )
        await page.keyboard.type(reason)
        await keyboard.press('Enter')
        await dialog.waitFor({ state: 'detached' })
      }
      await operating.openOrder(number)
      await keyboard.choose(orders.markPaid)
      await report(orders.markPaidTitle(number), orders.markPaidAct(sum), 'transfer 4711')
      expect(await operating.result()).toBe(orders.markedPaid(number))
      await untilOrder(guest, id, { status: 'paid', payment: { captured: totals.total } })
      await keyboard.choose(orders.cancel)
      await page.getByRole('dialog', { name: orders.cancelTitle(number) }).waitFor()
      await page.keyboard.type('Asked for by the shopper')
      await keyboard.press('Enter')
      await page.locator('.strip p', { hasText: orders.cancelled(number) }).waitFor()
      await looksGood(page)
      await keyboard.choose(orders.markRefunded)
      await report(orders.markRefundedTitle(number), orders.markRefundedAct(sum), 'transfer 4712')
      await page.locator('.strip p', { hasText: orders.markedRefunded(number) }).waitFor()
      await untilOrder(guest, id, { status: 'refunded', payment: { refunded: totals.total } })
      const history = page.locator('.timeline')
      for (const reason of ['transfer 4711', 'Asked for by the shopper', 'transfer 4712'])
        await history.getByText(reason).waitFor()
      await looksGood(page)
      await operating.end()
    })

    it('money that arrives after the cancellation is owed to the shopper, and the dialog says so', async () => {
      const { guest, order } = await transferOrder()
      const { id, number, totals } = order
      await orderIn(guest.api.v1.orders[':id'].cancel.$post({ param: { id } }))
      const operating = await Operating.start(browser, worker.url, viewOptions(view))
      const { page } = operating
      const keyboard = new Keyboard(page)
      await operating.openOrder(number)
      await keyboard.choose(orders.markPaid)
      await page.getByText(orders.markPaidLate).waitFor()
      await looksGood(page)
      await keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      expect(await keyboard.focused()).toBe(orders.markPaid)
      await keyboard.press('Enter')
      await page.keyboard.type('transfer 4713')
      await keyboard.press('Enter')
      await page.locator('.strip p', { hasText: orders.markedPaid(number) }).waitFor()
      await untilOrder(guest, id, { status: 'cancelled', payment: { refunding: totals.total } })
      await operating.end()
    })
  })

  async function transferOrder() {
    const guest = await guestWith(worker.url, CART)
    const { id } = await ordered(guest)
    const json = { provider: 'manual' as const }
    expect((await guest.api.v1.orders[':id'].pay.$post({ param: { id }, json })).status).toBe(200)
    return { guest, order: await orderOf(guest, id) }
  }
})
