/**
 * `npm test`: runs the rings and counts their tests. `--embedded` skips rings that need Redis or MySQL; names of rings
 * run only these. Rings that mostly wait run together, the others one after another. Servers start only for rings that
 * need them, and stop with the run.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { argumentsOf, runCommand } from './command.ts'
import { migrateMysql } from './migrate-mysql.ts'
import { installBrowser } from './servers/browser.ts'
import { installedInflux } from './servers/influx.ts'
import { installedPrometheus } from './servers/prometheus.ts'
import { acquireServers } from './servers.ts'

interface Ring {
  readonly name: string
  readonly needsServers: boolean
  readonly wantsBrowser?: boolean
  /** Its tests use Prometheus and InfluxDB. */
  readonly wantsObservers?: boolean
  /** Its files run beside those of the other rings with this mark, because most of them wait more than they compute. */
  readonly together?: boolean
  /** The part that runs with --embedded: all of it, one folder, or nothing. */
  readonly embedded: 'all' | 'none' | `test/${string}`
}

interface Count {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const NONE: Count = { passed: 0, failed: 0, skipped: 0 }

const root = fileURLToPath(new URL('..', import.meta.url))
const vitest = join(root, 'node_modules/vitest/vitest.mjs')

const rings: readonly Ring[] = [
  { name: 'domain', needsServers: false, embedded: 'all' },
  { name: 'cost', needsServers: false, embedded: 'all' },
  { name: 'world', needsServers: false, embedded: 'all' },
  { name: 'workerd', needsServers: false, embedded: 'all' },
  { name: 'tiers', needsServers: true, wantsObservers: true, together: true, embedded: 'none' },
  {
    name: 'journey',
    needsServers: true,
    wantsBrowser: true,
    wantsObservers: true,
    together: true,
    embedded: 'test/journey/embedded',
  },
]

async function runAll(names: readonly string[], embedded: boolean): Promise<boolean> {
  const unknown = names.find((name) => !rings.some((ring) => ring.name === name))
  if (unknown !== undefined) {
    console.error(`unknown ring "${unknown}"; the rings are ${rings.map((ring) => ring.name).join(', ')}`)
    return false
  }
  const chosen = rings.filter(
    (ring) => (names.length === 0 || names.includes(ring.name)) && !(embedded && ring.embedded === 'none'),
  )
  if (!embedded && chosen.some((ring) => ring.wantsBrowser)) await installBrowser(console.log)
  if (!embedded && chosen.some((ring) => ring.wantsObservers)) {
    await installedPrometheus(console.log)
    await installedInflux(console.log)
  }
  const servers = !embedded && chosen.some((ring) => ring.needsServers) ? await acquireServers(console.log) : null
  try {
    if (servers !== null) await migrateMysql(servers.mysqlUrl, console.log)
    const urls =
      servers === null ? {} : { PANNIER_TEST_REDIS_URL: servers.redisUrl, PANNIER_TEST_MYSQL_URL: servers.mysqlUrl }
    return await runRings(chosen, embedded, urls)
  } finally {
    await servers?.stop()
  }
}

async function runRings(
  chosen: readonly Ring[],
  embedded: boolean,
  urls: Readonly<Record<string, string>>,
): Promise<boolean> {
  const counts: Count[] = []
  const empty: string[] = []
  const runs = runsOf(chosen)
  for (const [index, rings] of runs.entries()) {
    const names = rings.map(({ name }) => name)
    console.log(`\nring ${names.join(', ')} (${index + 1} of ${runs.length})`)
    const startedAt = performance.now()
    const found = await runTogether(rings, embedded, urls)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    for (const [at, name] of names.entries()) {
      const count = found[at] ?? NONE
      counts.push(count)
      if (count.passed + count.failed === 0) empty.push(name)
      console.log(`ring ${name}: ${describe(count)} in ${seconds} s`)
    }
  }
  const total = counts.reduce(plus, NONE)
  if (empty.length > 0) console.log(`\nno test ran in: ${empty.join(', ')}`)
  console.log(`\n${describe(total)}`)
  return chosen.length > 0 && total.failed === 0 && empty.length === 0
}

function runsOf(chosen: readonly Ring[]): readonly (readonly Ring[])[] {
  const together = chosen.filter((ring) => ring.together)
  const others = chosen.filter((ring) => !ring.together).map((ring) => [ring])
  return together.length > 0 ? [...others, together] : others
}

function plus(one: Count, other: Count): Count {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}

function describe(count: Count): string {
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
  return `${count.passed} passed, ${count.failed} failed${skipped}`
}

/** @returns the count of each ring */
async function runTogether(
  rings: readonly Ring[],
  embedded: boolean,
  urls: Readonly<Record<string, string>>,
): Promise<readonly Count[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pannier-test-'))
  try {
    const report = join(folder, 'report.json')
    const filter = rings.flatMap((ring) => (embedded && ring.embedded.startsWith('test/') ? [ring.embedded] : []))
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const projects = rings.flatMap(({ name }) => ['--project', name])
    const code = await runVitest(['run', ...projects, ...reporters, ...filter], urls)
    const counts = await readReport(report, rings)
    const all = counts.reduce(plus, NONE)
    // A file that cannot be loaded, or an error outside of all tests, fails the first ring without a failed test.
    const ranBadly = code !== 0 && all.failed === 0 && all.passed > 0
    return ranBadly ? counts.map((count, at) => (at === 0 ? { ...count, failed: 1 } : count)) : counts
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @returns the exit code; a signal ends the whole run */
function runVitest(args: readonly string[], urls: Readonly<Record<string, string>>): Promise<number> {
  // Tests see only their own databases, never the given ones.
  const { REDIS_URL: _, MYSQL_URL: __, ...environment } = process.env
  const env = { ...environment, ...urls, PANNIER_TEST_MAPS: 'off' }
  const child = spawn(process.execPath, [vitest, ...args], { cwd: root, env, stdio: 'inherit' })
  const forward = () => child.kill('SIGTERM')
  process.on('SIGTERM', forward)
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      process.off('SIGTERM', forward)
      if (signal === null) resolve(code ?? 1)
      else reject(new Error(`stopped by ${signal}`))
    })
  })
}

/** The part of vitest's json reporter that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** Counts nothing when there is no report: vitest writes none when it finds no test file or cannot start. */
async function readReport(path: string, rings: readonly Ring[]): Promise<readonly Count[]> {
  const text = await readFile(path, 'utf8').catch(() => null)
  // The cast: the shape of vitest's json reporter.
  const { testResults } = text === null ? { testResults: [] } : (JSON.parse(text) as Report)
  return rings.map((ring) => {
    const files = rings.length === 1 ? testResults : testResults.filter(({ name }) => name.startsWith(folderOf(ring)))
    const statuses = files.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status))
    const [passed, failed] = ['passed', 'failed'].map((wanted) => statuses.filter((status) => status === wanted).length)
    return { passed: passed ?? 0, failed: failed ?? 0, skipped: statuses.length - (passed ?? 0) - (failed ?? 0) }
  })
}

function folderOf({ name }: Ring): string {
  return join(root, 'test', name, '/')
}

await runCommand(async () => {
  const usage = `usage: npm test -- [--embedded] [RING …]\nThe rings are ${rings.map(({ name }) => name).join(', ')}; without one, all run.`
  const options = { embedded: { type: 'boolean', default: false } } as const
  const { values, positionals } = argumentsOf(usage, options, rings.length)
  return (await runAll(positionals, values.embedded)) ? 0 : 1
})
