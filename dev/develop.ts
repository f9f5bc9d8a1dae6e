/**
 * `npm run dev`: wrangler's development server, which reloads when a source changes, over local D1 with the demo
 * catalogue; with `--tiers` over a real MySQL and Redis. It runs the worker's schedule, as `npm start` does. Slower than
 * that, and with a state of its own.
 */
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { experimental_readRawConfig, getPlatformProxy } from 'wrangler'
import { readConfig } from '../src/contract/config.ts'
import { createD1Record } from '../src/tiers/record/d1/record.ts'
import { ASSETS } from './assets.ts'
import { wantsFaces } from './build.ts'
import { argumentsOf } from './command.ts'
import { fillWithDemo } from './demo.ts'
import { endOnSignals } from './ending.ts'
import { migrateD1 } from './migrate-d1.ts'
import { startSchedule } from './schedule.ts'
import { launcherFolder, noteOfSecrets } from './secrets.ts'
import { readSettings, type Settings } from './settings.ts'
import { startTiers } from './tiers.ts'

interface RateLimit {
  readonly simple: { readonly limit: number; readonly period: number }
}

const root = fileURLToPath(import.meta.resolve('..'))
// Otherwise wrangler fetches a sample of Request.cf from the network, and complains when it cannot.
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'
const ending = endOnSignals()

try {
  const usage = 'usage: npm run dev\n       npm run dev:tiers   with a real Redis and MySQL'
  const { values } = argumentsOf(usage, { tiers: { type: 'boolean', default: false } })
  const settings = await readSettings(process.env, values.tiers)
  const folder = await launcherFolder(settings.dataDir, values.tiers ? 'dev-tiers' : 'dev')
  let { vars } = settings
  if (values.tiers) {
    const tiers = await startTiers(folder, console.log, vars.CURRENCY)
    await ending.add(tiers.stop)
    vars = { ...vars, ...tiers.vars }
  }
  const config = await writeConfig(folder, vars)
  await prepareRecord(config, folder, vars.CURRENCY)
  console.log(noteOfSecrets(settings.dataDir, process.env))
  await ending.end(await develop({ ...settings, vars }, config, folder))
} catch (error) {
  await ending.fail(error)
}

/**
 * Writes wrangler.toml with absolute paths and the limiters scaled by RATE_LIMIT_SCALE. Here wrangler bundles the sources
 * itself, so that errors show their lines, and runs the build only for the static files.
 */
async function writeConfig(folder: string, vars: Settings['vars']): Promise<string> {
  const { RATE_LIMIT_SCALE: scale } = readConfig(vars)
  const { rawConfig } = experimental_readRawConfig({ config: join(root, 'wrangler.toml') })
  const main = join(root, wantsFaces() ? 'src/faces/index.ts' : 'src/worker/index.ts')
  const ratelimits: readonly RateLimit[] = rawConfig.ratelimits ?? []
  const scaled = ratelimits.map(({ simple, ...limit }) => {
    return { ...limit, simple: { ...simple, limit: Math.max(1, Math.round(simple.limit * scale)) } }
  })
  const build = { command: 'npm run --silent assets', cwd: root, watch_dir: join(root, 'src') }
  const assets = { ...rawConfig.assets, directory: ASSETS }
  const config = {
    ...rawConfig,
    main,
    no_bundle: false,
    find_additional_modules: undefined,
    build,
    assets,
    ratelimits: scaled,
  }
  const file = join(folder, 'wrangler.json')
  await writeFile(file, JSON.stringify(config, null, 2))
  return file
}

/** Prepares the database that the server will open: wrangler keeps it under `v3` of the given folder. */
async function prepareRecord(config: string, folder: string, currency: string | undefined): Promise<void> {
  const { rawConfig } = experimental_readRawConfig({ config })
  const { name, compatibility_date, d1_databases } = rawConfig
  // Configures only the record, because the other bindings need the worker.
  const recordOnly = join(folder, 'record.json')
  await writeFile(recordOnly, JSON.stringify({ name, compatibility_date, d1_databases }))
  const proxy = await getPlatformProxy<{ RECORD: D1Database }>({
    configPath: recordOnly,
    persist: { path: join(folder, 'v3') },
  })
  try {
    const database = proxy.env.RECORD
    await migrateD1(database, console.log)
    await fillWithDemo(createD1Record({ database }), console.log, currency)
  } finally {
    await proxy.dispose()
  }
}

/** @returns the server's exit code, after it has ended */
async function develop({ port, vars }: Settings, config: string, folder: string): Promise<number> {
  const variables = join(folder, 'variables.env')
  // Wrangler expands $ in this file, in quotes too.
  const lines = Object.entries(vars).map(([name, value]) => `${name}='${value.replaceAll('$', '\\$')}'\n`)
  await writeFile(variables, lines.join(''), { mode: 0o600 })
  const address = ['--ip', '127.0.0.1', '--port', String(port)]
  const args = ['dev', '--config', config, ...address, '--persist-to', folder, '--env-file', variables]
  const program = join(root, 'node_modules/wrangler/bin/wrangler.js')
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false' }
  const server = spawn(process.execPath, [program, ...args], { cwd: root, env, stdio: 'inherit' })
  const ended = new Promise<number>((done, reject) => {
    server.once('error', reject)
    server.once('exit', (code) => done(code ?? 0))
  })
  await ending.add(async () => {
    server.kill('SIGTERM')
    await ended
  })
  const { rawConfig } = experimental_readRawConfig({ config })
  const run = (cron: string, at: Date) => runSchedule(port, cron, at)
  await ending.add(startSchedule(rawConfig.triggers?.crons ?? [], run, console.error).stop)
  return ended
}

/** Wrangler does not run the schedule by itself; it runs it for requests to this path. */
async function runSchedule(port: number, cron: string, at: Date): Promise<void> {
  const query = new URLSearchParams({ cron, time: String(at.getTime()) })
  const answer = await fetch(`http://127.0.0.1:${port}/cdn-cgi/local/scheduled?${query}`)
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
}
