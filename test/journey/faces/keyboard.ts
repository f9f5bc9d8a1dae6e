/** A person without a mouse in Chromium. Invariant: the focus is never lost, and Tab reaches what the test names. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'

/** Ends a search for an element that Tab does not reach. */
const MAX_TABS = 120

/** The name of the focused element; empty when the focus is lost. */
const FOCUSED = `(() => {
  const it = document.activeElement
  if (it === document.body) return ''
  return (it.labels?.[0]?.textContent || it.getAttribute('aria-label') || it.textContent).trim()
})()`

export class Keyboard {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  focused(): Promise<string> {
    return this.#page.evaluate<string>(FOCUSED)
  }

  press(key: string): Promise<void> {
    return this.#page.keyboard.press(key)
  }

  async tabTo(name: string): Promise<void> {
    await this.#tabUntil(name, async (found) => found === name)
  }

  /** Reaches an element whose name the language of the page changes. */
  async tabToThe(selector: string): Promise<void> {
    const isThere = `document.activeElement.matches(${JSON.stringify(selector)})`
    if (await this.#page.evaluate<boolean>(isThere)) return
    await this.#tabUntil(selector, () => this.#page.evaluate<boolean>(isThere))
  }

  /** Types into the field with this label. */
  async type(name: string, text: string): Promise<void> {
    await this.tabTo(name)
    await this.#page.keyboard.type(text)
  }

  /** Types into the field that the selector names. */
  async typeInto(selector: string, text: string): Promise<void> {
    await this.tabToThe(selector)
    await this.#page.keyboard.type(text)
  }

  async choose(name: string): Promise<void> {
    await this.tabTo(name)
    await this.press('Enter')
  }

  /** Walks down the list of a select, in which no key types the name in Chinese. */
  async select(selector: string, value: string): Promise<void> {
    await this.tabToThe(selector)
    await this.press('Home')
    while ((await this.#page.locator(selector).inputValue()) !== value) await this.press('ArrowDown')
  }

  async #tabUntil(what: string, isThere: (found: string) => Promise<boolean>): Promise<void> {
    const passed: string[] = []
    for (let pressed = 0; pressed < MAX_TABS; pressed++) {
      await this.press('Tab')
      const found = await this.focused()
      if (await isThere(found)) return
      passed.push(found)
    }
    throw new Error(`Tab does not reach ${what}, but ${passed.join(' | ')}`)
  }
}

/** Opens the page for a person with a keyboard, and expects that no script of the page fails. */
export async function withKeyboard(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
  steps: (page: Page, keyboard: Keyboard) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(options)
  const errors: string[] = []
  try {
    const page = await context.newPage()
    page.on('pageerror', ({ message }) => errors.push(message))
    await page.goto(url)
    await steps(page, new Keyboard(page))
  } finally {
    await context.close()
  }
  expect(errors).toEqual([])
}
