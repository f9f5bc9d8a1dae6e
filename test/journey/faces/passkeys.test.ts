/**
 * Passkeys in Chromium, with its virtual authenticator: a shopper adds one in the account, signs in without a password,
 * and removes it; a second storefront of the shop signs in by it too. The bundle verifies them, so its stand-ins for parts
 * of the package are in use. axe finds no fault in any state of passkeys and of the address book.
 */
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../dev/servers/private-server.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'
import { looksGood, VIEWS, type View, viewOptions } from './looks.ts'

const PASSWORD = 'a long password'
const ADDRESS = { line1: '中山路 1 号', city: '上海', postalCode: '200000' }
/** Long words in English and the narrowest phone meet too. */
const ALL_VIEWS: readonly View[] = [...VIEWS, ['zh', 'light', 1440, 900], ['en', 'dark', 360, 800]]

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let worker: Worker
  let browser: Browser
  let shop: string
  beforeAll(async () => {
    browser = await launch()
    const port = await freePort()
    const vars = {
      PUBLIC_ORIGIN: `http://shop.localhost:${port}`,
      PASSKEY_RP_ID: 'shop.localhost',
      PASSKEY_ORIGINS: `http://fr.shop.localhost:${port}`,
    }
    worker = await startWorker({ port, vars })
    shop = vars.PUBLIC_ORIGIN
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
  })

  it('a shopper adds a passkey, signs in by it, and is refused after its removal', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    await withAuthenticator(await context.newCDPSession(page))
    await register(page, `${shop}/en`, 'passkey@example.com')
    await page.locator('#passkeyPassword').fill(PASSWORD)
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.locator('#passkeyName').fill('Test key')
    await page.getByRole('button', { name: 'Create the passkey on this device' }).click()
    await page.waitForURL(/\/en\/account$/)
    await page.getByText('Your changes are saved.').waitFor()
    await expect.poll(() => page.locator('#passkeys input[name=name]').inputValue()).toBe('Test key')
    await signOut(page)
    expect(await statusAt(page, shop.replace('//', '//fr.'))).toBe(200)
    expect(await statusAt(page, shop.replace('//', '//evil.'))).toBe(401)
    await signIn(page, shop)
    await page.waitForURL(/\/en\/account$/)
    await expect.poll(() => page.locator('main').textContent()).toContain('passkey@example.com')
    await page.locator('#passkeys').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('Your changes are saved.').waitFor()
    await signOut(page)
    await signIn(page, shop)
    await page.getByText('The passkey was not accepted.').waitFor()
    await context.close()
  })

  it.each(ALL_VIEWS)(
    'axe finds no fault in %s, %s, at %d pixels, on passkeys and the address book',
    async (...view) => {
      const [language, , width] = view
      const context = await browser.newContext(viewOptions(view))
      const page = await context.newPage()
      await withAuthenticator(await context.newCDPSession(page))
      const root = `${shop}/${language}`
      await page.goto(`${root}/sign-in`)
      await page.locator('form[data-passkey] button').waitFor()
      await looksGood(page)
      await register(page, root, `${language}-${width}@example.com`)
      await page.locator('#passkeyPassword').fill(PASSWORD)
      await page.locator('#passkeys form button').last().click()
      await page.locator('#passkeyName').waitFor()
      await looksGood(page)
      await page.locator('#passkeyName').fill('W'.repeat(60))
      await page.locator('form[data-passkey] .button').click()
      await page.locator('#passkeys input[name=id]').waitFor({ state: 'attached' })
      await looksGood(page)

      await page.goto(`${root}/account/addresses`)
      await looksGood(page)
      await page.locator('main .button').click()
      await page.locator('#name-error').waitFor()
      await looksGood(page)
      for (const name of ['林小雨', 'W'.repeat(60)]) {
        for (const [field, value] of Object.entries({ ...ADDRESS, name })) await page.locator(`#${field}`).fill(value)
        await page.locator('main .button').click()
        await page.locator('main li address, main li div', { hasText: name }).first().waitFor()
      }
      await looksGood(page)
      await page.locator('main li a').first().click()
      await page.waitForURL(/edit=/)
      await looksGood(page)
      await context.close()
    },
  )
})

async function register(page: Page, root: string, email: string): Promise<void> {
  await page.goto(`${root}/register?back=${new URL(root).pathname}/account`)
  await page.locator('#email').fill(email)
  await page.locator('#password').fill(PASSWORD)
  await page.locator('main form .button').click()
  await page.waitForURL(/\/account$/)
}

async function withAuthenticator(session: CDPSession): Promise<void> {
  await session.send('WebAuthn.enable')
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  })
}

/** Runs in a page: signs in with the API by a passkey. */
const SIGN_IN = `(async () => {
  const post = (path, body) =>
    fetch(path, { method: 'POST', headers: body && { 'content-type': 'application/json' }, body: body && JSON.stringify(body) })
  const options = await (await post('/v1/auth/passkeys/options')).json()
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const response = (await navigator.credentials.get({ publicKey })).toJSON()
  return (await post('/v1/auth/passkeys', { response })).status
})()`

/** The status of a sign-in by a page of this origin, which is another storefront. */
async function statusAt(page: Page, origin: string): Promise<unknown> {
  await page.goto(`${origin}/en`)
  return page.evaluate(SIGN_IN)
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByText('You are signed out.').waitFor()
}

async function signIn(page: Page, shop: string): Promise<void> {
  await page.goto(`${shop}/en/sign-in?back=/en/account`)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
}
