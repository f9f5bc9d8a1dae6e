/**
 * Passkeys in Chromium, with its virtual authenticator: a shopper adds one in the account, signs in without a password,
 * and removes it; a second storefront of the shop signs in by it too. The bundle verifies them, so its stand-ins for parts of the package are in use.
 */
import type { Browser, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../dev/servers/private-server.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const PASSWORD = 'a long password'

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
    await page.goto(`${shop}/en/register?back=/en/account`)
    await page.locator('#email').fill('passkey@example.com')
    await page.locator('#password').fill(PASSWORD)
    await page.locator('main form .button').click()
    await page.waitForURL(/\/en\/account$/)
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
})

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
