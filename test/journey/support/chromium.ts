/** A real Chromium, at the sizes of a phone and a desktop. PANNIER_TEST_SHOTS names a folder for screenshots. */
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { findBrowser } from '../../../dev/servers/browser.ts'

const program = findBrowser()
export const SHOTS = process.env.PANNIER_TEST_SHOTS
const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'

if (program === null)
  console.warn('no Chromium here: the tests of pages are skipped; PANNIER_TEST_BROWSER=<path> names one')

/** In CI a missing browser is a failure. */
export const isWithoutBrowser = program === null && !process.env.CI

export const SIZES = [
  ['a phone', 390, 844],
  ['a desk', 1280, 800],
] as const

export async function launch(): Promise<Browser> {
  if (program === null) throw new Error('no Chromium here')
  return chromium.launch({ executablePath: program, args: flags.split(' ') })
}

/** Runs `look` on the page, then expects that the page reported no error. `shot` names the screenshot. */
export async function visit(
  browser: Browser,
  url: string,
  shot: string,
  options: BrowserContextOptions,
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ colorScheme: 'light', ...options })
  const complaints: string[] = []
  try {
    const page = await context.newPage()
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('requestfailed', (request) => complaints.push(request.url()))
    const response = await page.goto(url, { waitUntil: 'load' })
    expect(response?.status()).toBe(200)
    await look(page)
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `${shot}-${options.viewport?.width}.png`) })
  } finally {
    await context.close()
  }
  expect(complaints).toEqual([])
}
