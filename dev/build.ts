/**
 * `npm run build`: the worker exactly as it is deployed, in dist/index.js, its static files in dist/assets, and its
 * bindings in the runtime's form from wrangler.toml. With FACES=off the worker has no pages, and is in
 * dist/api/index.js. It builds only when a source has changed; wrangler runs it before every deploy.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkerOptions } from 'miniflare'
import { ASSETS, writeAssets } from './assets.ts'
import { bundleWorker } from './bundle.ts'

const root = fileURLToPath(import.meta.resolve('..'))
const dist = join(root, 'dist')
const sources = [
  ...['client/src', 'drizzle', 'package.json', 'package-lock.json', 'src', 'tsconfig.json', 'wrangler.toml'],
  ...['demo', 'dev/assets.ts', 'dev/build.ts', 'dev/bundle.ts', 'dev/demo.ts', 'dev/left-out.ts'],
  ...['dev/module-order.ts', 'dev/page-words.ts', 'dev/pictures'],
  'dev/shop-assets.ts',
]

/** One of the two workers: its entry, and the folder of its build below dist. */
interface Target {
  readonly entry: string
  readonly folder: string
}

const WITH_PAGES: Target = { entry: 'src/faces/index.ts', folder: '' }
const API_ONLY: Target = { entry: 'src/worker/index.ts', folder: 'api' }

/** Whether the environment wants the pages. */
export function wantsFaces(environment: NodeJS.ProcessEnv = process.env): boolean {
  return environment.FACES !== 'off'
}

/** The miniflare options of the worker, as wrangler reads them from wrangler.toml. */
type Bindings = Pick<
  WorkerOptions,
  | 'bindings'
  | 'compatibilityDate'
  | 'compatibilityFlags'
  | 'd1Databases'
  | 'durableObjects'
  | 'queueConsumers'
  | 'queueProducers'
  | 'r2Buckets'
  | 'serviceBindings'
> & { readonly ratelimits: Readonly<Record<string, RateLimit>> }

interface RateLimit {
  readonly namespace_id: string
  readonly simple: { readonly limit: number; readonly period: 10 | 60 }
}

export interface Built {
  readonly script: string
  readonly bindings: Bindings
  readonly vars: Readonly<Record<string, string>>
  /** The times of the schedule. */
  readonly crons: readonly string[]
}

interface Facts extends Omit<Built, 'script'> {
  /** Covers the sources and the build products, so that a partly replaced set is detected. */
  readonly hash: string
  readonly productsHash: string
}

/** Throws with the bundler's message when the worker does not build. */
export async function buildWorker(log: (line: string) => void, faces = wantsFaces()): Promise<Built> {
  const target = faces ? WITH_PAGES : API_ONLY
  const hash = await hashOf(sources)
  const kept = await readBuilt(target, hash)
  if (kept !== null) return kept
  log(faces ? 'building the worker' : 'building the worker without pages')
  const script = await bundleWorker(target.entry)
  await writeAssets()
  await mkdir(fileOf(target, ''), { recursive: true })
  await replace(fileOf(target, 'index.js'), script)
  const bindings = await readBindings()
  const built: Facts = { hash, productsHash: await hashOf(productsOf(target)), ...bindings }
  await replace(fileOf(target, 'built.json'), JSON.stringify(built, null, 2))
  return { script, ...bindings }
}

function fileOf({ folder }: Target, name: string): string {
  return join(dist, folder, name)
}

function productsOf({ folder }: Target): readonly string[] {
  return [join('dist', folder, 'index.js'), 'dist/assets']
}

async function readBuilt(target: Target, hash: string): Promise<Built | null> {
  try {
    const [text, known] = await Promise.all([
      readFile(fileOf(target, 'index.js'), 'utf8'),
      readFile(fileOf(target, 'built.json'), 'utf8'),
    ])
    // The cast: written above; another version of the launcher has another hash.
    const { hash: of, productsHash, ...facts } = JSON.parse(known) as Facts
    return of === hash && productsHash === (await hashOf(productsOf(target))) ? { script: text, ...facts } : null
  } catch {
    return null
  }
}

async function readBindings(): Promise<Omit<Built, 'script'>> {
  // Imported only for a build, because it takes a second to load.
  const { unstable_getMiniflareWorkerOptions, unstable_readConfig } = await import('wrangler')
  const config = unstable_readConfig({ config: join(root, 'wrangler.toml') }, { hideWarnings: true })
  const { workerOptions } = unstable_getMiniflareWorkerOptions(config)
  const { compatibilityDate, compatibilityFlags, d1Databases, durableObjects } = workerOptions
  const { queueConsumers, queueProducers, r2Buckets, ratelimits } = workerOptions
  // The cast: wrangler's miniflare is later, but its options have the same shape, and the runtime checks them.
  const bindings = {
    ...{ compatibilityDate, compatibilityFlags, d1Databases, durableObjects },
    ...{ queueConsumers, queueProducers, r2Buckets, ratelimits },
    // Static files come straight from their folder: miniflare's own way would put a router before the worker.
    serviceBindings: { ASSETS: { disk: { path: ASSETS } } },
  } as Bindings
  const vars = Object.fromEntries(Object.entries(config.vars).map(([name, value]) => [name, String(value)]))
  return { bindings, vars, crons: config.triggers.crons ?? [] }
}

/** Hashes the names and contents of all files. */
export async function hashOf(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    for (const file of await filesOf(path)) hash.update(`${file}\0${sha256(await readFile(join(root, file)))}\n`)
  }
  return hash.digest('hex')
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true }).catch(() => null)
  if (entries === null) return [path]
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.map((file) => file.slice(root.length)).sort()
}

async function replace(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, text)
  await rename(unfinished, file)
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

if (import.meta.main) {
  try {
    await buildWorker(console.log)
    console.log(`dist/${wantsFaces() ? '' : 'api/'}index.js is the worker as it is deployed`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
