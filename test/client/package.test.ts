/** The package as it is published: its types are those of the contract, it is small, and an empty project can use it. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { KEYED } from '../../client/src/request.ts'
import { apiFile, apiTypes } from '../../dev/client.ts'
import { DOCUMENTED } from '../../src/contract/openapi/documented.ts'
import { installClient } from '../support/published.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const compiler = join(root, 'node_modules/typescript/bin/tsc')
const KIB = 1024

let project: string
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'pannier-client-'))
})
afterAll(async () => {
  await rm(project, { recursive: true, force: true })
})

test('the types of the calls are those of the contract', async () => {
  expect((await readFile(apiFile, 'utf8')) === apiTypes(), 'run `npm run client`').toBe(true)
})

test('exactly the writes that take an Idempotency-Key get one', () => {
  const names = DOCUMENTED.map(({ method, path, headers = [] }) => ({
    name: `${method.toUpperCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    isKeyed: headers.some(({ name }) => name === 'Idempotency-Key'),
  }))
  for (const { name, isKeyed } of names) expect(KEYED.test(name), name).toBe(isKeyed)
})

test('an empty project installs the package, imports every entry that needs nothing else, and type-checks', async () => {
  await installClient(project)
  await writeFile(
    join(project, 'use.ts'),
    `import { createPannier, memoryTokens, PannierError } from '@pannier/client'
import { createLiveCart, memoryStorage } from '@pannier/client/live'
const pannier = createPannier({ url: 'http://127.0.0.1:1', tokens: memoryTokens() })
const failed = await pannier.call('GET /v1/products/{sku}', { path: { sku: 'tea' }, retries: 0 }).catch((error: unknown) => error)
if (!(failed instanceof PannierError) || failed.code !== 'network') throw new Error(String(failed))
const cart = await createLiveCart(pannier, { storage: memoryStorage(), sockets: false })
await cart.add('tea', 2)
const quantity: number | undefined = cart.value.lines[0]?.quantity
console.log(quantity, cart.value.status)
cart.close()
// @ts-expect-error a call that does not exist
const nothing = () => pannier.call('GET /v1/nothing')
// @ts-expect-error a part is missing
const partial = () => pannier.call('POST /v1/cart/items')
export { nothing, partial }
`,
  )
  const flags = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom', '--types', '']
  await run(process.execPath, [compiler, ...flags, '--outDir', 'out', 'use.ts'], { cwd: project })
  const { stdout } = await run(process.execPath, ['out/use.js'], { cwd: project })
  expect(stdout).toBe('2 offline\n')
})

/** As a page would load it: in one file, by the bundler of Vite. */
async function gzipped(text: string, external: string[] = []): Promise<number> {
  const input = join(project, 'bundled.js')
  await writeFile(input, text)
  const bundle = await rolldown({ input, external, cwd: project })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  return gzipSync(output[0].code, { level: 9 }).length
}

test('the package is small, and a bundler leaves out what a page does not use', async () => {
  const calls = await gzipped("export * from '@pannier/client'")
  const all = await gzipped("export * from '@pannier/client'; export * from '@pannier/client/live'")
  expect(calls).toBeLessThan(2.5 * KIB)
  expect(all).toBeLessThan(10 * KIB)
  expect(await gzipped("export * from '@pannier/client/money'")).toBeLessThan(KIB / 2)
  for (const [entry, external] of [
    ['react', 'react'],
    ['preact', '@preact/signals'],
  ] as const) {
    expect(await gzipped(`export * from '@pannier/client/${entry}'`, [external])).toBeLessThan(KIB)
  }
})
