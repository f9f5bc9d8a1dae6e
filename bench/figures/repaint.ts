/** In Chromium: the time from a click on "+" to the frame in which another device shows the new quantity. */
import { setTimeout as wait } from 'node:timers/promises'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { startPannier } from '../../dev/pannier.ts'
import { findBrowser } from '../../dev/servers/browser.ts'
import { atMost, type Figure, median, percentile, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'

const TEA = 'longjing-250'
const BUDGET_MS = 300
/** Longer than the time for which the page waits for further clicks. */
const PAUSE_MS = 1_200

export const repaint: Figure = ({ quick, say }) => {
  const program = findBrowser()
  if (program === null) return Promise.resolve([shown('from a click to another device', 'no Chromium here')])
  return withFolder('disk', async (dataDir) => {
    const shop = await startPannier({ dataDir, demo: true, faces: true })
    const browser = await chromium.launch({
      executablePath: program,
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    })
    try {
      const phone = await browser.newContext()
      const clicked = await opened(phone, `${shop.url}/en/c/tea`)
      // The answer signs the browser in as a guest.
      const stored = clicked.waitForResponse((response) => response.url().endsWith('/cart/batch'))
      await clicked.locator(`form[action$="/products/${TEA}"] button`).first().click()
      await stored
      const desk = await browser.newContext()
      await desk.addCookies(await phone.cookies())
      const seen = await opened(desk, `${shop.url}/en/cart`)
      await clicked.goto(`${shop.url}/en/cart`)
      await clicked.locator('html[data-cart=shown]').waitFor()
      await seen.evaluate(`
        window.seenAt = {}
        const look = () => {
          const { value } = document.querySelector('.line input[name=quantity]')
          window.seenAt[value] ??= performance.timeOrigin + performance.now()
          requestAnimationFrame(look)
        }
        look()
      `)
      const clickedAt: number[] = []
      for (let count = 0; count < (quick ? 10 : 100); count++) {
        clickedAt.push(
          await clicked.evaluate<number>(`(() => {
            const at = performance.timeOrigin + performance.now()
            document.querySelector('.line button[name=step][value="1"]').click()
            return at
          })()`),
        )
        await wait(PAUSE_MS)
      }
      const seenAt = await seen.evaluate<Record<string, number>>('window.seenAt')
      // The first click makes two units of one.
      const times = clickedAt.map((at, click) => (seenAt[click + 2] ?? Number.POSITIVE_INFINITY) - at)
      say(`from a click to another device: longest ${Math.round(Math.max(...times))} ms of ${times.length}`)
      const ms = (value: number) => `${Math.round(value)} ms`
      return [
        shown('from a click to the frame of another device, p50', ms(median(times))),
        atMost('… p99', percentile(times, 99), BUDGET_MS, ms),
      ]
    } finally {
      await browser.close()
      await shop.stop()
    }
  })
}

async function opened(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  await page.locator('html[data-cart=shown]').waitFor()
  return page
}
