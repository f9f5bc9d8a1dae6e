/** The storefront's pages: the worker's CPU for each, answered without a cache, and the size of every file that they use. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ASSETS } from '../../dev/assets.ts'
import { startPannier } from '../../dev/pannier.ts'
import { cpuMs, quiet } from '../cpu-clock.ts'
import { type Call, Driver } from '../driver.ts'
import { atMost, type Figure, type Line, median, shown } from '../figure.ts'
import { withFolder } from '../folders.ts'

const KIB = 1024
const REQUESTS = 200
const ROUNDS = 7
const LISTING_MS = 2
const SCRIPT_KIB = 40

const PAGES = {
  home: '/en',
  listing: '/en/c/tea',
  search: '/en/products?query=tea',
  product: '/en/products/iphone-15',
  'cart of 3 lines': '/en/cart',
} as const

export const pages: Figure = async ({ quick }) => [...(await rendering(quick)), ...(await sizes())]

/** Windows take turns, because the machine's speed changes. */
function rendering(quick: boolean): Promise<readonly Line[]> {
  return withFolder('tmpfs', async (dataDir) => {
    const vars = { RATE_LIMIT_SCALE: '1000000', MAX_WAIT_MS: '0' }
    const shop = await startPannier({ dataDir, demo: true, faces: true, vars })
    const driver = new Driver(shop.url)
    try {
      const token = await cartOf(driver)
      const headers = { Cookie: `__Host-shop=${token}`, Accept: 'text/html' }
      const each = new Map<string, number[]>(Object.keys(PAGES).map((name) => [name, []]))
      for (let round = 0; round <= (quick ? 2 : ROUNDS); round++) {
        for (const [name, path] of Object.entries(PAGES)) {
          await quiet(shop.workerdPid())
          const before = cpuMs(shop.workerdPid())
          await driver.drive(REQUESTS, () => ({ method: 'GET', path, headers }))
          // The first round warms up.
          if (round > 0) each.get(name)?.push((cpuMs(shop.workerdPid()) - before) / REQUESTS)
        }
      }
      return [...each].map(([name, times]) => lineOf(name, median(times)))
    } finally {
      driver.close()
      await shop.stop()
    }
  })
}

function lineOf(name: string, ms: number): Line {
  const figure = `CPU of a page: ${name}`
  const show = (value: number) => `${value.toFixed(2)} ms`
  return name === 'listing' ? atMost(figure, ms, LISTING_MS, show) : shown(figure, show(ms))
}

/** @returns the access token of a guest with three lines */
async function cartOf(driver: Driver): Promise<string> {
  const { body } = await driver.call({ method: 'POST', path: '/v1/auth/guest' })
  // The cast: the contract's answer to a new guest.
  const { accessToken: token } = JSON.parse(body) as { readonly accessToken: string }
  for (const sku of ['iphone-15', 'longjing-250', 'jasmine-pearls-150']) {
    const call: Call = { method: 'POST', path: '/v1/cart/items', token, body: { sku, quantity: 1 } }
    await driver.call(call)
  }
  return token
}

async function sizes(): Promise<readonly Line[]> {
  const names = await readdir(join(ASSETS, 'assets'))
  const files = await Promise.all(
    names.map(async (name) => {
      const bytes = gzipSync(await readFile(join(ASSETS, 'assets', name)), { level: 9 }).length
      return { name: name.replace(/-[^-.]+\./, '.'), kib: bytes / KIB }
    }),
  )
  const show = (kib: number) => `${kib.toFixed(1)} KiB`
  const lines = files
    .toSorted((one, other) => other.kib - one.kib)
    .map(({ name, kib }) => {
      const figure = `gzipped: ${name}`
      return name === 'shop.js' ? atMost(figure, kib, SCRIPT_KIB, show) : shown(figure, show(kib))
    })
  const pictures = await readdir(join(ASSETS, 'pictures'))
  const weights = await Promise.all(
    pictures.map(async (name) => gzipSync(await readFile(join(ASSETS, 'pictures', name)), { level: 9 }).length / KIB),
  )
  return [
    ...lines,
    shown('gzipped: a picture, median and largest', `${show(median(weights))}, ${show(Math.max(...weights))}`),
  ]
}
