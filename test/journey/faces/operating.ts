/** An operator in Chromium: signs in at the console's own page, and collects what the page complains about. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { TEST_ADMIN } from '../../support/secrets.ts'

export interface SignIn {
  readonly email: string
  readonly password: string
}

const ADMIN: SignIn = { email: TEST_ADMIN.ADMIN_EMAIL, password: TEST_ADMIN.ADMIN_PASSWORD }

/** Answers that a test provokes appear in the browser's log too. */
const EXPECTED = /^Failed to load resource: the server responded with a status of 4\d\d/

export class Operating {
  readonly context: BrowserContext
  readonly page: Page
  readonly complaints: string[] = []
  readonly #url: string

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context
    this.page = page
    this.#url = url
    page.on('pageerror', ({ message }) => this.complaints.push(message))
    page.on('console', (message) => {
      const isComplaint = ['error', 'warning'].includes(message.type()) && !EXPECTED.test(message.text())
      if (isComplaint) this.complaints.push(message.text())
    })
  }

  /** @param options of the browser's context; the language is English unless `locale` says otherwise */
  static async start(browser: Browser, url: string, options = {}, as: SignIn = ADMIN): Promise<Operating> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options })
    const operating = new Operating(context, await context.newPage(), url)
    await operating.enter(as)
    return operating
  }

  async enter({ email, password }: SignIn): Promise<void> {
    const { page } = this
    await page.goto(`${this.#url}/console/orders`)
    await page.locator('input[type=email]').fill(email)
    await page.locator('input[type=password]').fill(password)
    await page.locator('button[type=submit]').click()
    await page.locator('.rail').waitFor()
  }

  /** Resolves when the page shows its data. */
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.#url}/console${path}`)
    await this.isReady()
  }

  /** Opens a new order, of which the record learns a moment after its shopper; the page asks again by itself. */
  async openOrder(number: string): Promise<void> {
    await this.open(`/orders/${number}`)
    await this.page.locator('.timeline').waitFor()
  }

  /** Follows a link of the console, which does not load it again, and resolves when the page shows its data. */
  async follow(path: string): Promise<void> {
    const link = `Object.assign(document.createElement('a'), { href: '/console${path}' })`
    await this.page.evaluate(
      `(() => { const link = ${link}; document.body.append(link); link.click(); link.remove() })()`,
    )
    await this.page.waitForFunction('document.getElementById("main") === document.activeElement')
    await this.isReady()
  }

  async isReady(): Promise<void> {
    await this.page.locator('main h1').waitFor()
    await this.page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' })
  }

  /** The words of the strip that names the last result. */
  async result(): Promise<string> {
    const strip = this.page.locator('.strip p')
    await strip.waitFor()
    return (await strip.textContent()) ?? ''
  }

  async end(): Promise<void> {
    await this.context.close()
    expect(this.complaints).toEqual([])
  }
}
