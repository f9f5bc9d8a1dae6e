/**
 * A return in Chromium, with the keyboard only: the shopper asks for it, an operator finds it under what needs attention
 * and among the orders, approves and receives it, and the shopper sees the place to send to, the refund and its credit
 * note. A form without a script works too.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ORDERS } from '../../../src/faces/console/browser/texts/orders.ts'
import { RETURNS } from '../../../src/faces/console/browser/texts/returns.ts'
import { TODAY } from '../../../src/faces/console/browser/texts/today.ts'
import { ORDER_TEXTS } from '../../../src/faces/shop/texts/order.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, orderIn, orderOf, paid, untilOrder } from '../support/orders.ts'
import { newAdmin, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Keyboard, withKeyboard } from './keyboard.ts'
import { looksGood, VIEWS, viewOptions } from './looks.ts'
import { Operating } from './operating.ts'
import { signInOf } from './shopping.ts'

const SELLER = {
  SELLER_NAME: 'Tea & Pots',
  SELLER_ADDRESS: '1 Bund | 200000 Shanghai',
  SELLER_TAX_ID: '91310000MA1K00000X',
}
const CART = { 'longjing-250': 2, 'thermos-750': 1 }
const SHIP = { carrier: 'SF Express', trackingNumber: 'SF1402' }
const SEND_TO = 'Returns, 1 Example Street\n200000 Shanghai'
const LABEL = 'https://carrier.example/label/1'
/** The list of returns among the filters of orders. */
const FILTER = '.filters > :nth-child(2) select'

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  let admin: Shopper
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ demo: true, vars: SELLER })
    admin = await newAdmin(worker.url)
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  /** A delivered order with its invoice. */
  async function delivered() {
    const guest = await guestWith(worker.url, CART)
    const { id, number } = await ordered(guest)
    await paid(guest, id)
    const { ship, deliver } = admin.api.v1.admin.orders[':id']
    await orderIn(ship.$post({ param: { id }, json: SHIP }))
    await orderIn(deliver.$post({ param: { id } }))
    await untilOrder(guest, id, { documents: [{ kind: 'invoice' }] })
    return { guest, id, number, path: `/orders/${id}` }
  }

  const stateOf = (page: Page) => page.locator('[data-return-state]')

  describe.each(VIEWS)('in %s, %s, %i pixels wide', (...view) => {
    const [language] = view
    const [texts, orders, returns] = [ORDER_TEXTS[language], ORDERS[language], RETURNS[language]]
    const today = TODAY[language]

    it('a shopper returns a unit, and sees the answer of the operator, the refund and its credit note', async () => {
      const { guest, id, number, path } = await delivered()
      const options = { ...viewOptions(view), storageState: signInOf(worker.url, guest) }
      const url = `${worker.url}/${language}${path}`
      const operating = await Operating.start(browser, worker.url, viewOptions(view))
      const console = new Keyboard(operating.page)
      /** Waits for the dialog, fills it in, and looks at it before it is sent. */
      const inDialog = async (title: string, fill: () => Promise<void>) => {
        const dialog = operating.page.getByRole('dialog', { name: title })
        await dialog.waitFor()
        await fill()
        await looksGood(operating.page)
        await console.tabToThe('dialog button[type=submit]')
        await console.press('Enter')
        await dialog.waitFor({ state: 'detached' })
      }
      await withKeyboard(browser, url, options, async (page, keyboard) => {
        await keyboard.tabToThe('.order-returns summary')
        await keyboard.press('Enter')
        await keyboard.tabToThe('#units_0')
        await keyboard.press('ArrowUp')
        await keyboard.typeInto('#reason', 'too small')
        await looksGood(page)
        await keyboard.tabToThe('.order-returns .button')
        await keyboard.press('Enter')
        await stateOf(page).filter({ hasText: texts.returnState.requested }).waitFor()
        await looksGood(page)
        const [its] = (await orderOf(guest, id)).returns
        expect(its).toMatchObject({
          status: 'requested',
          reason: 'too small',
          lines: [{ sku: 'longjing-250', quantity: 1 }],
        })

        // The record learns of the return a moment later.
        const { $get } = admin.api.v1.admin.orders
        const isListed = async () =>
          (await (await $get({ query: { return: 'requested' } })).json()).items.some((order) => order.id === id)
        await vi.waitUntil(isListed, { timeout: 15_000 })
        await operating.open('/')
        await console.choose(`${today.look} ${today.returnsToAnswer(1)}`)
        const link = operating.page.locator('tbody').getByRole('link', { name: number })
        await link.waitFor()
        expect(await operating.page.locator(FILTER).inputValue()).toBe('requested')
        await looksGood(operating.page)
        await console.select(FILTER, 'received')
        await operating.page.getByText(orders.none).waitFor()
        expect(new URL(operating.page.url()).search).toBe('?return=received')
        await console.select(FILTER, 'open')
        await link.waitFor()
        await console.choose(number)
        await operating.page.locator('.timeline').waitFor()
        await looksGood(operating.page)
        await console.choose(returns.approve)
        await inDialog(returns.approveTitle(number), async () => {
          const act = operating.page.getByRole('button', { name: returns.approve, exact: true }).last()
          expect(await act.getAttribute('aria-disabled')).toBe('true')
          await console.type(returns.sendTo, SEND_TO)
          await console.type(returns.labelUrl, LABEL)
        })
        expect(await operating.result()).toBe(returns.approved(number))

        await stateOf(page).filter({ hasText: texts.returnState.approved }).waitFor()
        const said = page.getByRole('status').filter({ hasText: texts.returnState.approved })
        await said.waitFor({ state: 'attached' })
        await page.locator('.order-returns .written', { hasText: '1 Example Street' }).waitFor()
        expect(await page.getByRole('link', { name: texts.label }).getAttribute('href')).toBe(LABEL)
        await looksGood(page)

        await console.choose(returns.receive)
        await inDialog(returns.receiveTitle(number), async () => {})
        await operating.page.locator('.strip p', { hasText: returns.received(number) }).waitFor()
        const done = { returns: [{ status: 'refunded' }], documents: [{ kind: 'invoice' }, { kind: 'credit_note' }] }
        const { payment, documents } = await untilOrder(guest, id, done)
        expect(payment.refunds).toMatchObject([{ status: 'done', lines: [{ sku: 'longjing-250', quantity: 1 }] }])

        await stateOf(page).filter({ hasText: texts.returnState.refunded }).waitFor()
        await looksGood(page)
        for (const document of documents) {
          const name = `${texts[document.kind]} ${document.number}`
          await keyboard.tabTo(name)
          const opened = page.waitForEvent('popup')
          await keyboard.press('Enter')
          const sheet = await opened
          await sheet.getByText(document.number).first().waitFor()
          await sheet.getByText(number).first().waitFor()
          await sheet.close()
        }
        await operating.page.locator('dl.facts dt', { hasText: returns.states.refunded }).waitFor()
        await operating.page.locator('.timeline').getByText('too small').waitFor()
        await looksGood(operating.page)
        for (const document of documents) {
          await operating.page.getByRole('link', { name: document.number }).waitFor()
          await console.tabTo(`${orders[document.kind]} ${document.number}`)
          const opened = operating.page.waitForEvent('popup')
          await console.press('Enter')
          const sheet = await opened
          await sheet.getByText(document.number).first().waitFor()
          await sheet.close()
        }
      })
      await operating.end()
    })
  })

  it('without scripts, a form without units says so and keeps its reason, and a refused return shows why', async () => {
    const { guest, id, path } = await delivered()
    const options = {
      viewport: { width: 390, height: 844 },
      javaScriptEnabled: false,
      storageState: signInOf(worker.url, guest),
    }
    await withKeyboard(browser, `${worker.url}/en${path}`, options, async (page) => {
      await page.getByText(ORDER_TEXTS.en.return, { exact: true }).click()
      const { returnable } = await orderOf(guest, id)
      const term = page.locator('.order-returns', { hasText: ORDER_TEXTS.en.returnUntil }).locator('details time')
      expect(await term.getAttribute('datetime')).toBe(returnable[0]?.until)
      await page.locator('#reason').fill('one is broken')
      const ask = page.getByRole('button', { name: ORDER_TEXTS.en.returnNow })
      await ask.click()
      expect(await page.getByRole('alert').textContent()).toContain(ORDER_TEXTS.en.returnIncomplete)
      expect(await page.locator('#reason').inputValue()).toBe('one is broken')
      await page.locator('#units_1').fill('1')
      await ask.click()
      expect(await page.getByRole('status').textContent()).toContain('We have your request')
      const order = await orderOf(guest, id)
      expect(order.returns).toMatchObject([{ status: 'requested', lines: [{ sku: 'thermos-750', quantity: 1 }] }])
      const param = { id, returnId: order.returns[0]?.id ?? '' }
      const { refuse } = admin.api.v1.admin.orders[':id'].returns[':returnId']
      await orderIn(refuse.$post({ param, json: { reason: 'It was opened.' } }))
      await page.reload()
      expect(await page.locator('.order-returns').textContent()).toContain('It was opened.')
    })
  })

  it('a form that is sent twice asks once', async () => {
    const { guest, id, path } = await delivered()
    const { version, returnable } = await orderOf(guest, id)
    const body = new URLSearchParams({
      version: `${version}`,
      line_0: returnable[0]?.lineId ?? '',
      units_0: '1',
      reason: 'x',
    })
    const headers = { cookie: `__Host-shop=${guest.token}`, origin: worker.url }
    const send = () => fetch(`${worker.url}/en${path}/returns`, { method: 'POST', headers, body, redirect: 'manual' })
    expect([(await send()).status, (await send()).status]).toEqual([303, 303])
    expect((await orderOf(guest, id)).returns).toHaveLength(1)
  })
})
