/** The client package as `npm pack` makes it, in an empty project of Node and of Deno, against a real server. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { installClient } from '../../support/published.ts'
import { startWorker, type Worker } from '../support/worker.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../..', import.meta.url))
const deno = join(root, 'node_modules/deno/bin.cjs')

const USE = `import { createPannier, PannierError } from '@pannier/client'
import { createLiveCart } from '@pannier/client/live'

const pannier = createPannier({ url: process.env.PANNIER, locale: 'en' })
const cart = await createLiveCart(pannier)
const until = (is) => new Promise((resolve) => {
  const look = () => is(cart.value) && resolve()
  cart.subscribe(look)
  look()
})
await cart.add('iphone-15', 2)
await until(({ status, pending }) => status === 'live' && !pending)
await pannier.call('POST /v1/cart/items', { body: { sku: 'longjing-250', quantity: 1 } })
await until(({ lines }) => lines.length === 2)
const { body } = await pannier.call('GET /v1/cart')
const refused = await pannier.call('POST /v1/cart/items', { body: { sku: 'no-such-sku', quantity: 1 } }).catch((error) => error)
console.log(JSON.stringify({
  items: body.items.map(({ sku, quantity }) => [sku, quantity]),
  total: cart.value.totals.total,
  refused: refused instanceof PannierError && refused.code,
}))
cart.close()
process.exit(0)
`

let worker: Worker
let project: string
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'pannier-package-'))
  await installClient(project)
  await writeFile(join(project, 'use.js'), `import process from 'node:process'\n${USE}`)
  worker = await startWorker({ demo: true })
}, 60_000)
afterAll(async () => {
  await worker?.stop()
  await rm(project, { recursive: true, force: true })
})

it.each([
  ['Node', ['use.js']],
  ['Deno', [deno, 'run', '--allow-net', '--allow-env', '--node-modules-dir=manual', 'use.js']],
])('in %s, typed calls and the live cart change one cart at the server', async (_, args) => {
  const env = { ...process.env, PANNIER: worker.url, DENO_NO_UPDATE_CHECK: '1' }
  const { stdout } = await run(process.execPath, args, { cwd: project, env, timeout: 30_000 })
  expect(JSON.parse(stdout)).toEqual({
    items: [
      ['iphone-15', 2],
      ['longjing-250', 1],
    ],
    total: { amount: 2 * 599_900 + 26_800, currency: 'CNY' },
    refused: 'unknown_sku',
  })
})
