/** The catalogue, its stock and its prices at the console: edits, edits that meet, an import, and what can be undone. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { unitsOf } from '../support/orders.ts'
import { newAdmin, type Shopper } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { looksGood } from './looks.ts'
import { Operating } from './operating.ts'

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

  async function product(sku: string) {
    const answer = await admin.api.v1.admin.products[':sku'].$get({ param: { sku } })
    expect(answer.status).toBe(200)
    return (await answer.json()) as Record<string, unknown> & { readonly version: number }
  }

  async function patch(sku: string, json: object) {
    const { version } = await product(sku)
    const { $patch } = admin.api.v1.admin.products[':sku']
    const answer = await $patch({ param: { sku }, json }, { headers: { 'if-match': `"${version}"` } })
    expect(answer.status).toBe(200)
  }

  it('a price is changed, the strip names it, and undo takes it back', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    const before = await product('jasmine-pearls-150')
    await operating.open('/catalogue/products/jasmine-pearls-150')
    await page.getByLabel('Price', { exact: true }).fill('abc')
    await expect.poll(() => page.getByText('Enter an amount, such as 12.50.').count()).toBe(1)
    await page.getByLabel('Price', { exact: true }).fill('123.45')
    await page.getByRole('button', { name: 'Save changes of jasmine-pearls-150' }).click()
    expect(await operating.result()).toBe('Saved jasmine-pearls-150')
    expect(await product('jasmine-pearls-150')).toMatchObject({ price: { amount: 12345 } })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone').waitFor()
    expect((await product('jasmine-pearls-150')).price).toEqual(before.price)
    await vi.waitFor(async () =>
      expect(await page.getByLabel('Price', { exact: true }).inputValue()).not.toBe('123.45'),
    )
    await operating.end()
  })

  it('a product that shoppers do not find is listed by its status', async () => {
    await patch('desk-pad-felt', { status: 'hidden' })
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/catalogue/products')
    await page.getByLabel('Status').selectOption('hidden')
    await page.waitForURL(/status=hidden/)
    const row = page.getByRole('row', { name: /desk-pad-felt/ })
    await row.waitFor()
    await expect.poll(() => row.textContent()).toContain('hidden')
    await row.getByRole('link', { name: /./ }).first().press('Enter')
    await page.getByRole('button', { name: 'Save changes of desk-pad-felt' }).waitFor()
    await page.goBack()
    await row.waitFor()
    await patch('desk-pad-felt', { status: 'active' })
    await row.waitFor({ state: 'detached', timeout: 10_000 })
    await looksGood(page)
    await operating.end()
  })

  it('a family is listed, gets a variant that begins like another one, and loses it by an edit', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/catalogue/products/enamel-mug-white')
    const variants = page.getByRole('table', { name: 'Variants for sale of enamel-mug' })
    await variants.waitFor()
    expect(await variants.locator('tbody th').allTextContents()).toEqual([
      'enamel-mug-brick',
      'enamel-mug-celadon',
      'enamel-mug-white',
    ])
    await looksGood(page)
    await page.getByRole('link', { name: 'Add a variant' }).click()
    await page.getByLabel('SKU').fill('enamel-mug-sky')
    expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('59.00')
    expect(await page.getByLabel('Id of the family').inputValue()).toBe('enamel-mug')
    expect(await page.getByLabel('Option 1: name (en)').inputValue()).toBe('Colour')
    const value = page.getByLabel('Option 1: value of this variant (en)')
    await value.fill('White')
    await page.getByLabel('Option 1: value of this variant (zh-CN)').fill('月白')
    await page.getByLabel('Status').selectOption('active')
    const create = page.getByRole('button', { name: 'New product' })
    await create.click()
    await page.getByText('has the variant enamel-mug-white with the same options').first().waitFor()
    await value.fill('Sky')
    await create.click()
    expect(await operating.result()).toBe('Created Product enamel-mug-sky')
    expect(await product('enamel-mug-sky')).toMatchObject({
      status: 'active',
      family: { id: 'enamel-mug', title: { en: 'Enamel Mug' }, options: [{ value: { en: 'Sky', 'zh-CN': '月白' } }] },
    })
    await page.getByRole('link', { name: 'List the family' }).click()
    await page.waitForURL(/products\?family=enamel-mug$/)
    const row = page.getByRole('row', { name: /Enamel Mug Sky/ })
    await row.waitFor()
    expect(await page.locator('tbody tr').count()).toBe(4)
    await looksGood(page)
    await row.getByRole('link', { name: 'Enamel Mug Sky' }).click()
    await page.getByRole('button', { name: 'Take it out of the family' }).click()
    await page.getByRole('button', { name: 'Save changes of enamel-mug-sky' }).click()
    await page.getByText('Saved enamel-mug-sky').waitFor()
    expect(await product('enamel-mug-sky')).toMatchObject({ family: null })
    await page.getByRole('button', { name: 'Make it a variant' }).waitFor()
    await operating.open('/catalogue/products')
    await page.getByLabel('Id of a family').fill('none')
    await page.getByLabel('Id of a family').press('Enter')
    await page.getByText('No products match.').waitFor()
    await page.getByRole('button', { name: '中文' }).click()
    await page.setViewportSize({ width: 360, height: 800 })
    await operating.open('/catalogue/products/merino-tee-ink-m')
    await page.getByRole('row', { name: /merino-tee-ink-m M · 墨蓝 缺货/ }).waitFor()
    await looksGood(page)
    await operating.end()
  })

  it('two edits that meet are shown in three states, and each field is merged or chosen', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/catalogue/products/longjing-250')
    await page.getByLabel('Price', { exact: true }).fill('99')
    await page.getByLabel('Weight in grams').fill('275')
    await patch('longjing-250', { price: { amount: 8800, currency: 'CNY' }, labels: ['spring'] })
    await page.getByText('Somebody has changed it since you opened it.').waitFor({ timeout: 10_000 })
    await page.getByRole('button', { name: 'Save changes of longjing-250' }).click()
    const dialog = page.getByRole('dialog', { name: 'longjing-250 was changed in the meantime' })
    await dialog.waitFor()
    await looksGood(page)
    const save = dialog.getByRole('button', { name: 'Save the merged version' })
    expect(await save.getAttribute('aria-disabled')).toBe('true')
    await expect.poll(() => dialog.locator('tbody tr').count()).toBe(3)
    await expect.poll(() => dialog.getByRole('row', { name: /Price/ }).textContent()).toMatch(/88\.00.*99\.00/)
    await dialog.getByRole('radio', { name: 'Take mine: Price' }).check()
    await save.click()
    expect(await operating.result()).toBe('Saved longjing-250')
    expect(await product('longjing-250')).toMatchObject({
      price: { amount: 9900 },
      weightGrams: 275,
      labels: ['spring'],
    })
    await operating.end()
  })

  it('leaving a meeting of edits keeps theirs', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/catalogue/products/thermos-750')
    await page.getByLabel('Price', { exact: true }).fill('1')
    await patch('thermos-750', { price: { amount: 7700, currency: 'CNY' } })
    await page.getByRole('button', { name: 'Save changes of thermos-750' }).click()
    await page.getByRole('button', { name: 'Leave it as it is now' }).click()
    await vi.waitFor(async () => expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('77.00'))
    expect(await product('thermos-750')).toMatchObject({ price: { amount: 7700 } })
    await operating.end()
  })

  it('an import is checked first, and its report names the rejected lines of the file', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/catalogue/import')
    const text = 'sku,title,price,category\nnew-tea,New tea,1250,tea\nbad sku,Bad,1,tea\nnew-cup,New cup,x,kitchen\n'
    const buffer = Buffer.from(text)
    await page.getByLabel('File (CSV or JSON lines)').setInputFiles({ name: 'new.csv', mimeType: 'text/csv', buffer })
    await page.getByRole('button', { name: 'Check without changes' }).click()
    await page.getByText('1 would be created, 0 updated, 0 unchanged, 2 rejected').waitFor()
    await expect.poll(() => page.locator('tbody th').allTextContents()).toEqual(['3', '4'])
    expect((await admin.api.v1.admin.products[':sku'].$get({ param: { sku: 'new-tea' } })).status).toBe(404)
    await page.getByRole('button', { name: 'Import products' }).click()
    await page.getByText('1 created, 0 updated, 0 unchanged, 2 rejected').waitFor()
    expect(await product('new-tea')).toMatchObject({ price: { amount: 1250 } })
    await operating.end()
  })

  it('stock is counted with a reason, and undo puts the difference back', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    const { onHand } = await unitsOf(admin, 'iphone-15')
    await operating.open('/stock/iphone-15')
    await page.getByRole('button', { name: 'Adjust' }).click()
    const dialog = page.getByRole('dialog', { name: 'Adjust stock of iphone-15' })
    const act = dialog.getByRole('button', { name: 'Adjust stock of iphone-15' })
    await dialog.getByLabel('Counted units').fill('7')
    expect(await act.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByLabel('Reason').fill('Counted on the shelf')
    await act.click()
    expect(await operating.result()).toBe(`Stock of iphone-15: ${onHand} → 7`)
    expect(await unitsOf(admin, 'iphone-15')).toMatchObject({ onHand: 7 })
    await page.getByRole('button', { name: 'Undo' }).click()
    await vi.waitFor(async () => expect(await unitsOf(admin, 'iphone-15')).toMatchObject({ onHand }))
    await operating.end()
  })

  it('a promotion is made, appears in its list, and is deleted by a dialog that names it', async () => {
    const operating = await Operating.start(browser, worker.url)
    const { page } = operating
    await operating.open('/prices/new/promotions')
    await page.getByLabel('Id').fill('spring-sale')
    await page.getByLabel('Percent').fill('15')
    await page.getByRole('button', { name: 'New promotion' }).click()
    expect(await operating.result()).toBe('Created Promotion spring-sale')
    await page.getByRole('link', { name: 'Promotions' }).click()
    await page.getByRole('link', { name: 'spring-sale' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete Promotion spring-sale' }).click()
    await page.getByText('Deleted spring-sale').waitFor()
    await page.getByText('There are none yet.').waitFor()
    await operating.end()
  })
})
