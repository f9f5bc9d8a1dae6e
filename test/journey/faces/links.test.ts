/**
 * Links in messages and the list of sign-ins in Chromium, with the keyboard only: each message is opened in the mailbox
 * of npm start, and its link leads to a page on which the person confirms an address or chooses a new password.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { MAIL_TEXTS } from '../../../src/domain/mail/texts.ts'
import { ACCOUNT_TEXTS } from '../../../src/faces/shop/texts/account.ts'
import { FLASH_TEXTS } from '../../../src/faces/shop/texts/flash.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { give, mailsTo } from '../support/mails.ts'
import { login, newEmail, PASSWORD } from '../support/people.ts'
import { anybody } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { type Keyboard, withKeyboard } from './keyboard.ts'
import { looksGood, VIEWS, viewOptions } from './looks.ts'

const NEXT = 'another long password'

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
    const vars = { MAIL_PROVIDER: 'dev', MAIL_FROM: 'Pannier <shop@pannier.example>' }
    worker = await startWorker({ demo: true, vars })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  describe.each(VIEWS)('in %s, %s, %i pixels wide', (...view) => {
    const [language] = view
    const texts = ACCOUNT_TEXTS[language]
    const mails = MAIL_TEXTS[language]
    const walk = (path: string, steps: (page: Page, keyboard: Keyboard) => Promise<void>) =>
      withKeyboard(browser, `${worker.url}/${language}${path}`, viewOptions(view), steps)

    const alertIn = (page: Page) => page.getByRole('alert')
    const statusIn = (page: Page) => page.locator('main').getByRole('status')

    async function register(page: Page, keyboard: Keyboard, email: string): Promise<void> {
      await page.goto(`${worker.url}/${language}/register?back=/${language}/account`)
      await keyboard.typeInto('#email', email)
      await keyboard.typeInto('#password', PASSWORD)
      await keyboard.press('Enter')
      await page.waitForURL(({ pathname }) => pathname.endsWith('/account'))
    }

    /** Opens the newest message with the subject as a person does, and follows its link. */
    async function follow(page: Page, keyboard: Keyboard, email: string, subject: string): Promise<void> {
      const find = async () => (await mailsTo(worker.url, email)).find((mail) => mail.subject === subject)
      const mail = await vi.waitFor(async () => (await find()) ?? expect.fail(`no message ${subject}`), 15_000)
      await page.goto(`${worker.url}/dev/mail/${mail.id}?view=text`)
      await keyboard.tabToThe('main a[href*="token="]')
      await keyboard.press('Enter')
      await page.waitForURL(/token=/)
    }

    it('a new account is confirmed by the link of its message, and a used link says so', async () => {
      await walk('/', async (page, keyboard) => {
        const email = newEmail()
        await register(page, keyboard, email)
        await looksGood(page)
        await page.getByText(texts.unconfirmed).waitFor()
        await follow(page, keyboard, email, mails.confirm_email.subject)
        const link = page.url()
        await looksGood(page)
        await keyboard.tabTo(texts.links['confirm-email'].button)
        await keyboard.press('Enter')
        await expect.poll(() => statusIn(page).textContent()).toBe(texts.links['confirm-email'].sent)
        await looksGood(page)
        await keyboard.tabToThe('main a[href$="/account"]')
        await keyboard.press('Enter')
        await page.getByText(texts.confirmed).waitFor()
        await page.goto(link)
        await keyboard.choose(texts.links['confirm-email'].button)
        await alertIn(page).waitFor()
        await looksGood(page)
        await keyboard.tabToThe('main a[href$="/account"]')
        await keyboard.press('Enter')
        await page.waitForURL(/\/account$/)
      })
    })

    it('a forgotten password is replaced', async () => {
      await walk('/sign-in', async (page, keyboard) => {
        const email = newEmail()
        await anybody(worker.url).v1.auth.register.$post({ json: { email, password: PASSWORD } })
        await keyboard.choose(texts.forgot)
        await page.waitForURL(/forgot-password/)
        await looksGood(page)
        await keyboard.tabToThe('#email')
        await page.keyboard.type(email)
        await keyboard.press('Enter')
        await expect.poll(() => statusIn(page).textContent()).toBe(texts.links['forgot-password'].sent)
        await looksGood(page)
        await follow(page, keyboard, email, mails.reset_password.subject)
        const link = page.url()
        await looksGood(page)
        await keyboard.typeInto('#newPassword', 'short')
        await keyboard.press('Enter')
        await page.locator('#newPassword-error').waitFor()
        expect(await page.evaluate('document.activeElement.id')).toBe('newPassword')
        await looksGood(page)
        await page.keyboard.type(NEXT)
        await keyboard.press('Enter')
        await expect.poll(() => statusIn(page).textContent()).toBe(texts.links['reset-password'].sent)
        await looksGood(page)
        await login(worker.url, { email, password: NEXT })
        await page.goto(link)
        await keyboard.typeInto('#newPassword', NEXT)
        await keyboard.press('Enter')
        await alertIn(page).waitFor()
        await looksGood(page)
        await keyboard.choose(texts.forgot)
        await page.waitForURL(/forgot-password$/)
      })
    })

    it('a person agrees to reminders, and ends them by the link of one', async () => {
      await walk('/', async (page, keyboard) => {
        const email = newEmail()
        await register(page, keyboard, email)
        const { person } = await login(worker.url, { email })
        const box = page.locator('#reminders input[type=checkbox]')
        expect(await box.isChecked()).toBe(false)
        await keyboard.tabToThe('#reminders input')
        await keyboard.press('Space')
        await keyboard.tabToThe('#reminders button')
        await keyboard.press('Enter')
        await page
          .getByRole('status')
          .filter({ hasText: FLASH_TEXTS[language].saved.text({}) })
          .waitFor()
        expect(await box.isChecked()).toBe(true)
        await looksGood(page)
        const data = { titles: ['Tea'], userId: person.id }
        await give(worker, { template: 'cart_waiting', data, to: { email }, locale: language })
        await follow(page, keyboard, email, mails.cart_waiting.subject)
        await looksGood(page)
        await keyboard.tabTo(texts.links.unsubscribe.button)
        await keyboard.press('Enter')
        expect(await statusIn(page).textContent()).toBe(texts.links.unsubscribe.sent)
        await looksGood(page)
        await keyboard.tabToThe('main a[href$="/account"]')
        await keyboard.press('Enter')
        await page.waitForURL(/\/account$/)
        expect(await box.isChecked()).toBe(false)
      })
    })

    it('a person sees where the account is signed in, and ends one sign-in', async () => {
      await walk('/', async (page, keyboard) => {
        const email = newEmail()
        await register(page, keyboard, email)
        const { person } = await login(worker.url, { email })
        await page.goto(`${worker.url}/${language}/account`)
        const rows = page.locator('.sign-ins li')
        await expect.poll(() => rows.count()).toBe(2)
        await expect
          .poll(() => rows.filter({ hasText: `${texts.devices.computer} · ${texts.thisOne}` }).count())
          .toBe(1)
        await looksGood(page)
        await keyboard.choose(texts.end)
        await vi.waitFor(async () => expect(await rows.count()).toBe(1))
        await page
          .getByRole('status')
          .filter({ hasText: FLASH_TEXTS[language].signInEnded.text({}) })
          .waitFor()
        await looksGood(page)
        const json = { refreshToken: person.refreshToken }
        expect((await anybody(worker.url).v1.auth.refresh.$post({ json })).status).toBe(401)
      })
    })
  })
})
