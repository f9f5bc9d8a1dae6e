/**
 * `npm run observe`: Pannier as `npm start` runs it, with a Prometheus beside it that scrapes it and evaluates its rules,
 * and a little traffic; with `--influx` also an InfluxDB that gets the metrics every minute. Prints pages that show that
 * it works; `--once` ends when they do. Everything listens on 127.0.0.1 only and ends with this process.
 */
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { MINUTE, quantile, rate } from '../src/domain/alerts/expression.ts'
import { promqlOf } from '../src/domain/alerts/promql.ts'
import { argumentsOf } from './command.ts'
import { endOnSignals } from './ending.ts'
import { RULES } from './ops-files/provisioning.ts'
import { startPannier } from './pannier.ts'
import { launcherFolder } from './secrets.ts'
import { installedInflux, startInflux } from './servers/influx.ts'
import { installedPrometheus, type Prometheus, startPrometheus } from './servers/prometheus.ts'
import { readSettings } from './settings.ts'
import { startTraffic } from './traffic.ts'

const ending = endOnSignals()
const say = (line: string) => console.log(line)

/** The first figures of a deployment, by their queries. */
const FIGURES = [
  ['requests a second', promqlOf(rate('requests_total', MINUTE))],
  ['p99 in seconds', promqlOf(quantile(0.99, 'request_duration_seconds', MINUTE))],
  ['lag from commit to confirm, p99 in seconds', promqlOf(quantile(0.99, 'confirm_lag_seconds', MINUTE))],
  ['alerts that are pending or fire', 'count(ALERTS) or vector(0)'],
] as const
const PATIENCE_MS = 90_000
const SCRAPE_SECONDS = 5
const DATABASE = 'pannier'

try {
  const { values } = argumentsOf('usage: npm run observe -- [--once] [--influx]', {
    once: { type: 'boolean', default: false },
    influx: { type: 'boolean', default: false },
  })
  const program = await installedPrometheus(say)
  if (program === null) throw new Error('Prometheus is missing; `apt-get install prometheus` installs it')
  const { port, dataDir, vars } = await readSettings(process.env, false)
  const token = randomBytes(24).toString('base64url')
  const influx = values.influx ? await influxdb() : null
  const pannier = await startPannier({
    dataDir: await launcherFolder(dataDir, 'observe'),
    port,
    vars: { LOG_LEVEL: 'warn', METRICS_INTERVAL_MS: '5000', ...vars, METRICS_TOKEN: token, ...influx?.vars },
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
  if (influx) say(`InfluxDB: ${influx.url}/query?db=${DATABASE}&q=SHOW+MEASUREMENTS (from the next minute on)`)
  say('Grafana:  ops/README.md says how to run it beside this Prometheus.')
  if (values.once) await ending.end(0)
  else say('Ctrl-C ends all of it.')
} catch (error) {
  await ending.fail(error)
}

/** An InfluxDB beside the worker, and the variables that make the worker push to it. */
async function influxdb() {
  const program = await installedInflux(say)
  if (program === null) throw new Error('InfluxDB is missing; `apt-get install influxdb` installs it')
  const { url, stop } = await startInflux(program, DATABASE)
  await ending.add(stop)
  return { url, vars: { INFLUX_URL: url, INFLUX_DB: DATABASE } }
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
