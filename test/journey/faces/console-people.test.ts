/** People and their carts at the console: found, locked and unlocked, the copies of a cart side by side, and its price. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { guestWith, ordered, paid, untilOrder } from '../support/orders.ts'
import { newEmail, PASSWORD, register } from '../support/people.ts'
import { anybody } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { looksGood } from './looks.ts'
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

  it('an account is found by its address, locked with a reason, and unlocked by undo', async () => {
    const email = newEmail()
    await register(worker.url, { email })
    const signIn = () => anybody(worker.url).v1.auth.login.$post({ json: { email, password: PASSWORD } })
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await operating.open('/people')
    await page.getByLabel('E-mail').fill(email)
    await page.getByRole('button', { name: 'Find' }).click()
    await page.getByRole('heading', { level: 1, name: email }).waitFor()
    expect(asked.filter((url) => url.includes(email) || url.includes(encodeURIComponent(email)))).toEqual([])
    await looksGood(page)
    await page.getByRole('button', { name: 'Lock', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: `Lock ${email}` })
    const act = dialog.getByRole('button', { name: `Lock ${email}` })
    expect(await act.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel('Reason').fill('Reported as stolen')
    await act.click()
    expect(await operating.result()).toBe(`${email} is locked`)
    expect((await signIn()).status).toBe(403)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText(`${email} can sign in again`).waitFor()
    expect((await signIn()).status).toBe(200)
    await page.getByRole('link', { name: 'Audit' }).click()
    await page
      .getByRole('row', { name: /unlock.*Reported as stolen/ })
      .first()
      .waitFor()
    await operating.end()
  })

  it('the copies of a cart stand side by side, and agree once the record has the newest position', async () => {
    const guest = await guestWith(worker.url, { 'longjing-250': 2 })
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open(`/carts/${guest.id}`)
    await page.getByRole('row', { name: /^Object/ }).waitFor()
    await page.getByRole('button', { name: 'Write to the record now' }).click()
    await operating.result()
    await page.getByText('All copies agree').waitFor({ timeout: 20_000 })
    await page.getByRole('row', { name: /items longjing-250/ }).waitFor()
    await page.getByRole('table', { name: 'Operations' }).getByRole('row', { name: / add / }).waitFor()
    await page.getByRole('button', { name: 'Adopt the record’s copy' }).click()
    const dialog = page.getByRole('dialog', { name: `Adopt the record’s copy of cart ${guest.id}` })
    const act = dialog.getByRole('button', { name: 'Adopt the record’s copy' })
    expect(await act.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel('Reason').fill('Only to see the refusal')
    await act.click()
    await dialog.getByRole('alert').waitFor()
    await page.keyboard.press('Escape')
    await looksGood(page)
    await operating.end()
  })

  it('the calculator says what items cost in a country, and why each rule applies or not', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/prices/calculator')
    await page.getByLabel('Items').fill('longjing-250 2\nthermos-750')
    await page.getByLabel('Country').fill('CN')
    await page.getByRole('button', { name: 'Compute' }).click()
    await page.getByRole('heading', { name: 'Every rule, and why it applies or not' }).waitFor()
    await expect.poll(() => page.locator('.totals').textContent()).toMatch(/Subtotal.*Total/)
    await looksGood(page)
    await operating.end()
  })

  it('orders are shipped from a file, after a check that changes nothing', async () => {
    const guest = await guestWith(worker.url, { 'longjing-250': 1 })
    const order = await paid(guest, (await ordered(guest)).id)
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/orders/ship')
    await page
      .getByLabel('or paste its text')
      .fill(`order,carrier,trackingNumber\n${order.id},SF Express,SF1402\nord_unknown,SF Express,SF1403\n`)
    await page.getByRole('button', { name: 'Check without shipping' }).click()
    await page.getByText('1 can be shipped, 0 already are, 1 cannot').waitFor()
    await untilOrder(guest, order.id, { status: 'paid' })
    await page.getByRole('button', { name: 'Ship 1 order' }).click()
    expect(await operating.result()).toBe('1 shipped, 0 unchanged, 1 rejected')
    await untilOrder(guest, order.id, { status: 'shipped', shipment: { trackingNumber: 'SF1402' } })
    await looksGood(page)
    await operating.end()
  })

  it('an order is cancelled with a reason, by a dialog that also offers to keep it', async () => {
    const guest = await guestWith(worker.url, { 'longjing-250': 1 })
    const order = await ordered(guest)
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open(`/orders/${order.id}`)
    await page.getByRole('button', { name: 'Cancel order', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: `Cancel order ${order.number}` })
    await dialog.getByRole('button', { name: 'Keep it' }).waitFor()
    await dialog.getByLabel('Reason').fill('The shopper asked for it')
    await dialog.getByRole('button', { name: `Cancel order ${order.number}` }).click()
    expect(await operating.result()).toBe(`Order ${order.number} is cancelled`)
    await untilOrder(guest, order.id, { status: 'cancelled' })
    await operating.end()
  })
})
