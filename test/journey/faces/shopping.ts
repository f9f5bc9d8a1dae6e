/** A shopper with a script in Chromium, and the server's own view of the cart. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import type { Shopper } from '../support/shopper.ts'

export interface ServerLine {
  readonly sku: string
  readonly quantity: number
}

/** The guest's sign-in as a browser stores it, in its cookie. */
export function signInOf(url: string, { token }: Shopper) {
  const { hostname: domain } = new URL(url)
  const rest = { domain, path: '/', expires: -1, secure: true, httpOnly: true, sameSite: 'Lax' as const }
  return { cookies: [{ name: '__Host-shop', value: token, ...rest }], origins: [] }
}

export class Shopping {
  readonly context: BrowserContext
  readonly page: Page
  /** Messages with operations, over HTTP and over the socket. */
  readonly sent: string[] = []
  /** All texts that the server has sent over its sockets. */
  readonly heard: string[] = []
  readonly errors: string[] = []
  readonly #url: string

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context
    this.page = page
    this.#url = url
    page.on('pageerror', ({ message }) => this.errors.push(message))
    page.on('request', (request) => {
      if (request.method() === 'POST') this.sent.push(request.postData() ?? '')
    })
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => String(payload) !== 'ping' && this.sent.push(String(payload)))
      socket.on('framereceived', ({ payload }) => this.heard.push(String(payload)))
    })
  }

  static async start(browser: Browser, url: string, options = {}): Promise<Shopping> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
    return new Shopping(context, await context.newPage(), url)
  }

  /** Another tab of the same browser. */
  async tab(): Promise<Shopping> {
    return new Shopping(this.context, await this.context.newPage(), this.#url)
  }

  /** Another browser with the same sign-in. */
  async device(browser: Browser): Promise<Shopping> {
    const other = await Shopping.start(browser, this.#url)
    await other.context.addCookies(await this.context.cookies())
    return other
  }

  /** Resolves when the script shows the cart. */
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.#url}${path}`)
    await this.isReady()
  }

  async isReady(): Promise<void> {
    await this.page.locator('html[data-cart=shown]').waitFor()
  }

  async add(sku: string): Promise<void> {
    await this.page.locator(`form[action$="/products/${sku}"] button`).first().click()
  }

  /** The lines as the server has them; nothing for a stranger. */
  async server(): Promise<readonly ServerLine[]> {
    const answer = await this.page.evaluate<{ items?: ServerLine[] }>(
      "fetch('/en/cart/state', { cache: 'no-store' }).then((answer) => (answer.status === 200 ? answer.json() : {}))",
    )
    return (answer.items ?? []).map(({ sku, quantity }) => ({ sku, quantity }))
  }

  async untilServerHas(expected: readonly ServerLine[]): Promise<void> {
    await vi.waitFor(async () => expect(await this.server()).toEqual(expected), { timeout: 15_000, interval: 200 })
  }

  async count(): Promise<number> {
    return Number(await this.page.locator('[data-cart-count]').textContent())
  }

  async untilCount(expected: number): Promise<void> {
    await vi.waitFor(async () => expect(await this.count()).toBe(expected), { timeout: 15_000, interval: 50 })
  }

  async end(): Promise<void> {
    await this.context.close()
    expect(this.errors).toEqual([])
  }
}
