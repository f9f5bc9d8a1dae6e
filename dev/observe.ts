/**
 * `npm run observe`: Pannier as `npm start` runs it, with a Prometheus beside it that scrapes it and evaluates its rules,
 * and a little traffic. Prints pages that show that it works. `--once` ends when they do. Everything listens on 127.0.0.1
 * only and ends with this process.
 */
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { endOnSignals } from './ending.ts'
import { RULES } from './ops-files/provisioning.ts'
import { startPannier } from './pannier.ts'
import { launcherFolder } from './secrets.ts'
import { installedPrometheus, type Prometheus, startPrometheus } from './servers/prometheus.ts'
import { readSettings } from './settings.ts'
import { startTraffic } from './traffic.ts'

const { values } = parseArgs({ options: { once: { type: 'boolean', default: false } } })
const ending = endOnSignals()
const say = (line: string) => console.log(line)

/** Shown when it is there; each is a line of the first page. */
const FIGURES = [
  ['requests a second', 'sum(rate(pannier_requests_total[1m]))'],
  ['p99 in seconds', 'histogram_quantile(0.99, sum by (le) (rate(pannier_request_duration_seconds_bucket[1m])))'],
  [
    'lag from commit to confirm, p99 in seconds',
    'histogram_quantile(0.99, sum by (le) (rate(pannier_confirm_lag_seconds_bucket[1m])))',
  ],
  ['rules', 'count(ALERTS) or vector(0)'],
] as const
const PATIENCE_MS = 90_000
const SCRAPE_SECONDS = 5

try {
  const program = await installedPrometheus(say)
  if (program === null) throw new Error('Prometheus is missing; `apt-get install prometheus` installs it')
  const { port, dataDir, vars } = await readSettings(process.env, false)
  const token = randomBytes(24).toString('base64url')
  const pannier = await startPannier({
    dataDir: await launcherFolder(dataDir, 'observe'),
    port,
    vars: { LOG_LEVEL: 'warn', METRICS_INTERVAL_MS: '5000', ...vars, METRICS_TOKEN: token },
    demo: true,
    schedule: true,
    log: say,
    output: say,
  })
  await ending.add(pannier.stop)
  say('starting Prometheus')
  const rules = [fileURLToPath(new URL(`../ops/prometheus/${RULES}`, import.meta.url))]
  const prometheus = await startPrometheus(program, {
    target: pannier.url,
    token,
    scrapeSeconds: SCRAPE_SECONDS,
    rules,
  })
  await ending.add(prometheus.stop)
  const traffic = startTraffic(pannier.url)
  await ending.add(traffic.stop)
  say('waiting for the first figures, which takes about half a minute')
  for (const [name, value] of await firstFigures(prometheus)) say(`  ${name}: ${value}`)
  say(`\nPannier answers at ${pannier.url}`)
  say(`Figures:  ${pageOf(prometheus.url)}`)
  say(`Alerts:   ${prometheus.url}/alerts`)
  say(`Scrapes:  ${prometheus.url}/targets`)
  say('Grafana:  ops/README.md says how to run it beside this Prometheus.')
  if (values.once) await ending.end(0)
  else say('Ctrl-C ends all of it.')
} catch (error) {
  await ending.fail(error)
}

/** Throws when a figure is still missing after the patience is over. */
async function firstFigures(prometheus: Prometheus): Promise<readonly (readonly [string, string])[]> {
  const giveUpAt = Date.now() + PATIENCE_MS
  for (;;) {
    const found = await Promise.all(
      FIGURES.map(async ([name, query]) => [name, await figureOf(prometheus, query)] as const),
    )
    const known = found.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
    if (known.length === found.length) return known
    if (Date.now() > giveUpAt) {
      const missing = found.flatMap(([name, value]) => (value === null ? [name] : []))
      throw new Error(
        `Prometheus at ${prometheus.url} has no figure after ${PATIENCE_MS / 1000} s for: ${missing.join('; ')}`,
      )
    }
    await new Promise((done) => setTimeout(done, 1_000))
  }
}

async function figureOf(prometheus: Prometheus, query: string): Promise<string | null> {
  const [sample] = await prometheus.query(query)
  return sample === undefined || Number.isNaN(sample.value) ? null : String(Number(sample.value.toPrecision(3)))
}

/** The graphs of Prometheus, one for each figure. */
function pageOf(url: string): string {
  const graphs = FIGURES.slice(0, 3).map(
    ([, query], at) => `g${at}.expr=${encodeURIComponent(query)}&g${at}.tab=0&g${at}.range_input=15m`,
  )
  return `${url}/graph?${graphs.join('&')}`
}
