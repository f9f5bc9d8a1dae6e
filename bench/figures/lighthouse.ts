/**
 * Lighthouse's scores of the storefront, for the phone that it simulates. The program comes from npm when the figure
 * runs, because nothing else needs it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Pannier, startPannier } from '../../dev/pannier.ts'
import { findWholeBrowser } from '../../dev/servers/browser.ts'
import { Driver } from '../driver.ts'
import { type Figure, type Line, median, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'

const PROGRAM = 'lighthouse@12.2.3'
const PAGES = { home: '/en', listing: '/en/c/tea', product: '/en/products/iphone-15', cart: '/en/cart' } as const
const ROUNDS = 3
/** The least score of each category. */
const LEAST: { readonly [category: string]: number } = {
  performance: 95,
  accessibility: 100,
  'best-practices': 100,
  seo: 100,
}

interface Scores {
  readonly categories: { readonly [category: string]: number }
  readonly layoutShift: number
}

export const lighthouse: Figure = ({ quick, say }) => {
  // The shell sends the given cookie with the page only, so that the script would find another shopper's empty cart.
  const browser = findWholeBrowser()
  if (browser === null) return Promise.resolve([shown('Lighthouse', 'no Chromium here')])
  return withFolder('disk', async (folder) => {
    const shop = await startPannier({ dataDir: join(folder, 'data'), demo: true, faces: true })
    try {
      const cookie = `__Host-shop=${await guestWithCart(shop)}`
      const lines: Line[] = []
      for (const [name, path] of Object.entries(PAGES)) {
        const rounds: Scores[] = []
        for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
          rounds.push(await scoresOf(`${shop.url}${path}`, browser, cookie, folder))
        }
        say(`${name}: ${JSON.stringify(rounds)}`)
        lines.push(lineOf(name, rounds))
      }
      return lines
    } finally {
      await shop.stop()
    }
  })
}

async function guestWithCart(shop: Pannier): Promise<string> {
  const driver = new Driver(shop.url)
  const { body } = await driver.call({ method: 'POST', path: '/v1/auth/guest' })
  // The cast: the contract's answer to a new guest.
  const { accessToken: token } = JSON.parse(body) as { readonly accessToken: string }
  await driver.call({ method: 'POST', path: '/v1/cart/items', token, body: { sku: 'iphone-15', quantity: 1 } })
  driver.close()
  return token
}

async function scoresOf(url: string, browser: string, cookie: string, folder: string): Promise<Scores> {
  const file = join(folder, 'report.json')
  const flags = [
    '--quiet',
    '--output=json',
    `--output-path=${file}`,
    `--only-categories=${Object.keys(LEAST).join(',')}`,
  ]
  const more = ['--chrome-flags=--headless --no-sandbox', `--extra-headers=${JSON.stringify({ Cookie: cookie })}`]
  const env = { ...process.env, CHROME_PATH: browser }
  const child = spawn('npx', ['--yes', PROGRAM, url, ...flags, ...more], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const said: string[] = []
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${PROGRAM} ended with ${code}: ${said.join('')}`)
  // The cast: the report's documented shape.
  const { categories, audits } = JSON.parse(await readFile(file, 'utf8')) as {
    readonly categories: { readonly [category: string]: { readonly score: number } }
    readonly audits: { readonly 'cumulative-layout-shift': { readonly numericValue: number } }
  }
  const entries = Object.entries(categories).map(([name, { score }]) => [name, Math.round(score * 100)] as const)
  return { categories: Object.fromEntries(entries), layoutShift: audits['cumulative-layout-shift'].numericValue }
}

function lineOf(page: string, rounds: readonly Scores[]): Line {
  const scores = Object.keys(LEAST).map((name) => median(rounds.map(({ categories }) => categories[name] ?? 0)))
  const shift = Math.max(...rounds.map(({ layoutShift }) => layoutShift))
  return {
    figure: `Lighthouse of ${page}: performance, accessibility, best practices, SEO; layout shift`,
    measured: `${scores.join(', ')}; ${shift.toFixed(3)}`,
    budget: `≥ ${Object.values(LEAST).join(', ')}; 0`,
    ok: Object.values(LEAST).every((least, place) => (scores[place] ?? 0) >= least) && shift < 0.0005,
  }
}
