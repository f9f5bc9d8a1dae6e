/**
 * A private Prometheus that scrapes one worker, for tests and for trying out alerts: Debian's package `prometheus`,
 * which brings promtool too. Its data is deleted with it.
 */
import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installPackages, whyNotInstall } from './install.ts'
import { findProgram, freePort, launch, temporaryFolder } from './private-server.ts'

export interface PrometheusOptions {
  /** The worker's URL, without a path. */
  readonly target: string
  /** METRICS_TOKEN of the worker. */
  readonly token: string
  readonly scrapeSeconds: number
  /** Absolute paths of rule files. */
  readonly rules?: readonly string[]
}

export interface Prometheus {
  readonly url: string
  /** The values of an instant query, with the labels of each. */
  query(expression: string): Promise<readonly Sample[]>
  stop(): Promise<void>
}

export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** @returns the program, installed if that is allowed, or null */
export async function installedPrometheus(log: (line: string) => void): Promise<string | null> {
  if (findProgram('prometheus') === null && whyNotInstall() === null) {
    log('installing prometheus with apt-get, without starting services (PANNIER_TEST_INSTALL=0 prevents it)')
    await installPackages(['prometheus']).catch((error: unknown) => log(String(error)))
  }
  return findProgram('prometheus')
}

export async function startPrometheus(program: string, options: PrometheusOptions): Promise<Prometheus> {
  const { target, token, scrapeSeconds, rules = [] } = options
  const folder = await temporaryFolder('prometheus')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  // JSON is YAML.
  const config = {
    global: { scrape_interval: `${scrapeSeconds}s`, evaluation_interval: `${scrapeSeconds}s` },
    rule_files: rules,
    scrape_configs: [
      {
        job_name: 'pannier',
        metrics_path: '/metrics',
        authorization: { type: 'Bearer', credentials: token },
        static_configs: [{ targets: [new URL(target).host] }],
      },
    ],
  }
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config), { mode: 0o600 })
  const server = await launch({
    name: 'prometheus',
    folder,
    command: program,
    args: [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--storage.tsdb.retention.time=1d',
    ],
    deadlineMs: 30_000,
    async probe() {
      const answer = await fetch(`${url}/-/ready`)
      if (!answer.ok) throw new Error(`prometheus answered ${answer.status}`)
    },
  })
  return { url, stop: server.stop, query: (expression) => query(url, expression) }
}

async function query(url: string, expression: string): Promise<readonly Sample[]> {
  const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`)
  // The cast: the documented shape of an instant vector.
  const body = (await answer.json()) as {
    readonly status: string
    readonly error?: string
    readonly data?: { readonly result: readonly { metric: Record<string, string>; value: [number, string] }[] }
  }
  if (body.status !== 'success' || !body.data) throw new Error(body.error ?? 'the query failed')
  return body.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
}

/** @returns promtool's complaints; '' when the text is right. Throws when promtool is missing. */
export function complaintsOfPromtool(text: string): string {
  const { code, printed } = promtool(['check', 'metrics'], text)
  return code === 0 ? '' : printed || `promtool ended with ${code}`
}

export function findPromtool(): string | null {
  return findProgram('promtool')
}

/** Throws when promtool is missing. @returns its exit code, and everything that it printed */
export function promtool(
  args: readonly string[],
  input = '',
): { readonly code: number | null; readonly printed: string } {
  const program = findPromtool()
  if (program === null) throw new Error('promtool is missing')
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 2 ** 26 })
  return { code: status, printed: `${stdout}${stderr}`.trim() }
}
