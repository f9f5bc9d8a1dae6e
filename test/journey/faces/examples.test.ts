/** The examples of the client package, built and used in Chromium from an origin of their own. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Examples, serveExamples } from '../../../dev/examples.ts'
import { isWithoutBrowser, launch } from '../support/chromium.ts'
import { startWorker, type Worker } from '../support/worker.ts'

describe.skipIf(isWithoutBrowser)('in Chromium', () => {
  let examples: Examples
  let worker: Worker
  let browser: Browser
  beforeAll(async () => {
    examples = await serveExamples(0)
    worker = await startWorker({ demo: true, vars: { CORS_ORIGINS: examples.url } })
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    await worker?.stop()
    await examples?.stop()
  })

  it('the plain page and the React app share a cart, also while the network is away', async () => {
    const context = await browser.newContext()
    const errors: string[] = []
    const open = async (path: string): Promise<Page> => {
      const page = await context.newPage()
      page.on('pageerror', ({ message }) => errors.push(message))
      await page.goto(`${examples.url}${path}?api=${encodeURIComponent(worker.url)}`)
      await page.getByRole('button', { name: /^Add / }).first().waitFor()
      return page
    }
    const plain = await open('/plain/')
    const react = await open('/react/')
    const add = (page: Page) => page.getByRole('button', { name: /^Add / }).first().click()
    const isShown = async (quantity: number) => {
      for (const page of [plain, react]) await page.getByText(new RegExp(`^${quantity} × `)).waitFor()
    }
    await add(plain)
    await isShown(1)
    await react.getByText('live').waitFor()
    await react.getByRole('button', { name: /^One more / }).click()
    await isShown(2)

    await context.setOffline(true)
    await add(plain)
    await add(react)
    await isShown(4)
    await context.setOffline(false)
    for (const page of [plain, react]) {
      await page.locator('output:not([aria-busy=true])').waitFor({ timeout: 30_000 })
      await page.getByText('live').waitFor({ timeout: 30_000 })
    }
    await isShown(4)
    expect(await quantities(plain, worker.url)).toEqual([4])
    await react.getByRole('button', { name: /^One less / }).click()
    await isShown(3)
    expect(errors).toEqual([])
    await context.close()
  }, 90_000)
})

/** The quantities at the server, read with the tokens of the page. */
function quantities(page: Page, api: string): Promise<readonly number[]> {
  return page.evaluate<number[]>(`(async () => {
    const { accessToken } = JSON.parse(localStorage.getItem('pannier.session'))
    const answer = await fetch('${api}/v1/cart', { headers: { authorization: 'Bearer ' + accessToken } })
    return (await answer.json()).items.map(({ quantity }) => quantity)
  })()`)
}
