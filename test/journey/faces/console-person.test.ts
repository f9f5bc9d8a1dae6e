/**
 * The acts of an admin on an account in Chromium, with the keyboard only: a new role, the export of all data, and the
 * erasure. Invariant: none of them happens without a reason, and an erasure needs the address besides.
 */
import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PEOPLE } from '../../../src/faces/console/browser/texts/people.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { newEmail, PASSWORD, register } from '../support/people.ts'
import { anybody } from '../support/shopper.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { Keyboard } from './keyboard.ts'
import { looksGood, VIEWS, viewOptions } from './looks.ts'
import { Operating } from './operating.ts'

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
    worker = await startWorker()
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  it.each(VIEWS)('an account gets a role, is exported and erased, in %s, %s, %i pixels wide', async (...view) => {
    const [language] = view
    const t = PEOPLE[language]
    const email = newEmail()
    const { person } = await register(worker.url, { email })
    const signIn = () => anybody(worker.url).v1.auth.login.$post({ json: { email, password: PASSWORD } })
    const operating = await Operating.start(browser, worker.url, viewOptions(view))
    const { page } = operating
    const keyboard = new Keyboard(page)
    const result = (text: string) => page.locator('.strip p', { hasText: text }).waitFor()
    const dialogOf = async (title: string) => {
      const dialog = page.getByRole('dialog', { name: title })
      await dialog.waitFor()
      await looksGood(page)
      return dialog
    }
    const close = async () => {
      await keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }

    await operating.open(`/people/${person.id}`)
    await page.getByRole('heading', { level: 1, name: email }).waitFor()
    await looksGood(page)
    await keyboard.choose(t.changeRole)
    const role = await dialogOf(t.changeRoleTitle(email))
    const change = role.getByRole('button', { name: t.changeRole, exact: true })
    await keyboard.type(t.reason, 'Answers the mail now')
    expect(await change.getAttribute('aria-disabled')).toBe('true')
    await keyboard.select('dialog select', 'support')
    expect(await change.getAttribute('aria-disabled')).toBe('false')
    await keyboard.tabTo(t.changeRole)
    await keyboard.press('Enter')
    await result(t.roleChanged(email, t.roles.support))
    await expect.poll(async () => page.locator('.facts').textContent()).toContain(t.roles.support)
    expect(await keyboard.focused()).toBe(t.changeRole)

    await keyboard.choose(t.export)
    await dialogOf(t.exportTitle(email))
    await page.keyboard.type('Asked for by the person')
    const downloading = page.waitForEvent('download')
    await keyboard.press('Enter')
    const text = await readFile(await (await downloading).path(), 'utf8')
    expect(JSON.parse(text)).toBeTypeOf('object')
    expect(text).toContain(email)
    await result(t.exported(email))

    await keyboard.choose(t.erase)
    const erasure = await dialogOf(t.eraseTitle(email))
    const erase = erasure.getByRole('button', { name: t.eraseTitle(email) })
    await page.keyboard.type('somebody-else@example.com')
    await keyboard.type(t.reason, 'Asked for by the person')
    await keyboard.press('Enter')
    expect(await erase.getAttribute('aria-disabled')).toBe('true')
    await close()
    expect((await signIn()).status).toBe(200)
    await keyboard.press('Enter')
    await dialogOf(t.eraseTitle(email))
    await page.keyboard.type(email)
    await keyboard.type(t.reason, 'Asked for by the person')
    await looksGood(page)
    await keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: t.people }).waitFor()
    await result(t.erased(email))
    await expect.poll(async () => (await signIn()).status, { timeout: 15_000 }).toBe(401)
    await operating.end()
  })
})
