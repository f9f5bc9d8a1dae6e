/**
 * The messages in Chromium, as e-mail programs show them, on light and dark ground: axe finds no fault, nothing is cut
 * off on a phone, and the mailbox of npm start shows them.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageOf } from '../../../src/domain/mail/letters.ts'
import { MAIL_TEXTS } from '../../../src/domain/mail/texts.ts'
import { MESSAGES } from '../../support/mails.ts'
import { isWithoutBrowser, launch, SHOTS, SIZES, visit } from '../support/chromium.ts'
import { give } from '../support/mails.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { LOOKS, looksGood } from './looks.ts'

const shop = { name: 'Pannier', origin: 'https://shop.example' }

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let browser: Browser
  let worker: Worker
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker({ vars: { MAIL_PROVIDER: 'dev', MAIL_FROM: 'Pannier <shop@pannier.example>' } })
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  describe.each(SIZES)('at the size of %s', (_, width, height) => {
    it.each(LOOKS)('every message looks good in %s on %s ground', async (language, colorScheme) => {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme })
      const page = await context.newPage()
      for (const message of MESSAGES) {
        const reading = {
          locale: language === 'zh' ? 'zh-CN' : 'en',
          shop,
          token: 'pml_t',
          at: 1_764_400_000_000,
          texts: MAIL_TEXTS,
        }
        await page.setContent(messageOf(message, reading).html)
        await looksGood(page)
        const path = `${SHOTS}/mail-${message.template}-${language}-${colorScheme}-${width}.png`
        if (SHOTS) await page.screenshot({ path, fullPage: true })
      }
      await context.close()
    })

    it.each(LOOKS)('the mailbox looks good in %s on %s ground', async (language, colorScheme) => {
      const options = { viewport: { width, height }, colorScheme }
      const to = { email: `${language}-${colorScheme}-${width}@example.com` }
      const id = await give(worker, { template: 'email_changed', data: {}, to, locale: language })
      const list = `${worker.url}/dev/mail?lang=${language}`
      const shot = `mailbox-${language}-${colorScheme}`
      await visit(browser, list, shot, options, async (page) => {
        await page.locator(`a[href*="${id}"]`).waitFor()
        await looksGood(page)
      })
      await visit(
        browser,
        `${worker.url}/dev/mail/${id}?lang=${language}`,
        `${shot}-message`,
        options,
        async (page) => {
          await looksGood(page)
          const frame = page.frameLocator('iframe')
          await expect.poll(() => frame.locator('h1').textContent()).toBe(await page.locator('main h1').textContent())
        },
      )
    })
  })
})
