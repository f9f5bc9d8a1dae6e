/**
 * `npm run client`: the client package in client/dist, as it is published: modules for every entry, and their types.
 * Also renews client/src/api.ts, the types of the calls, from the OpenAPI document.
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { rolldown } from 'rolldown'
import { openApiDocument } from '../src/contract/openapi/document.ts'
import { DOCUMENTED } from '../src/contract/openapi/documented.ts'
import { clientTypes } from './client-types.ts'

const root = fileURLToPath(import.meta.resolve('..'))
const source = join(root, 'client/src')
const dist = join(root, 'client/dist')
export const ENTRIES = ['index', 'live/index', 'money', 'react', 'preact'] as const

export const apiFile = join(source, 'api.ts')

export function apiTypes(): string {
  return clientTypes(openApiDocument(DOCUMENTED, '1'))
}

/** Builds beside the folder and exchanges them at the end, because tests run at the same time. */
export async function buildClient(): Promise<void> {
  const types = apiTypes()
  if ((await readFile(apiFile, 'utf8').catch(() => '')) !== types) await writeFile(apiFile, types)
  const folder = join(root, `client/.building-${process.pid}`)
  try {
    await bundle(folder)
    await declare(folder)
    await rm(dist, { recursive: true, force: true })
    await rename(folder, dist)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * Shared code becomes a chunk of its own, so that a page which uses two entries loads it once. Rolldown, because its
 * output is a twentieth smaller than that of esbuild.
 */
async function bundle(dir: string): Promise<void> {
  const made = await rolldown({
    input: Object.fromEntries(ENTRIES.map((name) => [name, join(source, `${name}.ts`)])),
    external: ['react', '@preact/signals'],
    transform: { target: 'es2022' },
  })
  await made.write({ dir, format: 'esm', minify: true, chunkFileNames: 'shared-[hash].js' })
  await made.close()
}

/** The declarations of the entries and of what they import; the inner modules have none. */
async function declare(outdir: string): Promise<void> {
  const declared = join(outdir, '.declared')
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const flags = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', root, '--outDir', declared]
  await promisify(execFile)(process.execPath, [compiler, '-p', join(root, 'client'), ...flags])
  const base = join(declared, 'client/src')
  const seen = new Set<string>()
  const take = async (file: string): Promise<void> => {
    if (seen.has(file)) return
    seen.add(file)
    if (!file.startsWith(base)) throw new Error(`the types of the package need ${relative(declared, file)}`)
    const text = await readFile(file, 'utf8')
    for (const [, from = ''] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g)) {
      await take(join(dirname(file), `${from}.d.ts`))
    }
    const target = join(outdir, relative(base, file))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, text.replaceAll(/(['"])(\.[^'"]+)\.ts\1/g, '$1$2.js$1'))
  }
  for (const name of ENTRIES) await take(join(base, `${name}.d.ts`))
  await rm(declared, { recursive: true })
  await cp(join(root, 'LICENSE'), join(root, 'client/LICENSE'))
}

if (import.meta.main) {
  await buildClient()
  console.log('client/dist is the package as it is published')
}
